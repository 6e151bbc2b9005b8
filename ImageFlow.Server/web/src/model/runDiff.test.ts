import { describe, expect, it } from "vitest";
import { recordHistory } from "./recordHistory";
import { readRun } from "./run";
import { diffRuns } from "./runDiff";

function run(...states: readonly (readonly [state: string, fails: number])[]) {
  const history = recordHistory();
  history.start();
  states.forEach(([state, fails], index) => history.task(state, index === 0 ? { after: 0, fails } : { fails }));
  history.succeed();
  return readRun(history.events);
}

describe("diffRuns", () => {
  it("finds nothing between a run and itself", () => {
    const one = run(["A", 0], ["B", 0]);
    expect(diffRuns(one, one)).toMatchObject({ inputDiffers: false, outputDiffers: false, statusDiffers: false, slower: 0 });
    expect(diffRuns(one, one).steps.every((step) => !step.onlyIn && !step.statusDiffers && !step.outputDiffers && step.slower === 0)).toBe(true);
  });

  it("tells where the paths part and what took longer", () => {
    const { steps, slower } = diffRuns(run(["A", 0], ["B", 0]), run(["A", 1], ["C", 0]));

    expect(steps.map(({ nodeId, onlyIn }) => [nodeId, onlyIn])).toEqual([["A", undefined], ["B", "before"], ["C", "after"]]);
    expect(steps[0]).toMatchObject({ statusDiffers: true });
    expect(steps[0]?.slower).toBeGreaterThan(0);
    expect(slower).toBeGreaterThan(0);
  });
});
