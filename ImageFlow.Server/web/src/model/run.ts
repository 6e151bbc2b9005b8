import type { ExecutionStatus, HistoryEvent, Json } from "../api/types";

export type StepStatus = "running" | "retrying" | "waiting" | "done" | "retried" | "caught" | "failed" | "stopped";

/** One try of a task: from its scheduling to its success or failure. */
export interface Attempt {
  readonly eventId: number;
  readonly startedAt: string;
  endedAt?: string;
  error?: string;
  cause?: string;
}

/** One pass through a state. A state in a loop, a Map or after a redrive has several. */
export interface Visit {
  /** The id of the event that entered the state. */
  readonly id: number;
  readonly state: string;
  /** The node of the drawing that became this state, where the source map knows it. */
  readonly nodeId: string | undefined;
  /** The state type as in ASL: Task, Choice, Parallel… */
  readonly kind: string;
  /** The Parallel or Map visit around it. */
  readonly parent: Visit | undefined;
  /** The Map iteration it belongs to. */
  readonly iteration: number | undefined;
  /** The visits that led here; several after a join. */
  readonly from: readonly Visit[];
  readonly enteredAt: string;
  readonly attempts: Attempt[];
  readonly input: Json | undefined;
  exitedAt?: string;
  status: StepStatus;
  output?: Json;
  error?: string;
  cause?: string;
}

export interface Run {
  readonly status: ExecutionStatus;
  readonly visits: readonly Visit[];
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly input: Json | undefined;
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** The id of the last event; 0 before the first. */
  readonly lastEventId: number;
}

type Details = NonNullable<HistoryEvent["details"]>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a history says, told as visits of states. Any prefix of a history gives the run as it stood then. */
export function readRun(history: readonly HistoryEvent[]): Run {
  const reader = new HistoryReader();
  for (const event of history) reader.read(event);
  return reader.run;
}

class HistoryReader {
  readonly run: Mutable<Run> & { visits: Visit[] } = {
    status: "RUNNING", visits: [], startedAt: undefined, endedAt: undefined,
    input: undefined, output: undefined, error: undefined, cause: undefined, lastEventId: 0,
  };

  /** The visit that each event belongs to. */
  private readonly owners = new Map<number, Visit>();
  /** The iteration that each event belongs to, for events between MapIterationStarted and the first state in it. */
  private readonly iterations = new Map<number, number>();
  private readonly lastInBranch = new Map<Visit, Visit[]>();

  read(event: HistoryEvent): void {
    this.run.lastEventId = event.id;
    const details = event.details ?? {};
    const entered = /^(\w+?)StateEntered$/.exec(event.type);
    if (entered?.[1]) this.enter(event, entered[1], details);
    else if (event.type.startsWith("Execution")) this.execution(event, details);
    else this.inside(event, details);
  }

  private enter(event: HistoryEvent, kind: string, details: Details): void {
    const before = this.owners.get(event.previousEventId);
    const parent = before && isOpenContainer(before) ? before : before?.parent;
    const iteration = this.iterations.get(event.previousEventId) ?? (before === parent ? undefined : before?.iteration) ?? parent?.iteration;
    const visit: Visit = {
      id: event.id,
      state: event.stateName ?? text(details["name"]) ?? "",
      nodeId: event.nodeId ?? undefined,
      kind,
      parent,
      iteration,
      from: before === undefined ? [] : this.ends(before, parent),
      enteredAt: event.timestamp,
      attempts: [],
      input: parse(details["input"]),
      status: kind === "Wait" ? "waiting" : "running",
    };
    if (parent) this.endOfBranch(parent, before, visit);
    this.run.visits.push(visit);
    this.owners.set(event.id, visit);
  }

  /** After a container its branches' last states led on too; they are what the drawing connects to the join. */
  private ends(before: Visit, parent: Visit | undefined): readonly Visit[] {
    return before === parent ? [before] : [before, ...(this.lastInBranch.get(before) ?? [])];
  }

  private endOfBranch(parent: Visit, before: Visit | undefined, visit: Visit): void {
    const ends = this.lastInBranch.get(parent) ?? [];
    this.lastInBranch.set(parent, [...ends.filter((end) => end !== before), visit]);
  }

  private inside(event: HistoryEvent, details: Details): void {
    const near = this.owners.get(event.previousEventId);
    const visit = near && this.owner(near, event, details);
    if (!visit) return;
    this.owners.set(event.id, visit);
    if (event.type === "MapIterationStarted") this.iterations.set(event.id, Number(details["index"] ?? 0));
    if (event.type.endsWith("StateExited")) exit(visit, event, details);
    else if (/(Scheduled)$/.test(event.type)) schedule(visit, event);
    else if (/(Failed|TimedOut|Aborted)$/.test(event.type) && !event.type.startsWith("MapIteration")) fail(visit, event, details, this.run.visits);
    else if (/(Succeeded)$/.test(event.type)) succeed(visit, event);
  }

  /** Events of a container may follow an event inside it: the owner is found by name, or is the nearest container of that kind. */
  private owner(near: Visit, event: HistoryEvent, details: Details): Visit | undefined {
    const exited = event.type.endsWith("StateExited") ? (event.stateName ?? text(details["name"])) : undefined;
    const container = /^(Parallel|Map)(State|Iteration|Run)/.exec(event.type)?.[1];
    for (let visit: Visit | undefined = near; visit; visit = visit.parent) {
      if (exited !== undefined ? visit.state === exited && !visit.exitedAt : container === undefined || visit.kind === container) return visit;
    }
    return undefined;
  }

  private execution(event: HistoryEvent, details: Details): void {
    const run = this.run;
    if (event.type === "ExecutionStarted") {
      run.startedAt = event.timestamp;
      run.input = parse(details["input"]);
      return;
    }
    if (event.type === "ExecutionRedriven") {
      run.status = "RUNNING";
      run.endedAt = run.error = run.cause = undefined;
      const last = run.visits.findLast((visit) => !visit.exitedAt);
      if (last) this.owners.set(event.id, last);
      return;
    }
    const status = { ExecutionSucceeded: "SUCCEEDED", ExecutionFailed: "FAILED", ExecutionAborted: "ABORTED", ExecutionTimedOut: "TIMED_OUT" }[event.type];
    if (!status) return;
    run.status = status as ExecutionStatus;
    run.endedAt = event.timestamp;
    run.output = parse(details["output"]);
    run.error = text(details["error"]);
    run.cause = text(details["cause"]);
    settle(run.visits, event, status === "FAILED" ? this.owners.get(event.previousEventId) : undefined);
  }
}

function isOpenContainer(visit: Visit): boolean {
  return (visit.kind === "Parallel" || visit.kind === "Map") && !visit.exitedAt && visit.status !== "failed";
}

function schedule(visit: Visit, event: HistoryEvent): void {
  visit.attempts.push({ eventId: event.id, startedAt: event.timestamp });
  visit.status = visit.attempts.length > 1 ? "retrying" : "running";
}

function succeed(visit: Visit, event: HistoryEvent): void {
  const attempt = visit.attempts.at(-1);
  if (attempt && !attempt.endedAt) attempt.endedAt = event.timestamp;
  delete visit.error;
  delete visit.cause;
}

function fail(visit: Visit, event: HistoryEvent, details: Details, all: readonly Visit[]): void {
  const error = text(details["error"]) ?? (event.type.endsWith("TimedOut") ? "States.Timeout" : undefined);
  const cause = text(details["cause"]);
  if (error !== undefined) visit.error = error;
  if (cause !== undefined) visit.cause = cause;
  visit.status = "failed";
  const attempt = visit.attempts.at(-1);
  if (attempt && !attempt.endedAt) {
    attempt.endedAt = event.timestamp;
    if (error !== undefined) attempt.error = error;
    if (cause !== undefined) attempt.cause = cause;
  }
  // A failed container ends what still ran inside it.
  for (const inner of all) if (!inner.exitedAt && isInside(inner, visit)) end(inner, event);
}

function exit(visit: Visit, event: HistoryEvent, details: Details): void {
  visit.exitedAt = event.timestamp;
  visit.output = parse(details["output"]) ?? null;
  visit.status = visit.status === "failed" ? "caught" : visit.attempts.length > 1 ? "retried" : "done";
}

/** The execution is over: what has not ended by itself was stopped, or is what failed. */
function settle(visits: readonly Visit[], event: HistoryEvent, culprit: Visit | undefined): void {
  for (const visit of visits) {
    if (visit.exitedAt) continue;
    if (culprit && (visit === culprit || isInside(culprit, visit))) visit.status = "failed";
    if (visit.kind === "Fail") visit.status = "failed";
    end(visit, event);
  }
}

function end(visit: Visit, event: HistoryEvent): void {
  if (visit.status === "running" || visit.status === "waiting" || visit.status === "retrying") visit.status = "stopped";
  visit.exitedAt = event.timestamp;
}

function isInside(visit: Visit, container: Visit): boolean {
  for (let outer = visit.parent; outer; outer = outer.parent) if (outer === container) return true;
  return false;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Payloads stand in a history as JSON text, and stay text where they are not JSON (truncated ones). */
function parse(value: Json | undefined): Json | undefined {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
