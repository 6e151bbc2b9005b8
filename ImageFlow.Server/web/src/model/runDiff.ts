import type { Json } from "../api/types";
import { equal } from "./flowDiff";
import { readNodes, type NodeState } from "./nodes";
import type { Run } from "./run";

/** One step in two runs. */
export interface StepDiff {
  readonly nodeId: string;
  readonly before: NodeState | undefined;
  readonly after: NodeState | undefined;
  /** Whether it was reached in only one of them. */
  readonly onlyIn: "before" | "after" | undefined;
  readonly statusDiffers: boolean;
  readonly outputDiffers: boolean;
  /** Milliseconds that it took longer in the second run; undefined where one of them has no duration. */
  readonly slower: number | undefined;
}

export interface RunDiff {
  readonly steps: readonly StepDiff[];
  readonly inputDiffers: boolean;
  readonly outputDiffers: boolean;
  readonly statusDiffers: boolean;
  /** Milliseconds that the second run took longer. */
  readonly slower: number | undefined;
}

/** Compares two runs of one flow: the path, what the steps answered, how long they took. Steps in the order of the first run, then of the second. */
export function diffRuns(before: Run, after: Run): RunDiff {
  const [a, b] = [readNodes(before), readNodes(after)];
  const steps = [...new Set([...a.keys(), ...b.keys()])].map((nodeId) => stepDiff(nodeId, a.get(nodeId), b.get(nodeId)));
  const [lengthA, lengthB] = [length(before), length(after)];
  return {
    steps,
    inputDiffers: !equal(before.input ?? null, after.input ?? null),
    outputDiffers: !equal(before.output ?? null, after.output ?? null),
    statusDiffers: before.status !== after.status,
    slower: lengthA === undefined || lengthB === undefined ? undefined : lengthB - lengthA,
  };
}

function stepDiff(nodeId: string, before: NodeState | undefined, after: NodeState | undefined): StepDiff {
  return {
    nodeId, before, after,
    onlyIn: !before ? "after" : !after ? "before" : undefined,
    statusDiffers: before?.status !== after?.status,
    outputDiffers: !equal(outputs(before), outputs(after)),
    slower: before?.duration === undefined || after?.duration === undefined ? undefined : after.duration - before.duration,
  };
}

function outputs(state: NodeState | undefined): Json {
  return (state?.visits ?? []).map((visit) => visit.output ?? null);
}

function length(run: Run): number | undefined {
  return run.startedAt && run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : undefined;
}
