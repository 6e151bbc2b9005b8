import { describe, expect, it } from "vitest";
import { drawingOf, statesAsNodes } from "./drawingOf";
import { readNodes } from "./nodes";
import { readTaken } from "./path";
import { recordHistory } from "./recordHistory";
import { readRun } from "./run";

describe("drawingOf", () => {
  it("draws a run without a flow: a node per state, a taken connection per step", () => {
    const history = recordHistory();
    history.start();
    history.enter("Parallel", "Fork", 0, "hidden");
    const started = history.add("ParallelStateStarted");
    const a = history.task("A", { after: started });
    history.task("B", { after: started });
    history.add("ParallelStateSucceeded", {}, a);
    history.exit("Parallel", "Fork");
    history.task("C");
    history.task("C");
    history.succeed();

    const { nodes, edges } = drawingOf(readRun(history.events));
    const run = statesAsNodes(readRun(history.events));

    expect(nodes.map((node) => node.id)).toEqual(["Fork", "A", "B", "C"]);
    expect(edges.map((edge) => `${edge.source} ${edge.target}`).sort()).toEqual(["A C", "B C", "C C", "Fork A", "Fork B", "Fork C"]);
    expect(readNodes(run).get("C")).toMatchObject({ status: "done", count: 2 });
    expect([...readTaken(run, edges)].map(([edge]) => `${edge.source} ${edge.target}`).sort()).toEqual(["A C", "B C", "Fork A", "Fork B", "Fork C"]);
    expect(run.visits[1]?.parent).toBe(run.visits[0]);
  });
});
