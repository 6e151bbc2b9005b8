import type { FlowEdge, FlowNode, SourceMap } from "../api/types";
import { append } from "./lists";
import type { NodeState } from "./nodes";
import type { Run } from "./run";
import type { Visit } from "./visit";

interface Step {
  readonly count: number;
  readonly failed: boolean;
}

/** Nodes that became no state of their own, such as Start and a join: a run passes them without an event. */
export function statelessNodes(nodes: readonly FlowNode[], sourceMap: SourceMap | null | undefined): ReadonlySet<string> {
  if (!sourceMap?.nodes) return new Set();
  const withState = new Set(sourceMap.nodes.filter((node) => node.states.some((state) => state.role !== "join")).map((node) => node.nodeId));
  return new Set(nodes.map((node) => node.id).filter((id) => !withState.has(id)));
}

/** How often the run took each connection; a connection not taken is not in the map. */
export function readTaken(run: Run, edges: readonly FlowEdge[], stateless: ReadonlySet<string> = new Set()): ReadonlyMap<FlowEdge, number> {
  const steps = readSteps(run);
  const taken = new Map<FlowEdge, number>();
  // Several branches lead through one join: the connection behind it is taken once for all of them.
  const take = (edge: FlowEdge, count: number) => taken.set(edge, Math.max(taken.get(edge) ?? 0, count));
  const between = new Map<string, FlowEdge[]>();
  for (const edge of edges) append(between, key(edge.source, edge.target), edge);
  for (const chain of chains(edges, stateless)) {
    const first = chain[0];
    const last = chain.at(-1);
    if (!first || !last) continue;
    const step = stateless.has(first.source) ? beginning(run, last.target) : steps.get(last.target)?.get(first.source);
    if (!step) continue;
    // Of several ways between two nodes, the error's is the one that was taken when the error was handled.
    const rivals = (between.get(key(first.source, first.target)) ?? []).filter((edge) => edge !== first);
    if (rivals.some((rival) => isErrorPort(rival.sourcePort) !== isErrorPort(first.sourcePort)) && isErrorPort(first.sourcePort) !== step.failed) continue;
    if (rivals.some((rival) => taken.has(rival))) continue;
    for (const edge of chain) take(edge, step.count);
  }
  return taken;
}

/** The nodes that the run passed without an event, as states like those of the other nodes. */
export function passedNodes(taken: ReadonlyMap<FlowEdge, number>, stateless: ReadonlySet<string>): ReadonlyMap<string, NodeState> {
  const passed = new Map<string, NodeState>();
  for (const edge of taken.keys()) {
    for (const nodeId of [edge.source, edge.target]) {
      if (stateless.has(nodeId)) passed.set(nodeId, { nodeId, status: "done", count: 1, failed: 0, attempts: 0, retries: 0, duration: undefined, visits: [] });
    }
  }
  return passed;
}

/** Declared errors end in "Error" (or name a service's exception), and "Error" stands for any. */
export function isErrorPort(port: string | null): boolean {
  return port !== null && /(Error|Exception)$|^States\.|\./.test(port);
}

/** The ways from a node with states (or a beginning) to the next one with states, over nodes without. */
function chains(edges: readonly FlowEdge[], stateless: ReadonlySet<string>): FlowEdge[][] {
  const from = new Map<string, FlowEdge[]>();
  for (const edge of edges) append(from, edge.source, edge);
  const entered = new Set(edges.map((edge) => edge.target));
  const found: FlowEdge[][] = [];
  const walk = (chain: FlowEdge[]) => {
    const target = chain.at(-1)?.target ?? "";
    if (!stateless.has(target)) found.push(chain);
    else for (const next of from.get(target) ?? []) if (!chain.includes(next)) walk([...chain, next]);
  };
  for (const edge of edges) if (!stateless.has(edge.source) || !entered.has(edge.source)) walk([edge]);
  return found;
}

function beginning(run: Run, nodeId: string): Step | undefined {
  return run.visits.some((visit) => visit.nodeId === nodeId && visit.from.length === 0) ? { count: 1, failed: false } : undefined;
}

/** How often each node was entered from which: by the node entered, then by the one before. */
function readSteps(run: Run): ReadonlyMap<string, ReadonlyMap<string, Step>> {
  const steps = new Map<string, Map<string, { count: number; failed: boolean }>>();
  for (const visit of run.visits) {
    if (visit.nodeId === undefined) continue;
    let entered = steps.get(visit.nodeId);
    if (!entered) steps.set(visit.nodeId, (entered = new Map()));
    for (const source of sources(visit)) {
      const step = entered.get(source.nodeId ?? "");
      if (!step) entered.set(source.nodeId ?? "", { count: 1, failed: source.status === "caught" });
      else {
        step.count++;
        step.failed ||= source.status === "caught";
      }
    }
  }
  return steps;
}

/** The nearest visits before this one that belong to another node; states without a node (wrappers) are looked through. */
function sources(visit: Visit): readonly Visit[] {
  // Most states follow one state of another node.
  const [only] = visit.from;
  if (visit.from.length === 1 && only?.nodeId !== undefined && only.nodeId !== visit.nodeId) return visit.from;
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

function key(source: string, target: string): string {
  return `${source}\n${target}`;
}
