import { getJson, postJson, request, send, toApiError } from "./request";
import type { Diagnostic, Flow, FlowExport, FlowSummary, FlowVersion, ImportedFile, Json, TestCase, Trial } from "./types";

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

/** Starts the latest saved version, or one node of it alone; the answer is the execution's id. */
export async function simulateFlow(id: string, input: Json, trial?: Trial, onlyNode?: string): Promise<string> {
  return (await postJson<{ id: string }>(`${path(id)}/simulate`, { input, ...(trial ? { trial } : {}), ...(onlyNode ? { onlyNode } : {}) })).id;
}

/** Elsa definitions, state machines and zip archives of both. */
export async function importFiles(files: readonly File[]): Promise<readonly ImportedFile[]> {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  const response = await request("/api/workflows/import", { method: "POST", body: form });
  if (!response.ok) throw await toApiError(response);
  return ((await response.json()) as { items: readonly ImportedFile[] }).items;
}

export function exportZipPath(id: string): string {
  return `${path(id)}/export.zip`;
}

/** The test cases with what the command line needs to run them. */
export function casesZipPath(id: string): string {
  return `${path(id)}/cases.zip`;
}

export async function listVersions(id: string, signal?: AbortSignal): Promise<readonly FlowVersion[]> {
  return (await getJson<{ items: readonly FlowVersion[] }>(`${path(id)}/versions`, signal)).items;
}

export function getFlowVersion(id: string, version: number | "latest" | "published", signal?: AbortSignal): Promise<Flow> {
  return getJson<Flow>(`${path(id)}?version=${version}`, signal);
}

/** Makes an older version's content the draft. */
export async function revertFlow(id: string, version: number): Promise<void> {
  await send("POST", `/elsa/api/workflow-definitions/${encodeURIComponent(id)}/revert/${version}`, {});
}

/** Saves a definition over the draft of its flow; refused (409) unless what is stored has the given revision, so that nothing is overwritten unseen. */
export async function saveDefinition(definition: Json, revision: string): Promise<void> {
  const response = await request("/elsa/api/workflow-definitions", {
    method: "POST", headers: { "Content-Type": "application/json", "If-Match": `"${revision}"` }, body: JSON.stringify({ model: definition, publish: false }),
  });
  if (!response.ok) throw await toApiError(response);
}

export async function listCases(id: string, signal?: AbortSignal): Promise<readonly TestCase[]> {
  return (await getJson<{ items: readonly TestCase[] }>(`${path(id)}/cases`, signal)).items;
}

export async function saveCase(id: string, name: string, testCase: Partial<TestCase>): Promise<void> {
  await send("PUT", `${path(id)}/cases/${encodeURIComponent(name)}`, testCase);
}

export async function deleteCase(id: string, name: string): Promise<void> {
  await send("DELETE", `${path(id)}/cases/${encodeURIComponent(name)}`);
}
