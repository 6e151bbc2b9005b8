import type { Run } from "./run";
import { timeOf } from "./times";
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
  let [begun, ended] = [Infinity, -Infinity];
  for (const visit of outermost) {
    begun = Math.min(begun, timeOf(visit.enteredAt));
    ended = Math.max(ended, timeOf(visit.exitedAt ?? visit.enteredAt));
  }
  return {
    nodeId,
    status: order.find((status) => statuses.has(status)) ?? "done",
    count: Math.max(1, ...countByState(outermost).values()),
    failed: outermost.filter((visit) => visit.status === "failed" || visit.status === "caught").length,
    attempts: visits.reduce((sum, visit) => sum + visit.attempts.length, 0),
    duration: open ? undefined : ended - begun,
    visits,
  };
}

/** A node that became several states in a row was entered once, not once per state. */
function countByState(visits: readonly Visit[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const visit of visits) counts.set(visit.state, (counts.get(visit.state) ?? 0) + 1);
  return counts;
}
