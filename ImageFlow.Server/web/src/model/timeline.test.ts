import { describe, expect, it } from "vitest";
import { recordHistory } from "./recordHistory";
import { readRun } from "./run";
import { readTimeline, unfolded } from "./timeline";

describe("readTimeline", () => {
  it("gives each visit a bar, deeper inside containers, with its failed attempts", () => {
    const history = recordHistory();
    history.start();
    history.enter("Parallel", "Fork", 0);
    const started = history.add("ParallelStateStarted");
    const inner = history.task("A", { after: started, fails: 1 });
    history.add("ParallelStateSucceeded", {}, inner);
    history.exit("Parallel", "Fork");
    history.succeed();

    const { bars, length } = readTimeline(readRun(history.events), 0);

    expect(length).toBe((history.events.length - 1) * 10);
    expect(bars.map((bar) => [bar.visit.state, bar.depth])).toEqual([["Fork", 0], ["A", 1]]);
    expect(bars[1]?.attempts.map((attempt) => [attempt.end - attempt.start, attempt.failed])).toEqual([[20, true], [20, false]]);
    for (const bar of bars) expect(bar.end).toBeGreaterThan(bar.start);
  });

  it("leaves out what lies at any depth in a folded container", () => {
    const history = recordHistory();
    history.start();
    history.enter("Parallel", "Outer", 0);
    const outer = history.add("ParallelStateStarted");
    history.enter("Parallel", "Inner", outer);
    const inner = history.add("ParallelStateStarted");
    history.task("A", { after: inner });
    const { bars } = readTimeline(readRun(history.events), 0);
    const shown = (folded: string) => unfolded(bars, (visit) => visit.state === folded).map((bar) => bar.visit.state);

    expect(shown("")).toEqual(["Outer", "Inner", "A"]);
    expect(shown("Inner")).toEqual(["Outer", "Inner"]);
    expect(shown("Outer")).toEqual(["Outer"]);
  });

  it("keeps the scale of the whole run at an earlier moment", () => {
    const history = recordHistory();
    history.start();
    history.task("A", { after: 0 });
    const start = Date.parse(history.events[0]?.timestamp ?? "");

    expect(readTimeline(readRun(history.events.slice(0, 3)), start + 20, start + 100)).toMatchObject({ length: 100, bars: [{ start: 10, end: 20 }] });
  });

  it("reaches to now while the run goes on", () => {
    const history = recordHistory();
    history.start();
    history.enter("Wait", "Pause", 0);
    const now = Date.parse(history.events[0]?.timestamp ?? "") + 5_000;

    expect(readTimeline(readRun(history.events), now)).toMatchObject({ length: 5_000, bars: [{ start: 10, end: 5_000 }] });
  });
});
