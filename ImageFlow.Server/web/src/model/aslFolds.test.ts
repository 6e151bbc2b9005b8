import { describe, expect, it } from "vitest";
import { closedAtFirst, foldsOf, seenLines } from "./aslFolds";

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
