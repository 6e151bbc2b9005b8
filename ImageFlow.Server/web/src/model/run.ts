import type { ExecutionStatus, HistoryEvent, Json } from "../api/types";
import { countItems, exit, fail, isOpenContainer, isUnfinished, payload, reopen, schedule, settle, succeed, text, type Details, type Visit } from "./visit";

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

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a history (or its first `count` events) says, told as visits of states. Any prefix of a history gives the run as it stood then. */
export function readRun(history: readonly HistoryEvent[], count = history.length): Run {
  const reader = new HistoryReader();
  for (let index = 0; index < count; index++) reader.read(history[index] as HistoryEvent);
  return reader.run;
}

/**
 * The same as `readRun`, for who asks for one moment of a history after the other, or for a history as it grows: it keeps the run as it stood here and there,
 * and reads on from the nearest of them. Runs of different moments share the visits that are the same in both; nobody may change them.
 */
export class Moments {
  private kept: { readonly count: number; readonly last: HistoryEvent | undefined; readonly reader: HistoryReader }[] = [];
  private readonly every: number;

  /** `every`: the events between two moments that are kept. */
  constructor(every = 2_000) {
    this.every = every;
  }

  at(history: readonly HistoryEvent[], count = history.length): Run {
    // Another history, or one that begins anew, has other events.
    this.kept = this.kept.filter((each) => history[each.count - 1] === each.last);
    const nearest = this.kept.findLast((each) => each.count <= count);
    const reader = nearest ? nearest.reader.copy() : new HistoryReader();
    const newest = this.kept.at(-1)?.count ?? 0;
    for (let index = nearest?.count ?? 0; index < count; index++) {
      reader.read(history[index] as HistoryEvent);
      if ((index + 1) % this.every === 0 && index + 1 > newest) this.kept.push({ count: index + 1, last: history[index], reader: reader.copy() });
    }
    return reader.run;
  }
}

const entered = "StateEntered";
const noDetails: Details = {};

/** What an event's type says, read once for each type. */
interface EventType {
  /** The kind of state that it enters. */
  readonly enters: string | undefined;
  readonly ofExecution: boolean;
  readonly exits: boolean;
  readonly schedules: boolean;
  readonly fails: boolean;
  readonly succeeds: boolean;
  /** The kind of the container that it belongs to. */
  readonly container: string | undefined;
}

const types = new Map<string, EventType>();

function typeOf(name: string): EventType {
  let type = types.get(name);
  if (!type) {
    type = {
      enters: name.endsWith(entered) ? name.slice(0, -entered.length) : undefined,
      ofExecution: name.startsWith("Execution"),
      exits: name.endsWith("StateExited"),
      schedules: name.endsWith("Scheduled"),
      fails: /(Failed|TimedOut|Aborted)$/.test(name) && !name.startsWith("MapIteration"),
      succeeds: name.endsWith("Succeeded"),
      container: /^(Parallel|Map)(State|Iteration|Run)/.exec(name)?.[1],
    };
    types.set(name, type);
  }
  return type;
}

class HistoryReader {
  readonly run: Mutable<Run> & { visits: Visit[] } = {
    status: "RUNNING", visits: [], startedAt: undefined, endedAt: undefined,
    input: undefined, output: undefined, error: undefined, cause: undefined, lastEventId: 0,
  };

  /** The id of the visit that each event belongs to, by the event's id. */
  private owners: number[] = [];
  /** The iteration that each event belongs to, for events between MapIterationStarted and the first state in it. */
  private iterations = new Map<number, number>();
  private lastInBranch = new Map<Visit, Set<Visit>>();
  /** The id of the last redrive: the states that it goes on from name it as the event before. */
  private redriven: number | undefined;

  /** A reader that goes on by itself; visits that change no more are the same in both. */
  copy(): HistoryReader {
    const copies = new Map<Visit, Visit>();
    const of = (visit: Visit) => copies.get(visit) ?? visit;
    const visits = this.run.visits.slice();
    for (const [index, visit] of visits.entries()) {
      // What its own event has left changes no more; it names others, before it in the list, that may.
      const isSame = visit.exitedBy !== undefined && (copies.size === 0 || ((!visit.parent || !copies.has(visit.parent)) && !visit.from.some((each) => copies.has(each))));
      if (isSame) continue;
      const copy = { ...visit, parent: visit.parent && of(visit.parent), from: visit.from.map(of), attempts: visit.attempts.map((attempt) => ({ ...attempt })) };
      copies.set(visit, copy);
      visits[index] = copy;
    }
    const other = new HistoryReader();
    Object.assign(other.run, this.run, { visits });
    other.owners = this.owners.slice();
    other.iterations = new Map(this.iterations);
    for (const [container, ends] of this.lastInBranch) other.lastInBranch.set(of(container), new Set([...ends].map(of)));
    other.redriven = this.redriven;
    return other;
  }

  read(event: HistoryEvent): void {
    this.run.lastEventId = event.id;
    const details = event.details ?? noDetails;
    const type = typeOf(event.type);
    if (type.enters !== undefined) this.enter(event, type.enters, details);
    else if (type.ofExecution) this.execution(event, details);
    else this.inside(event, type, details);
  }

  private ownerOf(eventId: number): Visit | undefined {
    const id = this.owners[eventId];
    if (id === undefined) return undefined;
    // Visits stand in the order of their ids.
    const { visits } = this.run;
    let [from, to] = [0, visits.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((visits[middle] as Visit).id < id) from = middle + 1;
      else to = middle;
    }
    return visits[from];
  }

  private enter(event: HistoryEvent, kind: string, details: Details): void {
    const name = event.stateName ?? text(details["name"]) ?? "";
    const before = this.ownerOf(event.previousEventId);
    const again = this.redriven === event.previousEventId ? this.run.visits.find((visit) => visit.state === name && isUnfinished(visit) && visit.exitedAt) : undefined;
    if (again) {
      reopen(again);
      this.owners[event.id] = again.id;
      return;
    }
    const parent = before && isOpenContainer(before) ? before : before?.parent;
    const iteration = this.iterations.get(event.previousEventId) ?? (before === parent ? undefined : before?.iteration) ?? parent?.iteration;
    const visit: Visit = {
      id: event.id,
      state: name,
      nodeId: event.nodeId ?? undefined,
      kind,
      parent,
      iteration,
      from: before === undefined ? [] : this.ends(before, parent),
      enteredAt: event.timestamp,
      attempts: [],
      input: payload(details, "input"),
      status: kind === "Wait" ? "waiting" : "running",
    };
    if (parent) this.endOfBranch(parent, before, visit);
    this.run.visits.push(visit);
    this.owners[event.id] = visit.id;
  }

  /** After a container its branches' last states led on too; they are what the drawing connects to the join. */
  private ends(before: Visit, parent: Visit | undefined): readonly Visit[] {
    return before === parent ? [before] : [before, ...(this.lastInBranch.get(before) ?? [])];
  }

  private endOfBranch(parent: Visit, before: Visit | undefined, visit: Visit): void {
    const ends = this.lastInBranch.get(parent) ?? new Set();
    if (before) ends.delete(before);
    this.lastInBranch.set(parent, ends.add(visit));
  }

  private inside(event: HistoryEvent, type: EventType, details: Details): void {
    // A failed expression names its state, and its previous event need not lead there.
    const named = event.type === "EvaluationFailed" ? this.run.visits.findLast((visit) => visit.state === text(details["state"]) && !visit.exitedAt) : undefined;
    const near = named ?? this.ownerOf(event.previousEventId);
    const visit = near && this.owner(near, event, type, details);
    if (!visit) return;
    if (event.previousEventId === this.redriven && visit.exitedAt) reopen(visit);
    this.owners[event.id] = visit.id;
    if (visit.kind === "Map") countItems(visit, event, details);
    if (event.type === "MapIterationStarted") this.iterations.set(event.id, Number(details["index"] ?? 0));
    if (type.exits) exit(visit, event, details);
    else if (type.schedules) schedule(visit, event, details);
    else if (type.fails) fail(visit, event, details, this.run.visits);
    else if (type.succeeds) succeed(visit, event, details);
  }

  /** Events of a container may follow an event inside it: the owner is found by name, or is the nearest container of that kind. */
  private owner(near: Visit, event: HistoryEvent, type: EventType, details: Details): Visit | undefined {
    const exited = type.exits ? (event.stateName ?? text(details["name"])) : undefined;
    for (let visit: Visit | undefined = near; visit; visit = visit.parent) {
      if (exited !== undefined ? visit.state === exited && !visit.exitedAt : type.container === undefined || visit.kind === type.container) return visit;
    }
    return undefined;
  }

  private execution(event: HistoryEvent, details: Details): void {
    const run = this.run;
    if (event.type === "ExecutionStarted") {
      run.startedAt = event.timestamp;
      run.input = payload(details, "input");
      return;
    }
    if (event.type === "ExecutionRedriven") {
      run.status = "RUNNING";
      run.endedAt = run.error = run.cause = undefined;
      this.redriven = event.id;
      const last = run.visits.findLast(isUnfinished);
      if (last) this.owners[event.id] = last.id;
      return;
    }
    const status = { ExecutionSucceeded: "SUCCEEDED", ExecutionFailed: "FAILED", ExecutionAborted: "ABORTED", ExecutionTimedOut: "TIMED_OUT" }[event.type];
    if (!status) return;
    run.status = status as ExecutionStatus;
    run.endedAt = event.timestamp;
    run.output = payload(details, "output");
    run.error = text(details["error"]);
    run.cause = text(details["cause"]);
    const open = run.visits.findLast((visit) => !visit.exitedAt);
    settle(run.visits, event, status === "FAILED" ? (this.ownerOf(event.previousEventId) ?? open) : undefined);
  }
}

/**
 * The step that a failed run failed at: the one whose own error ended it, or, where the flow handled an error and then failed
 * with the same one (clean up, then Fail), the one that raised it first, whatever failed during the clean-up.
 */
export function culpritOf(run: Run): Visit | undefined {
  const failed = run.visits.filter((visit) => visit.status === "failed");
  const passesOn = failed.some((visit) => visit.kind === "Fail");
  const oneOf = (visits: readonly Visit[]) => (passesOn ? undefined : visits.findLast((visit) => visit.status === "failed")) ?? visits[0];
  const raised = run.visits.filter((visit) => visit.attempts.length > 0 && visit.error !== undefined && visit.error === run.error);
  const same = raised.filter((visit) => (visit.cause ?? "") === (run.cause ?? ""));
  return oneOf(same) ?? oneOf(raised) ?? failed.findLast((visit) => visit.error !== undefined) ?? failed.at(-1);
}
