import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { listFlows } from "../api/flows";
import { strings } from "../strings/strings";
import { navigate, paths } from "./router";
import { useResource } from "./useResource";

const text = strings.palette;
const most = 12;

/** Goes to a page or a flow by a part of its name. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [wanted, setWanted] = useState("");
  const [at, setAt] = useState(0);
  const { data: flows } = useResource("palette", listFlows);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const places = useMemo(() => [
    { name: strings.nav.flows, path: paths.flows }, { name: strings.nav.runs, path: paths.runs() }, { name: strings.nav.inbox, path: paths.inbox }, { name: strings.nav.gallery, path: paths.gallery },
    ...(flows ?? []).flatMap((flow) => [{ name: flow.name ?? flow.id, path: paths.flow(flow.id) }, { name: text.run(flow.name ?? flow.id), path: paths.runs(flow.id) }]),
  ], [flows]);
  const found = places.filter((place) => place.name.toLowerCase().includes(wanted.trim().toLowerCase())).slice(0, most);
  const chosen = Math.min(at, found.length - 1);

  function go(path: string | undefined) {
    if (path === undefined) return;
    dialog.current?.close();
    navigate(path);
  }

  function press(event: KeyboardEvent) {
    const actions: Record<string, () => void> = { ArrowDown: () => setAt(Math.min(chosen + 1, found.length - 1)), ArrowUp: () => setAt(Math.max(chosen - 1, 0)), Enter: () => go(found[chosen]?.path) };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  return (
    <dialog className="palette" ref={dialog} aria-label={text.title} onClose={onClose} onClick={(event) => event.target === dialog.current && dialog.current?.close()}>
      <input
        className="input" type="search" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={found.length > 0 ? `palette-${chosen}` : undefined}
        aria-label={text.title} placeholder={text.placeholder} value={wanted} onChange={(event) => (setWanted(event.target.value), setAt(0))} onKeyDown={press}
      />
      <ul id="palette-list" role="listbox" aria-label={text.list}>
        {found.map((place, index) => <li key={place.path} id={`palette-${index}`} role="option" aria-selected={index === chosen} onClick={() => go(place.path)}>{place.name}</li>)}
      </ul>
      {found.length === 0 && <p className="empty">{text.none}</p>}
    </dialog>
  );
}
