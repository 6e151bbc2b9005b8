/** The lines of a pretty-printed state machine that define the named states, wherever they lie; `[first, behind the last]`, from 0, in order. */
export function linesOfStates(asl: string, states: ReadonlySet<string>): readonly (readonly [number, number])[] {
  const lines = asl.split("\n");
  const found: [number, number][] = [];
  // The members that are open, from the outside in: what lies directly in "States" is a state.
  const open: { readonly name: string; readonly from: number; readonly isState: boolean }[] = [];
  for (const [index, line] of lines.entries()) {
    const member = /^\s*("(?:[^"\\]|\\.)*")\s*:\s*\{$/.exec(line);
    const opens = /[{[]$/.test(line);
    if (opens) {
      const name = member?.[1] === undefined ? "" : (JSON.parse(member[1]) as string);
      open.push({ name, from: index, isState: member !== null && open.at(-1)?.name === "States" && !open.at(-1)?.isState });
    } else if (/^\s*[}\]],?$/.test(line)) {
      const closed = open.pop();
      if (closed?.isState && states.has(closed.name)) found.push([closed.from, index + 1]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}
