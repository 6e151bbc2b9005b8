import { memo, useMemo, useRef, useState, type ReactNode } from "react";
import { useNear } from "../app/useNear";
import { Icon } from "../controls/Icon";
import { readFailure } from "../model/failure";
import { unfolded, type Bar, type Timeline } from "../model/timeline";
import type { Visit } from "../model/visit";
import { duration } from "../model/words";
import { strings } from "../strings/strings";

interface StepListProps {
  readonly timeline: Timeline;
  readonly selected: number | undefined;
  readonly nameOf: (nodeId: string) => string | undefined;
  readonly onSelect: (visitId: number) => void;
}

/** Containers with more states inside are shown folded at first. */
const foldAbove = 12;

/** Rows that come and go together: of a long list only those near what is seen are in the page. */
const rowsTogether = 12;
/** Pixels of a row without an error. */
const rowHeight = 32;

/** At most so many rows are shown, the latest ones, until a person asks for more. */
const rowsAtOnce = 100;

/** Every state visited, in order: its state, when and how long it ran as a bar, its attempts and its error. */
export function StepList({ timeline, selected, nameOf, onSelect }: StepListProps) {
  const [most, setMost] = useState(rowsAtOnce);
  const [toggled, setToggled] = useState<ReadonlySet<number>>(new Set());
  const inside = useMemo(() => {
    const counts = new Map<Visit, number>();
    for (const { visit } of timeline.bars) if (visit.parent) counts.set(visit.parent, (counts.get(visit.parent) ?? 0) + 1);
    return counts;
  }, [timeline]);
  const isFolded = (visit: Visit) => ((inside.get(visit) ?? 0) > foldAbove) !== toggled.has(visit.id);
  const toggle = (visit: Visit) => setToggled((before) => (before.has(visit.id) ? new Set([...before].filter((id) => id !== visit.id)) : new Set([...before, visit.id])));
  if (timeline.bars.length === 0) return <p className="empty">{strings.run.noSteps}</p>;
  const rows = unfolded(timeline.bars, isFolded);
  // In whole groups, so that the rows of a run that goes on do not move up one by one.
  const earlier = Math.ceil(Math.max(0, rows.length - most) / rowsTogether) * rowsTogether;
  // Rows are kept by their place: a slider that moves on writes other words into them, which costs a fraction of other rows.
  const row = (bar: Bar, place: number) => (
    <div key={place} className="step-row" role="listitem">
      {inside.has(bar.visit) && <Fold folded={isFolded(bar.visit)} depth={bar.depth} onToggle={() => toggle(bar.visit)} />}
      <Step bar={bar} length={timeline.length} selected={selected === bar.visit.id} name={(bar.visit.nodeId && nameOf(bar.visit.nodeId)) ?? bar.visit.state} onSelect={onSelect} />
    </div>
  );
  return (
    <>
      {earlier > 0 && <button className="button quiet earlier" onClick={() => setMost(most + 1_000)}>{strings.run.earlier(earlier)}</button>}
      <div className="step-scale small muted number" aria-hidden="true"><span>0</span><span>{duration(timeline.length)}</span></div>
      <div className="steps" role="list">
        {chunked(rows.slice(earlier), rowsTogether).map((some, index) => <NearRows key={index} rows={some} first={index === 0} render={row} />)}
      </div>
    </>
  );
}

function chunked<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  for (let from = 0; from < all.length; from += size) chunks.push(all.slice(from, from + size));
  return chunks;
}

/** Some rows of the list: in the page when they are near what is seen, else the room for them. The first ones are always there. */
function NearRows({ rows, first, render }: { readonly rows: readonly Bar[]; readonly first: boolean; readonly render: (bar: Bar, place: number) => ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const near = useNear(place) || first;
  return <div ref={place} role="presentation" style={near ? undefined : { height: rows.length * rowHeight }}>{near && rows.map(render)}</div>;
}

function Fold({ folded, depth, onToggle }: { readonly folded: boolean; readonly depth: number; readonly onToggle: () => void }) {
  return (
    <button className="fold" style={{ left: depth * indent }} aria-expanded={!folded} aria-label={folded ? strings.run.unfold : strings.run.fold} onClick={onToggle}>
      <Icon name={folded ? "right" : "down"} />
    </button>
  );
}

/** Pixels per level of containers. */
const indent = 14;

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
    <button className="step" data-tone={visit.status} aria-pressed={selected} onClick={() => onSelect(visit.id)}>
      <span className="step-name" style={{ paddingLeft: bar.depth * indent }}>
        <span className="step-icon"><Icon name={visit.status} /></span>
        <span className="clip" title={visit.state}>{visit.nodeId === undefined ? <span className="muted">{visit.state}</span> : name}</span>
        <span className="only-spoken">{strings.statuses[visit.status]}</span>
        {visit.iteration !== undefined && <span className="muted small">{strings.run.iteration(visit.iteration)}</span>}
        {visit.items && <span className="muted small number">{strings.run.items(visit.items.done, visit.items.total, visit.items.failed)}</span>}
        {visit.attempts.length > 1 && <span className="step-attempts">{strings.run.attempts(visit.attempts.length)}</span>}
      </span>
      <span className="step-track" aria-hidden="true">
        <span className={visit.kind === "Wait" ? "step-bar wait" : bar.attempts.length > 1 ? "step-bar between" : "step-bar"} style={{ left: `min(${at(bar.start)}, calc(100% - 3px))`, width: `max(3px, ${at(bar.end - bar.start)})` }} />
        {bar.attempts.length > 1 && bar.attempts.map((attempt, index) => (
          <span key={index} className={attempt.failed ? "step-bar failed-attempt" : "step-bar"} style={{ left: at(attempt.start), width: `max(3px, ${at(attempt.end - attempt.start)})` }} />
        ))}
      </span>
      <span className="step-time number small muted">{duration(bar.end - bar.start)}</span>
      {failure && <span className="step-error small"><b>{failure.error}</b> {failure.message}</span>}
    </button>
  );
}, looksSame);

/** Each moment of a run has bars of its own; most look as they did a moment ago. */
function looksSame(before: StepProps, after: StepProps): boolean {
  const [a, b] = [before.bar, after.bar];
  return before.length === after.length && before.selected === after.selected && before.name === after.name && before.onSelect === after.onSelect
    && a.visit.id === b.visit.id && a.visit.status === b.visit.status && a.visit.error === b.visit.error && a.start === b.start && a.end === b.end && a.depth === b.depth
    && a.attempts.length === b.attempts.length && a.attempts.every((attempt, index) => attempt.end === b.attempts[index]?.end && attempt.failed === b.attempts[index]?.failed)
    && a.visit.items?.done === b.visit.items?.done && a.visit.items?.failed === b.visit.items?.failed && a.visit.items?.total === b.visit.items?.total;
}
