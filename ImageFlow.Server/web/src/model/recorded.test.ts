import { describe, expect, it } from "vitest";
import type { HistoryEvent, Json } from "../api/types";
import { Moments, readRun } from "./run";

type Members = { readonly [name: string]: Json };

// Histories recorded from AWS, where the shared test data lie beside the repository.
const cases = import.meta.glob<Members>("../../../../../shared/conformance/step-functions/*/*.json", { import: "default" });

describe.skipIf(Object.keys(cases).length === 0)("readRun on histories recorded from AWS", () => {
  it("finds every state entered, and leaves none open after the end", async () => {
    let read = 0;
    for (const [path, load] of Object.entries(cases)) {
      for (const events of histories(await load())) {
        const run = readRun(events.map(toHistoryEvent));
        const entered = events.filter((event) => String(event["type"]).endsWith("StateEntered"));
        expect(run.visits.map((visit) => visit.state), path).toEqual(entered.map((event) => (event["stateEnteredEventDetails"] as Members)["name"]));
        const last = String(events.at(-1)?.["type"]);
        const ended = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(last);
        if (!ended) continue;
        expect(run.status, path).not.toBe("RUNNING");
        expect(run.visits.filter((visit) => !visit.exitedAt), path).toEqual([]);
        if (last === "ExecutionSucceeded") expect(run.visits.filter((visit) => visit.status === "failed" && !visit.parent), path).toEqual([]);
        if (last === "ExecutionFailed" && run.visits.length > 0) expect(run.visits.some((visit) => visit.status === "failed"), path).toBe(true);
        read++;
      }
    }
    expect(read).toBeGreaterThan(50);
  });

  it("tells the same of a moment whichever moments were asked for before", async () => {
    let read = 0;
    for (const [path, load] of Object.entries(cases)) {
      for (const events of histories(await load())) {
        const history = events.map(toHistoryEvent);
        const moments = new Moments(3);
        const counts = [history.length, ...history.keys()].sort((a, b) => ((a * 7) % 11) - ((b * 7) % 11));
        for (const count of counts) expect(moments.at(history, count), `${path} ${count}`).toEqual(readRun(history, count));
        read++;
      }
    }
    expect(read).toBeGreaterThan(50);
  });
});

/** The list of events wherever it lies in a case; gathered recordings, which are not in order, are left out. */
function histories(value: Json): Members[][] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return (value as Json[]).flatMap(histories);
  const members = value as Members;
  if (members["gathered"] === true) return [];
  const events = members["events"];
  const own = Array.isArray(events) && events.length > 0 && (events[0] as Members)["type"] ? [events as unknown as Members[]] : [];
  return [...own, ...Object.entries(members).filter(([name]) => name !== "events").flatMap(([, member]) => histories(member))];
}

function toHistoryEvent(event: Members): HistoryEvent {
  const details = Object.entries(event).find(([name]) => name.endsWith("EventDetails"))?.[1];
  return {
    id: Number(event["id"]), previousEventId: Number(event["previousEventId"]), type: String(event["type"]), timestamp: "2026-01-01T00:00:00Z",
    details: (details as Members | undefined) ?? null,
  };
}
