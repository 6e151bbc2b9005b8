import { append } from "./lists";
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
  /** Those of them that were not the first of their visit. */
  readonly retries: number;
  /** From the first entry to the last exit, in milliseconds; undefined while it runs. */
  readonly duration: number | undefined;
  readonly visits: readonly Visit[];
}

const order: readonly StepStatus[] = ["running", "retrying", "waiting", "failed", "caught", "stopped", "retried", "done"];

/** The state of every node that the run reached. */
export function readNodes(run: Run): ReadonlyMap<string, NodeState> {
  const visits = new Map<string, Visit[]>();
  for (const visit of run.visits) {
    if (visit.nodeId !== undefined) append(visits, visit.nodeId, visit);
  }
  return new Map([...visits].map(([nodeId, all]) => [nodeId, nodeState(nodeId, all)]));
}

/** Read in one go: a slider asks for it at each step, of thousands of visits. */
function nodeState(nodeId: string, visits: readonly Visit[]): NodeState {
  const statuses = new Set<StepStatus>();
  const byState = new Map<string, number>();
  let [attempts, retries, failed, open] = [0, 0, 0, false];
  let first: Visit | undefined;
  let last: Visit | undefined;
  for (const visit of visits) {
    attempts += visit.attempts.length;
    retries += Math.max(0, visit.attempts.length - 1);
    // A node that became a container with states inside counts as the container.
    if (visit.parent !== undefined && visit.parent.nodeId === nodeId) continue;
    statuses.add(visit.status);
    open ||= !visit.exitedAt;
    if (visit.status === "failed" || visit.status === "caught") failed++;
    // A node that became several states in a row was entered once, not once per state.
    byState.set(visit.state, (byState.get(visit.state) ?? 0) + 1);
    // Visits stand in the order of their entry.
    first ??= visit;
    if (last === undefined || leftAfter(visit, last)) last = visit;
  }
  if (retries > 0 && statuses.has("done")) statuses.add("retried");
  return {
    nodeId, failed, attempts, retries, visits,
    status: order.find((status) => statuses.has(status)) ?? "done",
    count: Math.max(1, ...byState.values()),
    duration: open || !first || !last ? undefined : timeOf(last.exitedAt ?? last.enteredAt) - timeOf(first.enteredAt),
  };
}

function leftAfter(visit: Visit, other: Visit): boolean {
  if (visit.exitedBy !== undefined && other.exitedBy !== undefined) return visit.exitedBy > other.exitedBy;
  return timeOf(visit.exitedAt ?? visit.enteredAt) >= timeOf(other.exitedAt ?? other.enteredAt);
}
