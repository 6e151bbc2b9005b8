import type { HistoryEvent } from "../api/types";
import prices from "./prices.json" with { type: "json" };

/** What a run would have used of AWS Step Functions (Standard). */
export interface Usage {
  /** Every state entered, and every retry of one. */
  readonly transitions: number;
  /** Tasks that ran as Lambda functions, retries included. */
  readonly lambdaCalls: number;
  /** Milliseconds of Lambda functions, as they took here. */
  readonly lambdaTime: number;
  /** Bytes of the greatest input or output of a state; AWS refuses more than 262,144. */
  readonly largestPayload: number;
  readonly largestPayloadAt: string | undefined;
  /** Events of the history; AWS ends an execution at 25,000. */
  readonly events: number;
}

export const mostPayload = 262_144;
export const mostEvents = 25_000;

const encoder = new TextEncoder();

export function usageOf(history: readonly HistoryEvent[]): Usage {
  let [transitions, lambdaCalls, lambdaTime, largestPayload] = [0, 0, 0, 0];
  let largestPayloadAt: string | undefined;
  const scheduled = new Map<number, HistoryEvent>();
  const scheduledBefore = new Map<number, number>();
  for (const event of history) {
    if (event.type.endsWith("StateEntered")) transitions++;
    const schedules = /^(Task|LambdaFunction|Activity)Scheduled$/.test(event.type);
    const before = scheduledBefore.get(event.previousEventId);
    if (schedules && before !== undefined) transitions++;
    if (schedules) scheduled.set(event.id, event);
    // The events of one state follow one another; leaving it ends the chain.
    const chain = schedules ? event.id : before;
    if (chain !== undefined && !/State(Entered|Exited)$/.test(event.type)) scheduledBefore.set(event.id, chain);
    const begun = chain === undefined || schedules ? undefined : scheduled.get(chain);
    if (begun && /(Succeeded|Failed|TimedOut)$/.test(event.type) && isLambda(begun)) {
      lambdaCalls++;
      lambdaTime += Date.parse(event.timestamp) - Date.parse(begun.timestamp);
    }
    for (const member of ["input", "output"]) {
      const value = event.details?.[member];
      const size = typeof value === "string" ? encoder.encode(value).length : 0;
      if (size > largestPayload) {
        largestPayload = size;
        largestPayloadAt = event.stateName ?? undefined;
      }
    }
  }
  return { transitions, lambdaCalls, lambdaTime, largestPayload, largestPayloadAt, events: history.length };
}

/** US dollars a month for the state transitions of so many runs like this one; what the services behind them cost is not in it. */
export function monthlyPrice(usage: Usage, runs: number): number {
  return Math.max(0, usage.transitions * runs - prices.freeTransitions) * prices.transition;
}

function isLambda(event: HistoryEvent): boolean {
  return event.type === "LambdaFunctionScheduled" || event.details?.["resourceType"] === "lambda";
}
