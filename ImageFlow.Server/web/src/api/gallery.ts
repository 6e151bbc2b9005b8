import type { GalleryImage } from "../model/gallery";
import { ApiError, toApiError } from "./request";
import type { Upload } from "./types";

/** Where the gallery finds its API, read from `gallery-config.json` beside the page, so that the same files serve here and on a website of their own. */
export interface GalleryConfig {
  /** The API's address; empty where it is the page's own. */
  readonly api: string;
  /** The flow to start on each upload; empty where the upload's event starts one. */
  readonly startFlow: string;
}

export async function readConfig(): Promise<GalleryConfig> {
  const response = await fetch("/gallery-config.json");
  if (!response.ok) throw await toApiError(response);
  const { api = "", startFlow = "" } = (await response.json()) as Partial<GalleryConfig>;
  return { api: api.replace(/\/$/, ""), startFlow };
}

export async function listImages(config: GalleryConfig, signal?: AbortSignal): Promise<readonly GalleryImage[]> {
  const response = await fetch(`${config.api}/api/images?max=500`, signal ? { signal } : {});
  if (!response.ok) throw await toApiError(response);
  return ((await response.json()) as { items: readonly GalleryImage[] }).items;
}

/** Uploads a file, tells how far it is (0 to 1), and starts the flow where there is one to start; the answer is where the file lies. */
export async function uploadImage(config: GalleryConfig, file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<{ bucket: string; key: string; executionId: string | undefined }> {
  const permit = (await post(`${config.api}/api/uploads`, { fileName: file.name, contentType: file.type || "application/octet-stream", size: file.size }, signal)) as Upload;
  await sendForm(permit, file, onProgress, signal);
  if (!config.startFlow) return { ...permit, executionId: undefined };
  const started = (await post(`${config.api}/api/workflows/${encodeURIComponent(config.startFlow)}/simulate`, { input: { bucket: permit.bucket, key: permit.key, size: file.size } }, signal)) as { id: string };
  return { ...permit, executionId: started.id };
}

/** How a started flow stands, and why it failed. */
export async function askRun(config: GalleryConfig, id: string, signal: AbortSignal): Promise<{ status: string; error: string | null; cause: string | null }> {
  const response = await fetch(`${config.api}/api/executions/${encodeURIComponent(id)}`, { signal });
  if (!response.ok) throw await toApiError(response);
  return (await response.json()) as { status: string; error: string | null; cause: string | null };
}

async function post(path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });
  if (!response.ok) throw await toApiError(response);
  return response.json();
}

/** By XMLHttpRequest, which tells of an upload's progress; fetch does not. */
function sendForm(permit: Upload, file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(permit.fields)) form.append(name, value);
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => (request.status < 300 ? resolve() : reject(new ApiError(request.status, /<Message>([^<]*)/.exec(request.responseText)?.[1] ?? `${request.status}`)));
    request.onerror = () => reject(new ApiError(0, ""));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", permit.url);
    request.send(form);
  });
}
