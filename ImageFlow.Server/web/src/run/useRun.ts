import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { getExecution } from "../api/executions";
import type { ExecutionDetail, HistoryEvent } from "../api/types";
import { watchExecution, type Connection } from "../api/watchExecution";
import { useResource } from "../app/useResource";
import { readRun, type Run } from "../model/run";

export interface LiveRun {
  readonly run: Run;
  readonly history: readonly HistoryEvent[];
  readonly execution: ExecutionDetail | undefined;
  readonly connection: Connection;
  readonly error: unknown;
  /** Follows the history again, after a redrive. */
  readonly restart: () => void;
}

/** Milliseconds between two looks at what has arrived: a long history is read in a few steps, not once per event. */
const gatherFor = 60;
/** Milliseconds between two questions for the files made so far. */
const askEvery = 400;

/** Follows an execution: its history as it arrives, and what the server says of it and its files whenever a step has ended. */
export function useRun(id: string): LiveRun {
  const [history, setHistory] = useState<readonly HistoryEvent[]>([]);
  const [connection, setConnection] = useState<Connection>("connecting");
  const [refused, setRefused] = useState<unknown>();
  const [round, setRound] = useState(0);
  const run = useMemo(() => readRun(history), [history]);

  useEffect(() => {
    let pending: HistoryEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = () => {
      timer = undefined;
      const arrived = pending;
      pending = [];
      if (arrived.length > 0) setHistory((before) => [...before, ...arrived]);
    };
    setHistory([]);
    setRefused(undefined);
    const stop = watchExecution(id, {
      onMessages(messages) {
        for (const message of messages) if (message.kind === "history") pending.push(message.event);
        timer ??= setTimeout(take, gatherFor);
      },
      onConnection: setConnection,
      onRefused: setRefused,
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [id, round]);

  // Asked again when steps have ended, but not for each single one.
  const ended = useRef(0);
  ended.current = useMemo(() => run.visits.filter((visit) => visit.exitedAt).length, [run]);
  const [seen, setSeen] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeen(ended.current), askEvery);
    return () => clearInterval(timer);
  }, []);
  const { data: execution, error } = useResource(`${id} ${round} ${seen} ${run.status}`, (signal) => getExecution(id, signal));
  const [shown, setShown] = useState<ExecutionDetail>();
  useEffect(() => {
    if (execution) setShown(execution);
  }, [execution]);

  const restart = useCallback(() => setRound((count) => count + 1), []);
  return { run, history, execution: execution ?? shown, connection, error: refused ?? (shown ? undefined : error), restart };
}
