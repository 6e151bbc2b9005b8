import { memo } from "react";
import type { FlowEdge } from "../api/types";
import { edgePath, type Box } from "../model/drawing";
import type { NodeState } from "../model/nodes";
import { isErrorPort } from "../model/path";
import { shortly } from "../model/words";
import { strings } from "../strings/strings";

interface RunEdgesProps {
  readonly edges: readonly FlowEdge[];
  readonly places: ReadonlyMap<string, Box>;
  readonly states: ReadonlyMap<string, NodeState>;
  readonly taken: ReadonlyMap<FlowEdge, number>;
  /** How far below a node's top its connections end, doubled. */
  readonly headHeight: number;
}

/** The connections of a drawing, those that the run took drawn stronger and above the others. */
export const RunEdges = memo(function RunEdges({ edges, places, states, taken, headHeight }: RunEdgesProps) {
  const drawn = edges.map((edge) => ({ edge, count: taken.get(edge) ?? 0 })).sort((a, b) => a.count - b.count);
  return (
    <svg className="run-edges" aria-hidden="true">
      {drawn.map(({ edge, count }) => {
        const from = places.get(edge.source);
        const to = places.get(edge.target);
        if (!from || !to) return null;
        const failing = isErrorPort(edge.sourcePort);
        const kind = count === 0 ? (failing ? "edge error" : "edge") : failing ? "edge taken error" : "edge taken";
        const label = failing && count === 0 ? "" : portLabel(edge);
        return (
          <g key={`${edge.source} ${edge.sourcePort} ${edge.target}`} className={kind} data-live={states.get(edge.target)?.status === "running" && count > 0 ? "" : undefined}>
            <path d={edgePath(from, to, headHeight)} />
            {(label || count > 1) && <text x={to.x - 8} y={to.y + headHeight / 2 - 7}>{label}{count > 1 ? ` ${strings.run.times(shortly(count))}` : ""}</text>}
          </g>
        );
      })}
    </svg>
  );
}, (before, after) => before.edges === after.edges && before.places === after.places && after.edges.every((edge) =>
  before.taken.get(edge) === after.taken.get(edge) && (before.states.get(edge.target)?.status === "running") === (after.states.get(edge.target)?.status === "running")));

/** A port's name where it tells something: the one port of most nodes is named Done. */
export function portLabel(edge: FlowEdge): string {
  return edge.sourcePort === null || edge.sourcePort === "Done" ? "" : edge.sourcePort;
}
