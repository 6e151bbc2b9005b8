import { useEffect, useRef, useState } from "react";
import type { ProducedFile } from "../api/types";
import { Icon } from "../controls/Icon";
import { readFailure } from "../model/failure";
import { isImage } from "../model/pictures";
import { culpritOf, type Run } from "../model/run";
import type { Visit } from "../model/visit";
import { duration } from "../model/words";
import { strings } from "../strings/strings";
import { comparison } from "./ContactSheet";

interface ResultCardProps {
  readonly run: Run;
  /** Whether the person who looks on started it. */
  readonly begunHere: boolean;
  readonly files: readonly ProducedFile[];
  readonly nameOf: (visit: Visit) => string;
  readonly onOpen: (file: ProducedFile) => void;
  readonly onSelect: (visitId: number) => void;
  readonly onRedrive: () => void;
}

const text = strings.run;
/** Milliseconds for which a good result stands in the middle; a failure stays until it is put away. */
const shownFor = 5_000;
/** Milliseconds: a run that was started here and ended so shortly before its page was there is shown as if it ended now. */
const justNow = 60_000;
const most = 4;

/** The result of a run that ends while a person looks on, or ended just after that person started it: the pictures made, or the error in one sentence and what can be done. */
export function ResultCard({ run, begunHere, files, nameOf, onOpen, onSelect, onRedrive }: ResultCardProps) {
  const before = useRef(run.status);
  const opened = useRef(Date.now());
  const [shown, setShown] = useState(false);
  const [held, setHeld] = useState(false);
  const failed = run.status !== "RUNNING" && run.status !== "SUCCEEDED";

  useEffect(() => {
    // A run that had ended before is read from its beginning too, and passes through "running": its end is no news.
    setShown(before.current === "RUNNING" && run.endedAt !== undefined && Date.parse(run.endedAt) >= opened.current - (begunHere ? justNow : 0));
    before.current = run.status;
  }, [run.status, run.endedAt, begunHere]);

  useEffect(() => {
    if (!shown || failed || held) return;
    const timer = setTimeout(() => setShown(false), shownFor);
    return () => clearTimeout(timer);
  }, [shown, failed, held]);

  if (!shown) return null;
  const close = () => setShown(false);
  const source = files.find((file) => file.role === "input" && isImage(file));
  const made = files.filter((file) => file.role === "output" && isImage(file));
  const failure = failed ? readFailure(run.error, run.cause) : undefined;
  const culprit = failed ? culpritOf(run) : undefined;
  const called = culprit?.parameters ?? culprit?.input;
  const length = run.startedAt && run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : 0;
  return (
    <div className="result-card" role="status" data-tone={failed ? "failed" : "done"} onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onKeyDown={(event) => event.key === "Escape" && close()}>
      <header><Icon name={failed ? "failed" : "done"} /><b className="grow">{failure ? failure.error : text.succeededIn(duration(length))}</b><button className="button quiet icon" aria-label={strings.close} onClick={close}><Icon name="close" /></button></header>
      {failure?.message && <p>{failure.message}</p>}
      {made.length > 0 && (
        <ul>{made.slice(0, most).map((file) => (
          <li key={file.url}><button onClick={() => (close(), onOpen(file))}><img src={file.url} alt={file.key} /></button><span className="small muted number">{source ? comparison(file, source) : ""}</span></li>
        ))}</ul>
      )}
      {failed && culprit && (
        <details className="result-why">
          <summary>{text.why}</summary>
          <p className="small">{text.whyStep(nameOf(culprit), culprit.attempts.length)}</p>
          {called !== undefined && <pre className="payload" tabIndex={0}>{JSON.stringify(called, null, 2)}</pre>}
          {failure?.details && <><p className="small">{text.whyWhere}</p><pre className="payload" tabIndex={0}>{failure.details}</pre></>}
        </details>
      )}
      {failed && (
        <p className="result-actions">
          {culprit && <button className="button" onClick={() => (close(), onSelect(culprit.id))}>{text.goToStep}</button>}
          <button className="button primary" onClick={() => (close(), onRedrive())}><Icon name="retrying" />{text.redrive}</button>
        </p>
      )}
    </div>
  );
}
