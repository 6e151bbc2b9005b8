import { describe, expect, it } from "vitest";
import { monthlyPrice, usageOf } from "./forecast";
import { recordHistory } from "./recordHistory";

describe("usageOf", () => {
  it("counts states and retries as transitions, and the events", () => {
    const history = recordHistory();
    history.start();
    history.task("A", { after: 0, fails: 2 });
    history.task("B");
    history.succeed();

    expect(usageOf(history.events)).toMatchObject({ transitions: 4, events: history.events.length });
  });

  it("measures the calls of Lambda functions and the largest payload in bytes", () => {
    const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
    const usage = usageOf([
      { id: 1, previousEventId: 0, type: "TaskStateEntered", timestamp: at(0), stateName: "A", details: { name: "A", input: JSON.stringify("ảnh") } },
      { id: 2, previousEventId: 1, type: "TaskScheduled", timestamp: at(0), details: { resourceType: "lambda" } },
      { id: 3, previousEventId: 2, type: "TaskStarted", timestamp: at(1) },
      { id: 4, previousEventId: 3, type: "TaskSucceeded", timestamp: at(3), details: { output: "1" } },
    ]);

    expect(usage).toMatchObject({ transitions: 1, lambdaCalls: 1, lambdaTime: 3_000, largestPayload: 7, largestPayloadAt: "A" });
  });
});

describe("monthlyPrice", () => {
  it("leaves out the free transitions", () => {
    const usage = { transitions: 10, lambdaCalls: 0, lambdaTime: 0, largestPayload: 0, largestPayloadAt: undefined, events: 0 };
    expect(monthlyPrice(usage, 400)).toBe(0);
    expect(monthlyPrice(usage, 100_400)).toBeCloseTo(25);
  });
});
