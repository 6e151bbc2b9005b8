import { getJson, send } from "./request";
import type { Execution, ExecutionDetail, ExecutionStatus, HistoryEvent, Iteration, MapRun } from "./types";

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

export async function listMapRuns(id: string, signal?: AbortSignal): Promise<readonly MapRun[]> {
  return (await getJson<{ items: readonly MapRun[] }>(`${path(id)}/map-runs`, signal)).items;
}

const mapRunPath = (id: string) => `/api/map-runs/${encodeURIComponent(id)}`;

export async function listIterations(id: string, status: string, after: number, signal?: AbortSignal): Promise<readonly Iteration[]> {
  return (await getJson<{ items: readonly Iteration[] }>(`${mapRunPath(id)}/iterations?max=100&after=${after}${status ? `&status=${status}` : ""}`, signal)).items;
}

export async function changeMapRun(id: string, maxConcurrency: number): Promise<void> {
  await send("PATCH", mapRunPath(id), { maxConcurrency });
}

export async function getHistory(id: string, signal?: AbortSignal): Promise<readonly HistoryEvent[]> {
  return (await getJson<{ items: readonly HistoryEvent[] }>(`${path(id)}/history?max=25000`, signal)).items;
}

/** Where the history of an execution is streamed, from the event after the last one seen. */
export function eventsPath(id: string): string {
  return `${path(id)}/events`;
}

export type ExecutionMessage =
  | { readonly kind: "history"; readonly event: HistoryEvent }
  | { readonly kind: "end"; readonly execution: Execution };
