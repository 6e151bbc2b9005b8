import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ExecutionMessage } from "./executions";
import { watchExecution, type Connection } from "./watchExecution";

const event = (id: number) => `id: ${id}\nevent: history\ndata: {"id":${id},"previousEventId":0,"type":"X","timestamp":""}\n\n`;
const end = 'event: end\ndata: {"id":"a","status":"SUCCEEDED"}\n\n';

/** A server whose answers are given in order; each records the Last-Event-ID that it was asked with. */
function serve(...answers: readonly (() => Response)[]) {
  const asked: (string | null)[] = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
    asked.push(new Headers(init.headers).get("Last-Event-ID"));
    const answer = answers[asked.length - 1];
    return answer ? Promise.resolve(answer()) : new Promise(() => {});
  });
  return asked;
}

const history = (...ids: readonly number[]) => () => Response.json({ items: ids.map((id) => ({ id, previousEventId: 0, type: "X", timestamp: "" })) });
const none = history();
const stream = (text: string) => () => new Response(text, { headers: { "Content-Type": "text/event-stream" } });

function broken(text: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      setTimeout(() => controller.error(new TypeError("network error")), 10);
    },
  });
  return new Response(body);
}

function watch() {
  const seen = { ids: [] as number[], ended: false, connections: [] as Connection[], refused: 0 };
  const stop = watchExecution("a", {
    onMessages(messages: readonly ExecutionMessage[]) {
      for (const message of messages) {
        if (message.kind === "history") seen.ids.push(message.event.id);
        else seen.ended = true;
      }
    },
    onConnection: (state) => seen.connections.push(state),
    onRefused: (error) => (seen.refused = error.status),
  });
  return { seen, stop };
}

describe("watchExecution", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("asks after a lost connection for what came after the last event received", async () => {
    const asked = serve(
      none,
      () => broken(event(1) + event(2)),
      () => { throw new TypeError("connection refused"); },
      stream(event(3) + end),
    );

    const { seen } = watch();
    await vi.advanceTimersByTimeAsync(5_000);

    expect(asked).toEqual([null, null, "2", "2"]);
    expect(seen.ids).toEqual([1, 2, 3]);
    expect(seen.ended).toBe(true);
    expect(seen.connections).toEqual(["connecting", "live", "lost", "lost", "live", "ended"]);
  });

  it("goes on after a server that restarts answers with an error of its own", async () => {
    const asked = serve(none, stream(event(1)), () => new Response("starting", { status: 503 }), stream(event(2) + end));

    const { seen } = watch();
    await vi.advanceTimersByTimeAsync(5_000);

    expect(asked).toEqual([null, null, "1", "1"]);
    expect(seen).toMatchObject({ ids: [1, 2], ended: true, refused: 0 });
  });

  it("takes what has happened in one answer and streams what comes after it", async () => {
    const asked = serve(history(1, 2), stream(event(3) + end));

    const { seen } = watch();
    await vi.advanceTimersByTimeAsync(10);

    expect(asked).toEqual([null, "2"]);
    expect(seen).toMatchObject({ ids: [1, 2, 3], ended: true });
  });

  it("asks for no stream of a run that has ended", async () => {
    const asked = serve(() => Response.json({ items: [{ id: 1, type: "ExecutionStarted" }, { id: 2, type: "ExecutionSucceeded" }] }));

    const { seen } = watch();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(asked).toHaveLength(1);
    expect(seen).toMatchObject({ ids: [1, 2], connections: ["connecting", "ended"] });
  });

  it("asks again for what has happened where the first answer is lost", async () => {
    const asked = serve(() => { throw new TypeError("connection refused"); }, history(1), stream(event(2) + end));

    const { seen } = watch();
    await vi.advanceTimersByTimeAsync(5_000);

    expect(asked).toEqual([null, null, "1"]);
    expect(seen.ids).toEqual([1, 2]);
  });

  it("gives up where the server refuses", async () => {
    const asked = serve(() => new Response('{"detail":"no such execution"}', { status: 404 }));

    const { seen } = watch();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(asked).toHaveLength(1);
    expect(seen.refused).toBe(404);
  });

  it("asks no more once it is stopped", async () => {
    const asked = serve(history(1), () => broken(""), stream(event(2)));

    const { seen, stop } = watch();
    await vi.advanceTimersByTimeAsync(1);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(asked).toHaveLength(2);
    expect(seen.ids).toEqual([1]);
  });
});
