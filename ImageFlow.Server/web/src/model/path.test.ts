import { describe, expect, it } from "vitest";
import type { FlowEdge, FlowNode } from "../api/types";
import { passedNodes, readTaken, statelessNodes } from "./path";
import { recordHistory } from "./recordHistory";
import { readRun } from "./run";

const edge = (source: string, target: string, sourcePort = "Done"): FlowEdge => ({ source, sourcePort, target });

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

describe("readTaken over nodes without states", () => {
  const stateless = new Set(["Start", "Join"]);
  const edges = [edge("Start", "Choose"), edge("Choose", "Yes", "True"), edge("Choose", "Join", "False"), edge("Yes", "Join"), edge("Join", "End")];

  function run(...states: string[]) {
    const history = recordHistory();
    history.start();
    states.forEach((state, index) => history.task(state, index === 0 ? { after: 0 } : {}));
    return readRun(history.events);
  }

  it("goes through the join on the way that was taken", () => {
    expect([...readTaken(run("Choose", "Yes", "End"), edges, stateless).keys()]).toEqual([edges[0], edges[1], edges[3], edges[4]]);
    expect([...readTaken(run("Choose", "End"), edges, stateless).keys()]).toEqual([edges[0], edges[2], edges[4]]);
  });

  it("counts the connection behind a join once, however many branches led there", () => {
    const branches = [edge("Fork", "A", "Left"), edge("Fork", "B", "Right"), edge("A", "Join"), edge("B", "Join"), edge("Join", "End")];
    const history = recordHistory();
    history.start();
    history.enter("Parallel", "Fork", 0);
    const started = history.add("ParallelStateStarted");
    const a = history.task("A", { after: started });
    history.task("B", { after: started });
    history.add("ParallelStateSucceeded", {}, a);
    history.exit("Parallel", "Fork");
    history.task("End");

    expect([...readTaken(readRun(history.events), branches, new Set(["Join"])).values()]).toEqual([1, 1, 1, 1, 1]);
  });

  it("counts a node as passed once a connection of it was taken", () => {
    const passed = (...states: string[]) => [...passedNodes(readTaken(run(...states), edges, stateless), stateless).keys()];
    expect(passed("Choose")).toEqual(["Start"]);
    expect(passed("Choose", "Yes", "End")).toEqual(["Start", "Join"]);
  });
});

describe("statelessNodes", () => {
  const nodes = ["Start", "A", "Join"].map((id): FlowNode => ({ id, name: id, type: "T", x: 0, y: 0, w: 0, h: 0 }));

  it("are those that the source map gives no state of their own", () => {
    const sourceMap = { nodes: [{ nodeId: "A", states: [{ name: "A", role: "task" }] }, { nodeId: "Join", states: [{ name: "B", role: "join" }] }] };
    expect([...statelessNodes(nodes, sourceMap)]).toEqual(["Start", "Join"]);
  });

  it("are unknown without a source map", () => {
    expect(statelessNodes(nodes, null).size).toBe(0);
  });
});
