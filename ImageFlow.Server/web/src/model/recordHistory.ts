import type { HistoryEvent, Json } from "../api/types";

type Details = NonNullable<HistoryEvent["details"]>;

/** Writes histories as Step Functions does, for tests. Each call adds one event and answers its id; time advances by 10 ms an event. */
export function recordHistory() {
  const events: HistoryEvent[] = [];
  let last = 0;

  function add(type: string, details: Details = {}, after = last, nodeId?: string): number {
    const id = events.length + 1;
    const timestamp = new Date(Date.UTC(2026, 0, 1) + id * 10).toISOString();
    events.push({ id, previousEventId: after, type, timestamp, details, ...(nodeId === undefined ? {} : { nodeId }) });
    last = id;
    return id;
  }

  const enter = (kind: string, name: string, after?: number, nodeId: string | undefined = name, input: Json = {}) =>
    add(`${kind}StateEntered`, { name, input: JSON.stringify(input) }, after, nodeId);
  const exit = (kind: string, name: string, after?: number, output: Json = {}) =>
    add(`${kind}StateExited`, { name, output: JSON.stringify(output) }, after);

  return {
    events, add, enter, exit,
    /** A task that succeeds after so many failed attempts. */
    task(name: string, { after, fails = 0, nodeId, input, output }: { after?: number; fails?: number; nodeId?: string; input?: Json; output?: Json } = {}): number {
      enter("Task", name, after, nodeId, input);
      for (let attempt = 0; attempt < fails; attempt++) {
        add("TaskScheduled");
        add("TaskStarted");
        add("TaskFailed", { error: "Busy", cause: "try later" });
      }
      add("TaskScheduled");
      add("TaskStarted");
      add("TaskSucceeded");
      return exit("Task", name, undefined, output);
    },
    start: () => add("ExecutionStarted", { input: '{"key":"a"}' }, 0),
    succeed: () => add("ExecutionSucceeded", { output: '{"done":true}' }),
    fail: (error: string, cause: string, after?: number) => add("ExecutionFailed", { error, cause }, after),
  };
}
