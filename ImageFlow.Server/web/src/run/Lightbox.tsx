import { useEffect, useRef } from "react";
import type { ProducedFile } from "../api/types";
import { Icon } from "../controls/Icon";
import { strings } from "../strings/en";
import { facts, fileName } from "./ContactSheet";

interface LightboxProps {
  readonly files: readonly ProducedFile[];
  readonly file: ProducedFile;
  readonly onOpen: (file: ProducedFile) => void;
  readonly onClose: () => void;
}

/** One picture large; the arrow keys go through the rest. */
export function Lightbox({ files, file, onOpen, onClose }: LightboxProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  function step(by: number) {
    const next = files.at((files.indexOf(file) + by) % files.length);
    if (next) onOpen(next);
  }

  return (
    <dialog
      className="lightbox" ref={dialog} aria-label={fileName(file)} onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
      onKeyDown={(event) => {
        if (event.key === "ArrowRight") step(1);
        if (event.key === "ArrowLeft") step(-1);
      }}
    >
      <header>
        <div className="grow">
          <h2 className="clip">{fileName(file)}</h2>
          <p className="small muted number clip">{facts(file)} · {file.bucket}/{file.key}</p>
        </div>
        <a className="button" href={`${file.url}?download`} download={fileName(file)}><Icon name="download" />{strings.run.download}</a>
        <button className="button quiet icon" aria-label={strings.close} onClick={() => dialog.current?.close()}><Icon name="close" /></button>
      </header>
      <img src={file.url} alt={fileName(file)} />
    </dialog>
  );
}
