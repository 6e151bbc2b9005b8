import { describe, expect, it } from "vitest";
import type { FlowEdge } from "../api/types";
import { readNodes, readTaken } from "./nodes";
import { recordHistory } from "./recordHistory";
import { readRun } from "./run";

const edge = (source: string, target: string, sourcePort = "Done"): FlowEdge => ({ source, sourcePort, target });

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

    expect(readNodes(readRun(history.events)).get("a")).toMatchObject({ status: "retried", count: 1, failed: 0, attempts: 2 });
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

describe("readTaken", () => {
  it("follows the branch that a decision took", () => {
    const edges = [edge("Choose", "Yes", "True"), edge("Choose", "End", "False"), edge("Yes", "End")];
    const history = recordHistory();
    history.start();
    history.enter("Choice", "Choose", 0);
    history.exit("Choice", "Choose");
    history.task("Yes");
    history.task("End");
    history.succeed();

    expect([...readTaken(readRun(history.events), edges).keys()]).toEqual([edges[0], edges[2]]);
  });

  it("takes the error's connection when the error was handled", () => {
    const edges = [edge("A", "B"), edge("A", "B", "CorruptImageError")];
    const history = recordHistory();
    history.start();
    history.enter("Task", "A", 0);
    history.add("TaskScheduled");
    history.add("TaskFailed", { error: "CorruptImageError", cause: "" });
    history.exit("Task", "A");
    history.task("B");
    history.succeed();

    expect([...readTaken(readRun(history.events), edges).keys()]).toEqual([edges[1]]);
  });

  it("looks through states that no node owns", () => {
    const edges = [edge("A", "B")];
    const history = recordHistory();
    history.start();
    history.task("A", { after: 0 });
    history.add("PassStateEntered", { name: "Glue" });
    history.exit("Pass", "Glue");
    history.task("B");
    history.succeed();

    expect([...readTaken(readRun(history.events), edges)]).toEqual([[edges[0], 1]]);
  });

  it("connects every branch with the join", () => {
    const edges = [edge("Fork", "A1", "Left"), edge("Fork", "B1", "Right"), edge("A1", "Join"), edge("B1", "Join")];
    const history = recordHistory();
    history.start();
    history.enter("Parallel", "Fork", 0);
    const started = history.add("ParallelStateStarted");
    const a = history.task("A1", { after: started });
    const b = history.task("B1", { after: started });
    history.add("ParallelStateSucceeded", {}, a);
    history.exit("Parallel", "Fork", b);
    history.task("Join");
    history.succeed();

    expect(readTaken(readRun(history.events), edges).size).toBe(4);
  });
});
