import type { FlowEdge } from "../api/types";
import { edgePath, type Box } from "./drawing";
import { append } from "./lists";
import type { NodeState } from "./nodes";
import { isErrorPort } from "./path";
import type { StepStatus } from "./visit";

// A large drawing as a few shapes: what is drawn as one path costs the browser as much as one node does.

export type Tone = StepStatus | "idle";
export type EdgeKind = "edge" | "edge error" | "edge taken" | "edge taken error";

/** The boxes of all nodes in one state, as one SVG path for each state. */
export function boxesByTone(places: ReadonlyMap<string, Box>, states: ReadonlyMap<string, NodeState>): ReadonlyMap<Tone, string> {
  const paths = new Map<Tone, string[]>();
  for (const [id, { x, y, w, h }] of places) append(paths, states.get(id)?.status ?? "idle", `M${x} ${y}h${w}v${h}h${-w}z`);
  return joined(paths);
}

/** The connections, as one SVG path for each way in which they are drawn; those that the run took come last, above the others. */
export function edgesByKind(edges: readonly FlowEdge[], places: ReadonlyMap<string, Box>, taken: ReadonlyMap<FlowEdge, number>, headHeight: number): ReadonlyMap<EdgeKind, string> {
  const paths = new Map<EdgeKind, string[]>([["edge", []], ["edge error", []], ["edge taken", []], ["edge taken error", []]]);
  for (const edge of edges) {
    const [from, to] = [places.get(edge.source), places.get(edge.target)];
    if (from && to) append(paths, `edge${taken.has(edge) ? " taken" : ""}${isErrorPort(edge.sourcePort) ? " error" : ""}`, edgePath(from, to, headHeight));
  }
  return joined(paths);
}

/** The nodes that a view shows a part of. */
export function nodesIn(places: ReadonlyMap<string, Box>, view: Box): ReadonlySet<string> {
  const shown = new Set<string>();
  for (const [id, box] of places) if (box.x < view.x + view.w && box.x + box.w > view.x && box.y < view.y + view.h && box.y + box.h > view.y) shown.add(id);
  return shown;
}

/** The node at a point of the drawing. */
export function nodeAt(places: ReadonlyMap<string, Box>, x: number, y: number): string | undefined {
  for (const [id, box] of places) if (x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h) return id;
  return undefined;
}

function joined<K>(paths: ReadonlyMap<K, readonly string[]>): ReadonlyMap<K, string> {
  return new Map([...paths].filter(([, parts]) => parts.length > 0).map(([key, parts]) => [key, parts.join("")]));
}
