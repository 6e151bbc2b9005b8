import { describe, expect, it } from "vitest";
import { recordHistory } from "./recordHistory";
import { culpritOf, readRun } from "./run";

const statuses = (run: ReturnType<typeof readRun>) => Object.fromEntries(run.visits.map((visit) => [visit.state, visit.status]));

describe("readRun", () => {
  it("reads a sequence with inputs and outputs", () => {
    const history = recordHistory();
    history.start();
    history.task("A", { after: 0, input: { key: "a" }, output: { width: 10 } });
    history.task("B");
    history.succeed();

    const run = readRun(history.events);

    expect(run).toMatchObject({ status: "SUCCEEDED", input: { key: "a" }, output: { done: true } });
    expect(statuses(run)).toEqual({ A: "done", B: "done" });
    expect(run.visits[0]).toMatchObject({ kind: "Task", input: { key: "a" }, output: { width: 10 }, from: [] });
    expect(run.visits[1]?.from.map((visit) => visit.state)).toEqual(["A"]);
  });

  it("shows every prefix as the run stood then", () => {
    const history = recordHistory();
    history.start();
    history.enter("Task", "A", 0);
    history.add("TaskScheduled");
    history.add("TaskFailed", { error: "Busy", cause: "try later" });
    history.add("TaskScheduled");
    history.add("TaskSucceeded");
    history.exit("Task", "A");
    history.succeed();

    const seen = history.events.map((_, index) => readRun(history.events.slice(0, index + 1)).visits[0]?.status);

    expect(seen).toEqual([undefined, "running", "running", "failed", "retrying", "retrying", "retried", "retried"]);
  });

  it("counts attempts and keeps each one's error", () => {
    const history = recordHistory();
    history.start();
    history.task("A", { after: 0, fails: 2 });
    history.succeed();

    const [visit] = readRun(history.events).visits;

    expect(visit?.attempts.map((attempt) => attempt.error)).toEqual(["Busy", "Busy", undefined]);
    expect(visit?.error).toBeUndefined();
  });

  it("tells a handled error from the one that ended the run", () => {
    const history = recordHistory();
    history.start();
    history.enter("Task", "A", 0);
    history.add("TaskScheduled");
    history.add("TaskFailed", { error: "CorruptImageError", cause: "half a file" });
    history.exit("Task", "A");
    history.enter("Task", "Record");
    history.add("TaskScheduled");
    history.add("TaskFailed", { error: "DynamoDB.Throttled", cause: "busy" });
    history.fail("DynamoDB.Throttled", "busy");

    const run = readRun(history.events);

    expect(statuses(run)).toEqual({ A: "caught", Record: "failed" });
    expect(run.visits[0]).toMatchObject({ error: "CorruptImageError", cause: "half a file" });
    expect(run).toMatchObject({ status: "FAILED", error: "DynamoDB.Throttled" });
  });

  it("keeps the branches of a Parallel apart and joins them", () => {
    const history = recordHistory();
    history.start();
    history.enter("Parallel", "Fork", 0);
    const started = history.add("ParallelStateStarted");
    const a1 = history.task("A1", { after: started });
    const b1 = history.task("B1", { after: started });
    const a2 = history.task("A2", { after: a1 });
    history.add("ParallelStateSucceeded", {}, b1);
    history.exit("Parallel", "Fork", a2);
    history.task("Join");
    history.succeed();

    const run = readRun(history.events);
    const byName = new Map(run.visits.map((visit) => [visit.state, visit]));

    expect(new Set(Object.values(statuses(run)))).toEqual(new Set(["done"]));
    expect(run.visits.map((visit) => visit.parent?.state)).toEqual([undefined, "Fork", "Fork", "Fork", undefined]);
    expect(byName.get("A2")?.from.map((visit) => visit.state)).toEqual(["A1"]);
    expect(byName.get("Join")?.from.map((visit) => visit.state).sort()).toEqual(["A2", "B1", "Fork"]);
  });

  it("stops what still runs in a Parallel when a branch fails", () => {
    const history = recordHistory();
    history.start();
    history.enter("Parallel", "Fork", 0);
    const started = history.add("ParallelStateStarted");
    const slow = history.enter("Task", "Slow", started);
    history.add("TaskScheduled", {}, slow);
    history.enter("Task", "Bad", started);
    history.add("TaskScheduled");
    const failed = history.add("TaskFailed", { error: "Broken", cause: "no" });
    history.add("ParallelStateFailed", { error: "Broken", cause: "no" }, failed);
    history.exit("Parallel", "Fork");
    history.task("Cleanup");
    history.succeed();

    expect(statuses(readRun(history.events))).toEqual({ Fork: "caught", Slow: "stopped", Bad: "failed", Cleanup: "done" });
  });

  it("numbers the iterations of a Map", () => {
    const history = recordHistory();
    history.start();
    history.enter("Map", "Sizes", 0);
    const started = history.add("MapStateStarted", { length: 2 });
    const first = history.add("MapIterationStarted", { name: "Sizes", index: 0 }, started);
    const second = history.add("MapIterationStarted", { name: "Sizes", index: 1 }, started);
    const b = history.task("Resize", { after: second });
    const a = history.task("Resize", { after: first });
    history.task("Check", { after: a });
    history.add("MapIterationSucceeded", { name: "Sizes", index: 1 }, b);
    history.add("MapIterationSucceeded", { name: "Sizes", index: 0 }, a);
    history.add("MapStateSucceeded", {}, b);
    history.exit("Map", "Sizes");
    history.succeed();

    const run = readRun(history.events);

    expect(run.visits[0]?.items).toEqual({ total: 2, done: 2, failed: 0 });
    expect(run.visits.map((visit) => [visit.state, visit.iteration, visit.status])).toEqual([
      ["Sizes", undefined, "done"], ["Resize", 1, "done"], ["Resize", 0, "done"], ["Check", 0, "done"],
    ]);
  });

  it("marks what a stopped run left open", () => {
    const history = recordHistory();
    history.start();
    history.enter("Wait", "Pause", 0);
    expect(statuses(readRun(history.events))).toEqual({ Pause: "waiting" });

    history.add("ExecutionAborted", {}, 0);
    expect(statuses(readRun(history.events))).toEqual({ Pause: "stopped" });
  });

  it("goes on after a redrive", () => {
    const history = recordHistory();
    history.start();
    history.enter("Task", "A", 0);
    history.add("TaskScheduled");
    const failed = history.add("TaskFailed", { error: "Busy", cause: "" });
    history.fail("Busy", "", failed);
    expect(statuses(readRun(history.events))).toEqual({ A: "failed" });
    history.add("ExecutionRedriven", { redriveCount: 1 });
    history.add("TaskScheduled");
    history.add("TaskSucceeded");
    history.exit("Task", "A");
    history.succeed();

    const run = readRun(history.events);

    expect(run).toMatchObject({ status: "SUCCEEDED", error: undefined });
    expect(statuses(run)).toEqual({ A: "retried" });
    expect(run.visits[0]?.attempts).toHaveLength(2);
  });

  it("takes up a failed branch again, its container with it", () => {
    const history = recordHistory();
    history.start();
    history.task("Before", { after: 0 });
    history.enter("Parallel", "Fork");
    const started = history.add("ParallelStateStarted");
    history.task("Good", { after: started });
    history.enter("Task", "Bad", started);
    history.add("TaskScheduled");
    const failed = history.add("TaskFailed", { error: "Busy", cause: "" });
    history.add("ParallelStateFailed", { error: "Busy", cause: "" }, failed);
    history.fail("Busy", "");
    const redriven = history.add("ExecutionRedriven", { redriveCount: 1 });
    const bad = history.task("Bad", { after: redriven });
    history.add("ParallelStateSucceeded", {}, bad);
    history.exit("Parallel", "Fork");
    history.succeed();

    expect(statuses(readRun(history.events))).toEqual({ Before: "done", Fork: "done", Good: "done", Bad: "retried" });
  });
});

describe("culpritOf", () => {
  it("is the task that nothing caught", () => {
    const history = recordHistory();
    history.start();
    history.task("A", { after: 0 });
    history.enter("Task", "B");
    history.add("TaskScheduled");
    history.add("TaskFailed", { error: "E" });
    history.fail("E", "");

    expect(culpritOf(readRun(history.events))?.state).toBe("B");
  });

  it("is the step that raised the error with which the flow failed after its clean-up", () => {
    const history = recordHistory();
    history.start();
    history.enter("Task", "A", 0);
    history.add("TaskScheduled");
    history.add("TaskFailed", { error: "E" });
    history.exit("Task", "A");
    history.task("Clean up");
    const fail = history.enter("Fail", "Give up");
    history.fail("E", "", fail);

    expect(culpritOf(readRun(history.events))?.state).toBe("A");
  });

  it("is the step that the Fail state speaks of, though the clean-up in a Map failed as well", () => {
    const history = recordHistory();
    history.start();
    history.enter("Task", "Validate image", 0);
    history.add("TaskScheduled");
    history.add("TaskFailed", { error: "States.TaskFailed", cause: "truncated" });
    history.exit("Task", "Validate image");
    history.enter("Map", "Delete partial results");
    history.add("MapStateStarted");
    history.add("MapIterationStarted", { name: "Delete partial results", index: 0 });
    history.enter("Task", "Delete variant");
    history.add("TaskScheduled");
    history.add("TaskFailed", { error: "States.TaskFailed", cause: "access denied" });
    history.add("MapIterationFailed", { name: "Delete partial results", index: 0 });
    history.add("MapStateFailed");
    history.exit("Map", "Delete partial results");
    const fail = history.enter("Fail", "Failed");
    history.fail("States.TaskFailed", "truncated", fail);

    expect(culpritOf(readRun(history.events))?.state).toBe("Validate image");
  });

  it("is the later of two tasks with the same error, where only the first was caught", () => {
    const history = recordHistory();
    history.start();
    for (const name of ["A", "B"]) {
      history.enter("Task", name);
      history.add("TaskScheduled");
      history.add("TaskFailed", { error: "E", cause: "" });
      if (name === "A") history.exit("Task", name);
    }
    history.fail("E", "");

    expect(culpritOf(readRun(history.events))?.state).toBe("B");
  });

  it("is the Fail state that invents an error, and nothing in a run that succeeded", () => {
    const history = recordHistory();
    history.start();
    const fail = history.enter("Fail", "Refuse", 0);
    expect(culpritOf(readRun(history.events))).toBeUndefined();

    history.fail("NotAllowed", "", fail);
    expect(culpritOf(readRun(history.events))?.state).toBe("Refuse");
  });
});
