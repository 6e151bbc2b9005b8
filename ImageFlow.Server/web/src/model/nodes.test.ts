import { describe, expect, it } from "vitest";
import { readNodes } from "./nodes";
import { recordHistory } from "./recordHistory";
import { readRun } from "./run";

describe("readNodes", () => {
  it("sums up the states that one node became", () => {
    const history = recordHistory();
    history.start();
    history.enter("Parallel", "A (guard)", 0, "a");
    const started = history.add("ParallelStateStarted");
    const inner = history.task("A", { after: started, nodeId: "a", fails: 1 });
    history.add("ParallelStateSucceeded", {}, inner);
    history.exit("Parallel", "A (guard)");
    history.succeed();

    expect(readNodes(readRun(history.events)).get("a")).toMatchObject({ status: "retried", count: 1, failed: 0, attempts: 2, retries: 1 });
  });

  it("lets the most urgent state of several visits stand for the node", () => {
    const history = recordHistory();
    history.start();
    history.task("A", { after: 0 });
    history.task("B");
    history.enter("Task", "A");
    history.add("TaskScheduled");

    const nodes = readNodes(readRun(history.events));

    expect(nodes.get("A")).toMatchObject({ status: "running", count: 2, duration: undefined });
    expect(nodes.get("B")).toMatchObject({ status: "done", count: 1, duration: 40 });
  });
});
