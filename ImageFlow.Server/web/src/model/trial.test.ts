import { describe, expect, it } from "vitest";
import { draftOf, noTrial, readTrial } from "./trial";

describe("readTrial", () => {
  it("is nothing where nothing was asked for", () => {
    expect(readTrial(noTrial)).toEqual({ trial: undefined });
  });

  it("reads the answers and comes back as it was written", () => {
    const draft = {
      ...noTrial, skipWaits: true,
      faults: [{ target: "a", attempt: 0, error: "E", delaySeconds: null }, { target: "a", attempt: null, error: null, delaySeconds: 2 }],
      mocks: [{ target: "b", answers: JSON.stringify([{ Return: { ok: true } }, { Throw: { Error: "E" } }], null, 2) }],
    };
    const { trial } = readTrial(draft);

    expect(trial).toMatchObject({ skipWaits: true, mocks: { b: [{ Return: { ok: true } }, { Throw: { Error: "E" } }] } });
    expect(trial && draftOf(trial)).toEqual(draft);
  });

  it.each(["", "{", "{}", "[]", "[1]", '[{"Give": 1}]'])("names the target whose answers are %j", (answers) => {
    expect(readTrial({ ...noTrial, mocks: [{ target: "b", answers }] }).badMock).toBe("b");
  });
});
