import { describe, expect, it } from "vitest";
import { closedAtFirst, foldsOf, linesOfStates, seenLines } from "./aslFolds";

const asl = JSON.stringify({
  StartAt: "Both",
  States: {
    Both: { Type: "Parallel", Branches: [{ StartAt: "In", States: { In: { Type: "Pass", Result: { States: { no: { x: 1 } } }, End: true } } }], Next: "After" },
    After: { Type: "Succeed", Comment: "{" },
  },
}, null, 2);
const lines = asl.split("\n");
const shown = (wanted: string[]) => {
  const folds = foldsOf(asl);
  return seenLines(lines.length, folds, closedAtFirst(folds, new Set(wanted))).map((line) => lines[line]?.trim());
};

describe("foldsOf", () => {
  it("finds what spans lines, and the states among it", () => {
    const folds = foldsOf(asl);

    expect(folds[0]).toEqual({ from: 0, to: lines.length - 1, state: undefined });
    expect(folds.flatMap((fold) => fold.state ?? [])).toEqual(["Both", "In", "After"]);
    for (const { from, to } of folds) expect(`${lines[from]?.at(-1)}${lines[to]?.trim()[0]}`).toMatch(/^(\{\}|\[\])$/);
  });
});

describe("a folded state machine", () => {
  it("shows one line a state", () => {
    expect(shown([])).toEqual(["{", '"StartAt": "Both",', '"States": {', '"Both": {', '"After": {', "}", "}"]);
  });

  it("shows a wanted state whole, and what it lies in", () => {
    expect(shown(["After"])).toContain('"Type": "Succeed",');
    expect(shown(["In"])).toEqual(expect.arrayContaining(['"Branches": [', '"Result": {', '"Next": "After"', '"After": {']));
    expect(shown(["In"])).not.toContain('"Type": "Succeed",');
  });
});

const machine = JSON.stringify({
  StartAt: "Look",
  States: {
    Look: { Type: "Pass", Output: { Rest: { a: 1 } }, Next: "Both" },
    Both: { Type: "Parallel", Branches: [{ StartAt: "Say \"hi\"", States: { "Say \"hi\"": { Type: "Succeed" } } }], Next: "States" },
    States: { Type: "Pass", Output: { Rest: { b: 2 } }, Next: "Rest" },
    Rest: { Type: "Wait", Seconds: 1, End: true },
  },
}, null, 2);

const texts = (...names: string[]) => linesOfStates(foldsOf(machine), new Set(names)).map(([from, to]) => machine.split("\n").slice(from, to).join("\n").trim());

describe("linesOfStates", () => {
  it("finds a state from its name to its end, and not a payload's member of that name", () => {
    expect(texts("Rest")).toEqual(['"Rest": {\n      "Type": "Wait",\n      "Seconds": 1,\n      "End": true\n    }']);
  });

  it("finds states inside states, of any name, in order", () => {
    const found = texts('Say "hi"', "Look");
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/^"Look": \{/);
    expect(found[1]).toMatch(/^"Say \\"hi\\"": \{/);
    expect(texts("States")).toHaveLength(1);
    expect(texts("Nowhere")).toEqual([]);
  });
});
