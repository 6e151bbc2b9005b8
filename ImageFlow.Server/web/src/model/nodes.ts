import type { FlowEdge } from "../api/types";
import type { Run } from "./run";
import type { StepStatus, Visit } from "./visit";

/** How a node of the drawing stands in a run, over all visits of the states it became. */
export interface NodeState {
  readonly nodeId: string;
  readonly status: StepStatus;
  /** How often the node was entered. */
  readonly count: number;
  readonly failed: number;
  /** Tries of its tasks in all; 0 for a node without a task. */
  readonly attempts: number;
  /** From the first entry to the last exit, in milliseconds; undefined while it runs. */
  readonly duration: number | undefined;
  readonly visits: readonly Visit[];
}

const order: readonly StepStatus[] = ["running", "retrying", "waiting", "failed", "caught", "stopped", "retried", "done"];

/** The state of every node that the run reached. */
export function readNodes(run: Run): ReadonlyMap<string, NodeState> {
  const visits = new Map<string, Visit[]>();
  for (const visit of run.visits) {
    if (visit.nodeId === undefined) continue;
    const known = visits.get(visit.nodeId);
    if (known) known.push(visit);
    else visits.set(visit.nodeId, [visit]);
  }
  return new Map([...visits].map(([nodeId, all]) => [nodeId, nodeState(nodeId, all)]));
}

function nodeState(nodeId: string, visits: readonly Visit[]): NodeState {
  const outermost = visits.filter((visit) => visit.parent?.nodeId !== nodeId);
  const statuses = new Set(outermost.map((visit) => visit.status));
  if (statuses.has("done") && visits.some((visit) => visit.attempts.length > 1)) statuses.add("retried");
  const open = outermost.some((visit) => !visit.exitedAt);
  const ends = outermost.map((visit) => Date.parse(visit.exitedAt ?? visit.enteredAt));
  const starts = outermost.map((visit) => Date.parse(visit.enteredAt));
  return {
    nodeId,
    status: order.find((status) => statuses.has(status)) ?? "done",
    count: Math.max(1, ...countByState(outermost).values()),
    failed: outermost.filter((visit) => visit.status === "failed" || visit.status === "caught").length,
    attempts: visits.reduce((sum, visit) => sum + visit.attempts.length, 0),
    duration: open ? undefined : Math.max(...ends) - Math.min(...starts),
    visits,
  };
}

/** A node that became several states in a row was entered once, not once per state. */
function countByState(visits: readonly Visit[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const visit of visits) counts.set(visit.state, (counts.get(visit.state) ?? 0) + 1);
  return counts;
}

/** How often the run took each connection; a connection not taken is not in the map. */
export function readTaken(run: Run, edges: readonly FlowEdge[]): ReadonlyMap<FlowEdge, number> {
  const steps = new Map<string, { count: number; failed: boolean }>();
  for (const visit of run.visits) {
    if (visit.nodeId === undefined) continue;
    for (const source of sources(visit)) {
      if (source.nodeId === visit.nodeId && source.state !== visit.state) continue;
      const key = `${source.nodeId}\n${visit.nodeId}`;
      const step = steps.get(key) ?? { count: 0, failed: false };
      steps.set(key, { count: step.count + 1, failed: step.failed || source.status === "caught" });
    }
  }
  const taken = new Map<FlowEdge, number>();
  for (const [key, step] of steps) {
    const between = edges.filter((edge) => `${edge.source}\n${edge.target}` === key);
    const edge = between.find((candidate) => isErrorPort(candidate.sourcePort) === step.failed) ?? between[0];
    if (edge) taken.set(edge, step.count);
  }
  return taken;
}

/** The nearest visits before this one that belong to a node; states without one (wrappers) are looked through. */
function sources(visit: Visit): readonly Visit[] {
  const found: Visit[] = [];
  const seen = new Set<Visit>();
  const pending = [...visit.from];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.nodeId !== undefined && next.nodeId !== visit.nodeId) found.push(next);
    else pending.push(...next.from);
  }
  return found;
}

/** Declared errors end in "Error" (or name a service's exception), and "Error" stands for any. */
export function isErrorPort(port: string | null): boolean {
  return port !== null && /(Error|Exception)$|^States\.|\./.test(port);
}
