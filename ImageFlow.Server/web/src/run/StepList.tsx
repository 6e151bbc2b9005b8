import { memo } from "react";
import { Icon } from "../controls/Icon";
import { readFailure } from "../model/failure";
import type { Bar, Timeline } from "../model/timeline";
import { duration } from "../model/words";
import { strings } from "../strings/en";

interface StepListProps {
  readonly timeline: Timeline;
  readonly selected: number | undefined;
  readonly nameOf: (nodeId: string) => string | undefined;
  readonly onSelect: (visitId: number) => void;
}

/** Every state visited, in order: its state, when and how long it ran as a bar, its attempts and its error. */
export function StepList({ timeline, selected, nameOf, onSelect }: StepListProps) {
  if (timeline.bars.length === 0) return <p className="empty">{strings.run.noSteps}</p>;
  return (
    <ol className="steps">
      {timeline.bars.map((bar) => (
        <Step key={bar.visit.id} bar={bar} length={timeline.length} selected={selected === bar.visit.id} name={(bar.visit.nodeId && nameOf(bar.visit.nodeId)) ?? bar.visit.state} onSelect={onSelect} />
      ))}
    </ol>
  );
}

interface StepProps {
  readonly bar: Bar;
  readonly length: number;
  readonly selected: boolean;
  readonly name: string;
  readonly onSelect: (visitId: number) => void;
}

const Step = memo(function Step({ bar, length, selected, name, onSelect }: StepProps) {
  const { visit } = bar;
  const failure = visit.error !== undefined ? readFailure(visit.error, visit.cause) : undefined;
  const at = (time: number) => `${(100 * Math.min(time, length)) / length}%`;
  return (
    <li>
      <button className="step" data-tone={visit.status} aria-pressed={selected} onClick={() => onSelect(visit.id)}>
        <span className="step-name" style={{ paddingLeft: bar.depth * 14 }}>
          <span className="step-icon"><Icon name={visit.status} /></span>
          <span className="clip" title={visit.state}>{visit.nodeId === undefined ? <span className="muted">{visit.state}</span> : name}</span>
          <span className="only-spoken">{strings.statuses[visit.status]}</span>
          {visit.iteration !== undefined && <span className="muted small">{strings.run.iteration(visit.iteration)}</span>}
          {visit.attempts.length > 1 && <span className="step-attempts">{strings.run.attempts(visit.attempts.length)}</span>}
        </span>
        <span className="step-track" aria-hidden="true">
          <span className={visit.kind === "Wait" ? "step-bar wait" : "step-bar"} style={{ left: `min(${at(bar.start)}, calc(100% - 3px))`, width: `max(3px, ${at(bar.end - bar.start)})` }} />
          {bar.attempts.filter((attempt) => attempt.failed).map((attempt) => (
            <span key={attempt.start} className="step-bar failed-attempt" style={{ left: at(attempt.start), width: `max(3px, ${at(attempt.end - attempt.start)})` }} />
          ))}
        </span>
        <span className="step-time number small muted">{duration(bar.end - bar.start)}</span>
        {failure && <span className="step-error small"><b>{failure.error}</b> {failure.message}</span>}
      </button>
    </li>
  );
});
