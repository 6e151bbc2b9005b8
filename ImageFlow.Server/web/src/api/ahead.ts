import { drawingPath, executionPath, historyPath } from "./executions";

/** Answers that were asked for before the page that shows them was there. */
const asked = new Map<string, Promise<Response>>();

/** Asks for what the page of a run shows while the page itself is still on its way. */
export function askForRun(id: string): void {
  for (const path of [historyPath(id), executionPath(id), drawingPath(id)]) {
    const answer = fetch(path, { headers: { Accept: "application/json" } });
    // What fails here is asked for, and told, again by who takes it.
    answer.catch(() => asked.delete(path));
    asked.set(path, answer);
  }
}

/** The answer that was asked for ahead, once: whoever asks for the same again gets a new one. */
export function takeAhead(path: string): Promise<Response> | undefined {
  const answer = asked.get(path);
  asked.delete(path);
  return answer;
}
