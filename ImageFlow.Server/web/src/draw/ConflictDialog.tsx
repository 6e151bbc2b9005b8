import { useEffect, useRef } from "react";
import type { Flow, Json } from "../api/types";
import { DiffView } from "../compare/DiffView";
import { strings } from "../strings/strings";

interface ConflictDialogProps {
  readonly mine: Json;
  /** What is stored, as the person compared with it. */
  readonly theirs: Flow | undefined;
  readonly onMine: (theirs: Flow) => void;
  readonly onTheirs: () => void;
}

const text = strings.draw;

/** Two people saved one flow: what differs, and whose drawing goes on. */
export function ConflictDialog({ mine, theirs, onMine, onTheirs }: ConflictDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog className="conflict" ref={dialog} aria-labelledby="conflict-title" onCancel={(event) => event.preventDefault()}>
      <h2 id="conflict-title">{text.conflictTitle}</h2>
      <p>{text.conflict}</p>
      <div className="conflict-diff">{theirs && <DiffView before={theirs.definition} after={mine} beforeLabel={strings.compare.theirs} afterLabel={strings.compare.mine} />}</div>
      <div className="dialog-actions">
        <button className="button" onClick={onTheirs}>{text.conflictTheirs}</button>
        <button className="button primary" disabled={!theirs} onClick={() => theirs && onMine(theirs)}>{text.conflictMine}</button>
      </div>
    </dialog>
  );
}
