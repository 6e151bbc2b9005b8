import { describe, expect, it } from "vitest";
import { linesOfStates } from "./aslLines";

const machine = JSON.stringify({
  StartAt: "Look",
  States: {
    Look: { Type: "Pass", Output: { Rest: { a: 1 } }, Next: "Both" },
    Both: { Type: "Parallel", Branches: [{ StartAt: "Say \"hi\"", States: { "Say \"hi\"": { Type: "Succeed" } } }], Next: "States" },
    States: { Type: "Pass", Output: { Rest: { b: 2 } }, Next: "Rest" },
    Rest: { Type: "Wait", Seconds: 1, End: true },
  },
}, null, 2);

const texts = (...names: string[]) => linesOfStates(machine, new Set(names)).map(([from, to]) => machine.split("\n").slice(from, to).join("\n").trim());

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
