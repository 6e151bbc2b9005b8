import type { HistoryEvent, Json } from "../api/types";

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
  /** What the last attempt was called with, as scheduled; a Task has it. */
  parameters?: Json;
  /** The details of its last success, with what the service answered before the state made its output of it. */
  answer?: Details;
  /** How far a Map has come. */
  items?: { readonly total: number; readonly done: number; readonly failed: number };
  exitedAt?: string;
  /** The id of the event that left the state. */
  exitedBy?: number;
  /** The variables that it set as it was left. */
  assigned?: Readonly<Record<string, Json>>;
  status: StepStatus;
  output?: Json;
  error?: string;
  cause?: string;
}

export type Details = NonNullable<HistoryEvent["details"]>;

/** Entered, and never left by an event of its own: what a redrive takes up again. */
export function isUnfinished(visit: Visit): boolean {
  for (let each: Visit | undefined = visit; each; each = each.parent) if (each.output !== undefined) return false;
  return true;
}

export function reopen(visit: Visit): void {
  for (let each: Visit | undefined = visit; each; each = each.parent) {
    delete each.exitedAt;
    delete each.error;
    delete each.cause;
    each.status = each.kind === "Wait" ? "waiting" : "running";
  }
}

export function isOpenContainer(visit: Visit): boolean {
  return (visit.kind === "Parallel" || visit.kind === "Map") && !visit.exitedAt && visit.status !== "failed";
}

export function schedule(visit: Visit, event: HistoryEvent, details: Details): void {
  const parameters = payload(details, "parameters") ?? payload(details, "input");
  if (parameters !== undefined) visit.parameters = parameters;
  visit.attempts.push({ eventId: event.id, startedAt: event.timestamp });
  visit.status = visit.attempts.length > 1 ? "retrying" : "running";
}

/** Counts a Map's items: told at its start, then one by one as they end. */
export function countItems(visit: Visit, event: HistoryEvent, details: Details): void {
  const { total, done, failed } = visit.items ?? { total: 0, done: 0, failed: 0 };
  if (event.type === "MapStateStarted") visit.items = { total: Number(details["length"] ?? 0), done: 0, failed: 0 };
  else if (event.type === "MapIterationSucceeded") visit.items = { total, done: done + 1, failed };
  else if (event.type === "MapIterationFailed") visit.items = { total, done, failed: failed + 1 };
}

export function succeed(visit: Visit, event: HistoryEvent, details: Details): void {
  if (visit.kind === "Task") visit.answer = details;
  const attempt = visit.attempts.at(-1);
  if (attempt && !attempt.endedAt) attempt.endedAt = event.timestamp;
  delete visit.error;
  delete visit.cause;
}

export function fail(visit: Visit, event: HistoryEvent, details: Details, all: readonly Visit[]): void {
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
  if (visit.kind !== "Parallel" && visit.kind !== "Map") return;
  // A failed container ends what still ran inside it.
  for (const inner of all) if (!inner.exitedAt && isInside(inner, visit)) end(inner, event);
}

export function exit(visit: Visit, event: HistoryEvent, details: Details): void {
  visit.exitedAt = event.timestamp;
  visit.exitedBy = event.id;
  visit.output = payload(details, "output") ?? null;
  const assigned = details["assignedVariables"];
  if (assigned !== null && typeof assigned === "object" && !Array.isArray(assigned)) visit.assigned = Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, parse(value as Json) ?? null]));
  visit.status = visit.status === "failed" ? "caught" : visit.attempts.length > 1 ? "retried" : "done";
}

/** The execution is over: what has not ended by itself was stopped, or is what failed. */
export function settle(visits: readonly Visit[], event: HistoryEvent, culprit: Visit | undefined): void {
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

export function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** What a task's service answered. */
export function resultOf(visit: Visit): Json | undefined {
  return visit.answer && payload(visit.answer, "output");
}

/** Payloads stand in a history as JSON text, and stay text where they are not JSON (truncated ones). */
export function payload(details: Details, name: "input" | "output" | "parameters"): Json | undefined {
  if (typeof details[name] !== "string") return details[name];
  const known = read.get(details) ?? {};
  if (!(name in known)) known[name] = parse(details[name]);
  read.set(details, known);
  return known[name];
}

/** What was read of an event's details: a scrubber reads the same history again at each step. */
const read = new WeakMap<Details, { input?: Json | undefined; output?: Json | undefined; parameters?: Json | undefined }>();

function parse(value: Json | undefined): Json | undefined {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
