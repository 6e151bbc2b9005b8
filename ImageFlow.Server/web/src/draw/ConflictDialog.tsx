import { useEffect, useRef, useState } from "react";
import { getFlow } from "../api/flows";
import type { Flow, Json } from "../api/types";
import { showError } from "../app/toasts";
import { DiffView } from "../compare/DiffView";
import { strings } from "../strings/strings";

interface ConflictDialogProps {
  readonly flowId: string;
  readonly mine: Json;
  readonly onMine: (theirs: Flow | undefined) => void;
  readonly onTheirs: () => void;
}

const text = strings.draw;

/** Two people saved one flow: what differs, and whose drawing goes on. */
export function ConflictDialog({ flowId, mine, onMine, onTheirs }: ConflictDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [theirs, setTheirs] = useState<Flow>();
  useEffect(() => {
    dialog.current?.showModal();
    getFlow(flowId).then(setTheirs, showError);
  }, [flowId]);
  return (
    <dialog className="conflict" ref={dialog} aria-labelledby="conflict-title" onCancel={(event) => event.preventDefault()}>
      <h2 id="conflict-title">{text.conflictTitle}</h2>
      <p>{text.conflict}</p>
      <div className="conflict-diff">{theirs && <DiffView before={theirs.definition} after={mine} beforeLabel={strings.compare.theirs} afterLabel={strings.compare.mine} />}</div>
      <div className="dialog-actions">
        <button className="button" onClick={onTheirs}>{text.conflictTheirs}</button>
        <button className="button primary" onClick={() => onMine(theirs)}>{text.conflictMine}</button>
      </div>
    </dialog>
  );
}
