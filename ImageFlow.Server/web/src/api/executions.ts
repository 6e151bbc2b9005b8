import type { PictureFacts } from "../model/pictureFacts";
import { takeAhead } from "./ahead";
import { getJson, send, toApiError } from "./request";
import type { Drawing, Execution, ExecutionDetail, ExecutionStatus, HistoryEvent, Iteration, MapRun } from "./types";

const path = (id: string) => `/api/executions/${encodeURIComponent(id)}`;

export interface ExecutionFilter {
  readonly workflowId?: string | undefined;
  readonly status?: ExecutionStatus | undefined;
  /** Started then or later: ISO 8601. */
  readonly since?: string | undefined;
  /** In name, flow, error or cause. */
  readonly text?: string | undefined;
  /** At most this many, the newest; 100 unless told. */
  readonly max?: number | undefined;
}

export async function listExecutions(filter: ExecutionFilter, signal?: AbortSignal): Promise<readonly Execution[]> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  return (await getJson<{ items: readonly Execution[] }>(`/api/executions?${query}`, signal)).items;
}

/** An execution without the states that it entered, which a history tells better. */
export function executionPath(id: string): string {
  return `${path(id)}?steps=false`;
}

export function getExecution(id: string, signal?: AbortSignal): Promise<ExecutionDetail> {
  return getMaybeAhead<ExecutionDetail>(executionPath(id), signal);
}

export function drawingPath(id: string): string {
  return `${path(id)}/drawing`;
}

/** What the run is drawn from: its flow as it was when it started. */
export function getDrawing(id: string, signal?: AbortSignal): Promise<Drawing> {
  return getMaybeAhead<Drawing>(drawingPath(id), signal);
}

async function getMaybeAhead<T>(address: string, signal?: AbortSignal): Promise<T> {
  const ahead = takeAhead(address);
  const answer = await ahead?.catch(() => undefined);
  if (!answer) return getJson<T>(address, signal);
  if (!answer.ok) throw await toApiError(answer);
  return (await answer.json()) as T;
}

/** What the header of a stored picture tells. */
export function getPictureFacts({ bucket, key }: { readonly bucket: string; readonly key: string }, signal?: AbortSignal): Promise<PictureFacts> {
  return getJson<PictureFacts>(`/api/picture-facts/${encodeURIComponent(bucket)}/${key.split("/").map(encodeURIComponent).join("/")}`, signal);
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

/** The whole history so far: an execution ends at 25,000 events. */
export function historyPath(id: string): string {
  return `${path(id)}/history?max=25000`;
}

export async function getHistory(id: string, signal?: AbortSignal): Promise<readonly HistoryEvent[]> {
  return (await getJson<{ items: readonly HistoryEvent[] }>(historyPath(id), signal)).items;
}

/** Where the history of an execution is streamed, from the event after the last one seen. */
export function eventsPath(id: string): string {
  return `${path(id)}/events`;
}

export type ExecutionMessage =
  | { readonly kind: "history"; readonly event: HistoryEvent }
  | { readonly kind: "end"; readonly execution: Execution };
