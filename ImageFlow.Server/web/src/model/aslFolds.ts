/** An object or array of a pretty-printed state machine that can be folded away: the lines of its opening and of its closing bracket, from 0. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  /** The state that it defines, where it lies directly in "States". */
  readonly state: string | undefined;
}

/** What an open bracket belongs to: a machine's States hold its states, and only a state holds other machines; data may bear the same names. */
type Part = "machine" | "states" | "state" | "branches" | "data";

interface Open {
  readonly name: string;
  readonly from: number;
  readonly part: Part;
}

/** Everything of the text that spans lines, in order of its beginning. */
export function foldsOf(asl: string): readonly Fold[] {
  const found: Fold[] = [];
  const open: Open[] = [];
  for (const [index, line] of asl.split("\n").entries()) {
    if (/[{[]$/.test(line)) {
      const member = /^\s*("(?:[^"\\]|\\.)*")\s*:/.exec(line)?.[1];
      const name = member === undefined ? "" : (JSON.parse(member) as string);
      open.push({ name, from: index, part: partOf(name, open.at(-1)?.part) });
    } else if (/^\s*[}\]],?$/.test(line)) {
      const closed = open.pop();
      if (closed && index > closed.from) found.push({ from: closed.from, to: index, state: closed.part === "state" ? closed.name : undefined });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

function partOf(name: string, around: Part | undefined): Part {
  switch (around) {
    case undefined: return "machine";
    case "machine": return name === "States" ? "states" : "data";
    case "states": return "state";
    case "state": return name === "Branches" ? "branches" : name === "ItemProcessor" || name === "Iterator" ? "machine" : "data";
    case "branches": return "machine";
    case "data": return "data";
  }
}

/** The lines that define some states, wherever they lie; `[first, behind the last]`, from 0, in order. */
export function linesOfStates(folds: readonly Fold[], states: ReadonlySet<string>): readonly (readonly [number, number])[] {
  return folds.flatMap(({ from, to, state }) => (state !== undefined && states.has(state) ? [[from, to + 1] as const] : []));
}

/** The folds that are closed at first: every state but the wanted ones and those that these lie in. */
export function closedAtFirst(folds: readonly Fold[], wanted: ReadonlySet<string>): ReadonlySet<number> {
  const shown = folds.filter((fold) => fold.state !== undefined && wanted.has(fold.state));
  const holds = (fold: Fold) => shown.some((inner) => fold.from <= inner.from && fold.to >= inner.to);
  return new Set(folds.filter((fold) => fold.state !== undefined && !holds(fold)).map((fold) => fold.from));
}

/** The lines that are seen when some folds, named by their first lines, are closed. */
export function seenLines(count: number, folds: readonly Fold[], closed: ReadonlySet<number>): readonly number[] {
  const ends = new Map(folds.filter((fold) => closed.has(fold.from)).map((fold) => [fold.from, fold.to]));
  const seen: number[] = [];
  for (let line = 0; line < count; line++) {
    seen.push(line);
    line = ends.get(line) ?? line;
  }
  return seen;
}
