import type { Fault, Json, MockAnswer, Trial } from "../api/types";

/** A trial as a person writes it: mocked answers are text until it starts. */
export interface TrialDraft {
  readonly skipWaits: boolean;
  /** The id of a node that is to run alone; empty for the whole flow. */
  readonly onlyNode: string;
  readonly faults: readonly Fault[];
  readonly mocks: readonly { readonly target: string; readonly answers: string }[];
}

export const noTrial: TrialDraft = { skipWaits: false, onlyNode: "", faults: [], mocks: [] };

/** The trial to start with; `undefined` where nothing was asked for. `badMock` names the target whose answers cannot be read. */
export function readTrial(draft: TrialDraft): { readonly trial: Trial | undefined; readonly badMock?: string } {
  const mocks: Record<string, readonly MockAnswer[]> = {};
  for (const { target, answers } of draft.mocks) {
    const read = readAnswers(answers);
    if (!read) return { trial: undefined, badMock: target };
    mocks[target] = read;
  }
  // An error takes the place of a delay: a task that fails at once is not held up.
  const faults = draft.faults.map((fault) => (fault.error !== null ? { ...fault, delaySeconds: null } : { ...fault, delaySeconds: fault.delaySeconds ?? 0 }));
  const asked = draft.skipWaits || faults.length > 0 || draft.mocks.length > 0;
  return { trial: asked ? { skipWaits: draft.skipWaits, faults, mocks } : undefined };
}

/** The draft that a saved trial came from. */
export function draftOf(trial: Trial): TrialDraft {
  return {
    skipWaits: trial.skipWaits, onlyNode: "", faults: trial.faults ?? [],
    mocks: Object.entries(trial.mocks ?? {}).map(([target, answers]) => ({ target, answers: JSON.stringify(answers, null, 2) })),
  };
}

function readAnswers(text: string): readonly MockAnswer[] | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  const isAnswer = (item: Json) => item !== null && typeof item === "object" && !Array.isArray(item) && ("Return" in item || "Throw" in item);
  return Array.isArray(value) && value.length > 0 && (value as readonly Json[]).every(isAnswer) ? (value as unknown as readonly MockAnswer[]) : undefined;
}
