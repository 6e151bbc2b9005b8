import type { FlowEdge, FlowNode } from "../api/types";
import type { Run } from "./run";

/** A drawing made from the run itself, for an execution whose flow is not (or no longer) here: one node per state. */
export function drawingOf(run: Run): { nodes: readonly FlowNode[]; edges: readonly FlowEdge[] } {
  const nodes = new Map<string, FlowNode>();
  const edges = new Map<string, FlowEdge>();
  for (const visit of run.visits) {
    if (!nodes.has(visit.state)) nodes.set(visit.state, { id: visit.state, name: visit.state, type: visit.kind, x: 0, y: 0, w: 0, h: 0 });
    for (const from of visit.from) edges.set(`${from.state}\n${visit.state}`, { source: from.state, sourcePort: null, target: visit.state });
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** The run with each state as a node of its own, as `drawingOf` draws it. */
export function statesAsNodes(run: Run): Run {
  const named = new Map(run.visits.map((visit) => [visit, { ...visit, nodeId: visit.state }]));
  const visits = run.visits.map((visit) => {
    const copy = named.get(visit) ?? visit;
    return Object.assign(copy, { from: visit.from.map((from) => named.get(from) ?? from), parent: visit.parent && named.get(visit.parent) });
  });
  return { ...run, visits };
}
