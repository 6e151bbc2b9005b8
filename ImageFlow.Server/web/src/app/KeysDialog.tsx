import { useEffect, useRef } from "react";
import { Icon } from "../controls/Icon";
import { strings } from "../strings/strings";

const text = strings.keys;

/** What each key does. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog className="keys" ref={dialog} aria-labelledby="keys-title" onClose={onClose} onClick={(event) => event.target === dialog.current && dialog.current?.close()}>
      <header><h2 className="grow" id="keys-title">{text.title}</h2><button className="button quiet icon" aria-label={strings.close} onClick={() => dialog.current?.close()}><Icon name="close" /></button></header>
      <dl>{Object.entries(text.list).map(([key, does]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div>)}</dl>
      <p className="small muted">{text.studio}</p>
    </dialog>
  );
}
