import { getJson, send } from "./request";
import type { Execution, ExecutionDetail, ExecutionStatus, HistoryEvent } from "./types";

const path = (id: string) => `/api/executions/${encodeURIComponent(id)}`;

export interface ExecutionFilter {
  readonly workflowId?: string | undefined;
  readonly status?: ExecutionStatus | undefined;
  /** At most this many, the newest; 100 unless told. */
  readonly max?: number | undefined;
}

export async function listExecutions(filter: ExecutionFilter, signal?: AbortSignal): Promise<readonly Execution[]> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  return (await getJson<{ items: readonly Execution[] }>(`/api/executions?${query}`, signal)).items;
}

export function getExecution(id: string, signal?: AbortSignal): Promise<ExecutionDetail> {
  return getJson<ExecutionDetail>(path(id), signal);
}

export async function stopExecution(id: string): Promise<void> {
  await send("POST", `${path(id)}/stop`, {});
}

export async function redriveExecution(id: string): Promise<void> {
  await send("POST", `${path(id)}/redrive`, {});
}

/** Where the history of an execution is streamed, from the event after the last one seen. */
export function eventsPath(id: string): string {
  return `${path(id)}/events`;
}

export type ExecutionMessage =
  | { readonly kind: "history"; readonly event: HistoryEvent }
  | { readonly kind: "end"; readonly execution: Execution };
