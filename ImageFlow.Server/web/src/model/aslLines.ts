import { foldsOf } from "./aslFolds";

/** The lines of a pretty-printed state machine that define the named states, wherever they lie; `[first, behind the last]`, from 0, in order. */
export function linesOfStates(asl: string, states: ReadonlySet<string>): readonly (readonly [number, number])[] {
  return foldsOf(asl).flatMap(({ from, to, state }) => (state !== undefined && states.has(state) ? [[from, to + 1] as const] : []));
}
