import { memo } from "react";
import type { FlowNode } from "../api/types";
import { Icon } from "../controls/Icon";
import type { Box } from "../model/drawing";
import type { NodeState } from "../model/nodes";
import type { NodePictures } from "../model/pictures";
import { activityName, duration } from "../model/words";
import { strings } from "../strings/strings";
import { PictureStrip } from "./PictureStrip";

interface RunNodeProps {
  readonly node: FlowNode;
  readonly box: Box;
  readonly state: NodeState | undefined;
  readonly pictures: NodePictures | undefined;
  readonly selected: boolean;
  readonly onSelect: (nodeId: string) => void;
}

/** One step of the drawing: its state, how long it took, how often it ran, its pictures. */
export const RunNode = memo(function RunNode({ node, box, state, pictures, selected, onSelect }: RunNodeProps) {
  const status = state?.status ?? "idle";
  const progress = items(state);
  const facts = [
    // A container's progress says more than the word for its state, which is then only spoken.
    progress === undefined ? strings.statuses[status] : undefined,
    state?.duration !== undefined && state.attempts > 0 ? duration(state.duration) : undefined,
    progress,
    state && state.retries > 0 ? strings.run.attempts(state.attempts) : undefined,
    state && state.count > 1 ? strings.run.times(state.count) : undefined,
  ].filter((fact) => fact !== undefined);
  return (
    <button
      className={["run-node", isSteering(node) && "steering", facts.length === 1 && progress === undefined && "plain"].filter(Boolean).join(" ")} data-tone={status} aria-pressed={selected}
      style={{ left: box.x, top: box.y, width: box.w, height: box.h }}
      onClick={() => onSelect(node.id)}
    >
      <span className="run-node-head">
        <span className="run-node-state"><Icon name={status} /></span>
        <span className="run-node-words">
          <span className="run-node-name clip">{node.name ?? activityName(node.type)}</span>
          {progress !== undefined && <span className="only-spoken">{strings.statuses[status]}</span>}
          <span className="run-node-facts clip" title={facts.join(" · ")}>{facts.join(" · ")}</span>
        </span>
      </span>
      {pictures && <PictureStrip pictures={pictures} />}
    </button>
  );
}, (before, after) => before.node === after.node && before.box === after.box && before.selected === after.selected && before.onSelect === after.onSelect
  && looksSame(before.state, after.state) && before.pictures?.after.length === after.pictures?.after.length && before.pictures?.before.length === after.pictures?.before.length);

/** Each moment of a run has node states of its own; most nodes look as they did a moment ago. */
function looksSame(before: NodeState | undefined, after: NodeState | undefined): boolean {
  return before === after || (before !== undefined && after !== undefined && before.status === after.status && before.count === after.count
    && before.duration === after.duration && before.attempts === after.attempts && before.retries === after.retries && items(before) === items(after));
}

/** Steps that only steer the flow are shown narrower than those that do something with pictures or services. */
export function isSteering(node: FlowNode): boolean {
  return node.type.startsWith("Elsa.");
}

/** A Map's progress, as long as the node was entered once. */
function items(state: NodeState | undefined): string | undefined {
  const counted = state?.visits.filter((visit) => visit.items) ?? [];
  const { done = 0, total = 0, failed = 0 } = counted.length === 1 ? (counted[0]?.items ?? {}) : {};
  return total > 0 ? strings.run.items(done, total, failed) : undefined;
}
