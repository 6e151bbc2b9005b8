import { strings } from "../strings/strings";
import type { Diagnostic } from "./types";

/** An answer of the server that is not a success: its problem details (RFC 9457), or what could be told without them. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly diagnostics: readonly Diagnostic[];

  constructor(status: number, message: string, code?: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly diagnostics?: readonly Diagnostic[];
}

/** Turns an unsuccessful response into the error that says what its problem details say. */
export async function toApiError(response: Response): Promise<ApiError> {
  const text = await response.text();
  const fallback = `${response.status} ${response.statusText}`.trim();
  try {
    const problem = JSON.parse(text) as Problem;
    return new ApiError(response.status, problem.detail ?? problem.title ?? fallback, problem.code, problem.diagnostics);
  } catch {
    // Not JSON: a proxy's or a stopping server's page; its status line is all that is worth showing.
    return new ApiError(response.status, fallback);
  }
}

/** Like `fetch`, but a server that does not answer is an `ApiError` of status 0. */
export async function request(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, strings.offline);
  }
}

export async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const init: RequestInit = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    init.headers = { Accept: "application/json", "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  if (signal) init.signal = signal;
  const response = await request(path, init);
  if (!response.ok) throw await toApiError(response);
  return response;
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await send("GET", path, undefined, signal)).json()) as T;
}

export async function postJson<T>(path: string, body: unknown): Promise<T> {
  return (await (await send("POST", path, body)).json()) as T;
}
