import type { Run } from "./run";
import { timeOf } from "./times";
import type { Visit } from "./visit";

export interface Bar {
  readonly visit: Visit;
  /** 0 for the outermost states, one more for each Parallel or Map around. */
  readonly depth: number;
  /** Milliseconds since the run's start. */
  readonly start: number;
  /** Milliseconds since the run's start; for what still runs, the moment asked for. */
  readonly end: number;
  readonly attempts: readonly { readonly start: number; readonly end: number; readonly failed: boolean }[];
}

export interface Timeline {
  readonly bars: readonly Bar[];
  /** Milliseconds from the start to the end or to now; at least 1. */
  readonly length: number;
}

/**
 * One bar per state visited, in the order of entry. `now` is the moment up to which open bars reach; `end` is where the
 * scale ends when it is later than that, in milliseconds since 1970 like `now`.
 */
export function readTimeline(run: Run, now: number, end = 0): Timeline {
  const begun = run.startedAt ?? run.visits[0]?.enteredAt;
  const first = begun === undefined ? now : timeOf(begun);
  const last = run.endedAt ? timeOf(run.endedAt) : Math.max(now, first);
  const at = (time: string | undefined) => (time ? timeOf(time) : last) - first;
  return { bars: run.visits.map((visit) => new VisitBar(visit, at)), length: Math.max(1, last - first, end - first) };
}

/** Worked out when it is asked: of thousands of bars a page shows a few dozen. */
class VisitBar implements Bar {
  readonly visit: Visit;
  private readonly at: (time: string | undefined) => number;

  constructor(visit: Visit, at: (time: string | undefined) => number) {
    this.visit = visit;
    this.at = at;
  }

  get depth(): number {
    return depth(this.visit);
  }

  get start(): number {
    return this.at(this.visit.enteredAt);
  }

  get end(): number {
    return this.at(this.visit.exitedAt);
  }

  get attempts(): Bar["attempts"] {
    const { at, visit } = this;
    return visit.attempts.map((attempt) => ({ start: at(attempt.startedAt), end: at(attempt.endedAt ?? visit.exitedAt), failed: attempt.error !== undefined }));
  }
}

/** The bars to show when some containers are folded: without what lies inside a folded one. */
export function unfolded(bars: readonly Bar[], isFolded: (container: Visit) => boolean): readonly Bar[] {
  const hidden = new Map<Visit, boolean>();
  const inFolded = (visit: Visit): boolean => {
    const container = visit.parent;
    if (!container) return false;
    const known = hidden.get(container) ?? (isFolded(container) || inFolded(container));
    hidden.set(container, known);
    return known;
  };
  return bars.filter((bar) => !inFolded(bar.visit));
}

function depth(visit: Visit): number {
  let levels = 0;
  for (let outer = visit.parent; outer; outer = outer.parent) levels++;
  return levels;
}
