import type { ReactNode } from "react";
import type { Json } from "../api/types";
import { Icon } from "../controls/Icon";
import { StepStatusLabel } from "../controls/Status";
import { readFailure } from "../model/failure";
import type { Visit } from "../model/visit";
import { duration } from "../model/words";
import { strings } from "../strings/strings";

interface StepDetailProps {
  readonly name: string;
  readonly visit: Visit;
  /** The variables as the state found them. */
  readonly variables: ReadonlyMap<string, Json>;
  /** The states that its node became, with the part that each plays. */
  readonly states: readonly { readonly name: string; readonly role: string }[];
  /** Other visits of the same node, this one included, in order. */
  readonly visits: readonly Visit[];
  /** The pictures that its node read and made. */
  readonly pictures: ReactNode;
  readonly onVisit: (visitId: number) => void;
  readonly onClose: () => void;
}

const text = strings.run;

/** One visit of a state: what went in, what came out, and what went wrong in which attempt. */
export function StepDetail({ name, visit, variables, states, visits, pictures, onVisit, onClose }: StepDetailProps) {
  const failure = visit.error !== undefined ? readFailure(visit.error, visit.cause) : undefined;
  return (
    <aside className="step-detail panel" aria-label={text.details} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <header>
        <div className="grow">
          <h2 className="clip">{name}</h2>
          <p className="step-facts"><StepStatusLabel status={visit.status} /><span className="muted small">{visit.kind}{visit.exitedAt && ` · ${duration(Date.parse(visit.exitedAt) - Date.parse(visit.enteredAt))}`}</span></p>
        </div>
        <button className="button quiet icon" aria-label={strings.close} onClick={onClose}><Icon name="close" /></button>
      </header>
      <div className="step-scroll">
        {visits.length > 1 && (
          <label className="field">
            <span>{text.visits}</span>
            <select value={visit.id} onChange={(event) => onVisit(Number(event.target.value))}>
              {visits.map((other) => (
                <option key={other.id} value={other.id}>
                  {other.state}{other.iteration !== undefined ? ` (${text.iteration(other.iteration)})` : ""}: {strings.statuses[other.status]}
                </option>
              ))}
            </select>
          </label>
        )}
        {failure && (
          <div className="note" data-tone={visit.status === "failed" ? "failed" : "caught"}>
            <Icon name="failed" />
            <div><b className="code">{failure.error}</b><p>{failure.message}</p></div>
          </div>
        )}
        {visit.attempts.length > 1 && (
          <ol className="attempts small">
            {visit.attempts.map((attempt, index) => (
              <li key={attempt.eventId}>
                <span>{text.attempt(index + 1)}</span>
                <span className="number muted">{attempt.endedAt && duration(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt))}</span>
                <span className="clip">{attempt.error !== undefined ? readFailure(attempt.error, attempt.cause).error : attempt.endedAt ? strings.statuses.done : strings.statuses.running}</span>
              </li>
            ))}
          </ol>
        )}
        {pictures}
        <Payload title={text.input} value={visit.input} />
        <Payload title={text.parameters} value={visit.parameters} />
        <Payload title={text.output} value={visit.output} />
        <Payload title={text.variables} value={variables.size > 0 ? Object.fromEntries(variables) : undefined} />
        <Payload title={text.assigned} value={visit.assigned} />
        {states.length > 0 && (
          <section>
            <h3>{text.states}</h3>
            <ul className="became">{states.map((state, index) => <li key={index} aria-current={state.name === visit.state ? "step" : undefined}><span className="code">{state.name}</span> <span className="muted small">{state.role}</span></li>)}</ul>
          </section>
        )}
        {failure?.details && <details><summary>{text.stack}</summary><pre className="payload">{failure.details}</pre></details>}
      </div>
    </aside>
  );
}

function Payload({ title, value }: { readonly title: string; readonly value: Json | undefined }) {
  if (value === undefined) return null;
  return (
    <section>
      <h3>{title}</h3>
      <pre className="payload" tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}
