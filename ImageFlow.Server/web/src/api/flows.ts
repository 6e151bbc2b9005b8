import { getJson, postJson, send } from "./request";
import type { Diagnostic, Flow, FlowExport, FlowSummary, Json } from "./types";

const path = (id: string) => `/api/workflows/${encodeURIComponent(id)}`;

export async function listFlows(signal?: AbortSignal): Promise<readonly FlowSummary[]> {
  return (await getJson<{ items: readonly FlowSummary[] }>("/api/workflows", signal)).items;
}

export function getFlow(id: string, signal?: AbortSignal): Promise<Flow> {
  return getJson<Flow>(path(id), signal);
}

/** Stores a definition as a new draft; `{ name }` alone makes an empty flow. */
export function createFlow(definition: Json): Promise<FlowSummary> {
  return postJson<FlowSummary>("/api/workflows", definition);
}

export async function deleteFlow(id: string): Promise<void> {
  await send("DELETE", path(id));
}

/** Checks the latest saved version: `null` in the place of a definition. */
export async function validateFlow(id: string): Promise<readonly Diagnostic[]> {
  return (await (await send("POST", `${path(id)}/validate`, null)).json() as { diagnostics: readonly Diagnostic[] }).diagnostics;
}

export async function exportFlow(id: string, queryLanguage: "jsonata" | "jsonpath"): Promise<FlowExport> {
  return (await (await send("POST", `${path(id)}/export?queryLanguage=${queryLanguage}`)).json()) as FlowExport;
}

/** Starts the latest saved version; the answer is the execution's id. */
export async function simulateFlow(id: string, input: Json): Promise<string> {
  return (await postJson<{ id: string }>(`${path(id)}/simulate`, { input })).id;
}
