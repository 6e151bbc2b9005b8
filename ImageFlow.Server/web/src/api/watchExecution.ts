import { takeAhead } from "./ahead";
import { createStreamParser } from "./eventStream";
import { eventsPath, historyPath, type ExecutionMessage } from "./executions";
import { ApiError, toApiError } from "./request";
import type { Execution, HistoryEvent } from "./types";

export type Connection = "connecting" | "live" | "lost" | "ended";

export interface Watcher {
  readonly onMessages: (messages: readonly ExecutionMessage[]) => void;
  readonly onConnection: (state: Connection) => void;
  /** The server refused (not found, not allowed): no further try is made. */
  readonly onRefused: (error: ApiError) => void;
}

/** Pauses between tries after a lost connection, in milliseconds; the last one repeats. */
const pauses = [250, 500, 1_000, 2_000, 5_000];

const endings = new Set(["ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"]);

/**
 * Follows an execution's history until it ends: what has happened so far in one answer, then what happens as a stream. After a lost connection it asks for the events after the last one received
 * (Last-Event-ID), so that none is missed and none comes twice. The returned function stops it.
 */
export function watchExecution(id: string, watcher: Watcher): () => void {
  const abort = new AbortController();
  void follow(id, watcher, abort.signal);
  return () => abort.abort();
}

async function follow(id: string, watcher: Watcher, signal: AbortSignal): Promise<void> {
  let lastEventId = "";
  let failures = 0;
  watcher.onConnection("connecting");
  while (!signal.aborted) {
    try {
      if (!lastEventId) {
        const before = await soFar(id, signal);
        failures = 0;
        lastEventId = String(before.at(-1)?.id ?? "");
        if (before.length > 0) watcher.onMessages(before.map((event) => ({ kind: "history", event })));
        if (endings.has(before.at(-1)?.type ?? "")) {
          watcher.onConnection("ended");
          return;
        }
      }
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (lastEventId) headers["Last-Event-ID"] = lastEventId;
      const response = await fetch(eventsPath(id), { headers, signal });
      if (!response.ok || !response.body) throw await toApiError(response);
      watcher.onConnection("live");
      const parse = createStreamParser();
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        const messages = parse(decoder.decode(chunk.value, { stream: true }));
        failures = 0;
        lastEventId = messages.findLast((message) => message.id)?.id ?? lastEventId;
        const known = messages.flatMap(toExecutionMessage);
        if (known.length > 0) watcher.onMessages(known);
        if (known.some((message) => message.kind === "end")) {
          watcher.onConnection("ended");
          return;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) {
        watcher.onRefused(error);
        return;
      }
      // Everything else is a connection that broke or a server that restarts: try again below.
    }
    watcher.onConnection("lost");
    await pause(pauses[Math.min(failures++, pauses.length - 1)] ?? 5_000, signal);
  }
}

async function soFar(id: string, signal: AbortSignal): Promise<readonly HistoryEvent[]> {
  const path = historyPath(id);
  const response = await (takeAhead(path) ?? fetch(path, { headers: { Accept: "application/json" }, signal }));
  if (!response.ok) throw await toApiError(response);
  return ((await response.json()) as { items: readonly HistoryEvent[] }).items;
}

function toExecutionMessage(message: { event: string; data: string }): ExecutionMessage[] {
  if (message.event === "history") return [{ kind: "history", event: JSON.parse(message.data) as HistoryEvent }];
  if (message.event === "end") return [{ kind: "end", execution: JSON.parse(message.data) as Execution }];
  return [];
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
