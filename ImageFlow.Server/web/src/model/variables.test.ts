import { describe, expect, it } from "vitest";
import type { HistoryEvent, Json } from "../api/types";
import { readRun } from "./run";
import { variablesAt } from "./variables";

let id = 0;
const event = (type: string, previousEventId: number, details: Record<string, Json> = {}): HistoryEvent => ({ id: ++id, previousEventId, type, timestamp: new Date(id * 1_000).toISOString(), details });

describe("variablesAt", () => {
  it("has what was set before, in the state's own scope and around it, and not what other iterations or later states set", () => {
    id = 0;
    const run = readRun([
      event("ExecutionStarted", 0, { input: "{}" }),
      event("PassStateEntered", 1, { name: "First" }),
      event("PassStateExited", 2, { name: "First", output: "{}", assignedVariables: { a: "1", b: '"outer"' } }),
      event("MapStateEntered", 3, { name: "Each" }),
      event("MapStateStarted", 4, { length: 2 }),
      event("MapIterationStarted", 5, { index: 0 }),
      event("PassStateEntered", 6, { name: "Inside" }),
      event("PassStateExited", 7, { name: "Inside", output: "{}", assignedVariables: { b: '"inner"' } }),
      event("PassStateEntered", 8, { name: "Then" }),
      event("MapIterationStarted", 5, { index: 1 }),
      event("PassStateEntered", 10, { name: "Inside" }),
    ]);
    const [first, , , then, second] = run.visits;

    expect(first?.assigned).toEqual({ a: 1, b: "outer" });
    expect(Object.fromEntries(variablesAt(run, then!))).toEqual({ a: 1, b: "inner" });
    expect(Object.fromEntries(variablesAt(run, second!))).toEqual({ a: 1, b: "outer" });
    expect(variablesAt(run, first!).size).toBe(0);
  });
});
