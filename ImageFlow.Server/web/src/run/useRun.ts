import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { getExecution } from "../api/executions";
import type { ExecutionDetail, HistoryEvent } from "../api/types";
import { watchExecution, type Connection } from "../api/watchExecution";
import { useResource } from "../app/useResource";
import { Moments, type Run } from "../model/run";

export interface LiveRun {
  readonly run: Run;
  /** The run as it stood after so many events. */
  readonly at: (count: number) => Run;
  readonly history: readonly HistoryEvent[];
  readonly execution: ExecutionDetail | undefined;
  readonly connection: Connection;
  readonly error: unknown;
  /** Follows the history again, after a redrive. */
  readonly restart: () => void;
}

/** Milliseconds between two looks at what has arrived: a live history is read in a few steps, not once per event. */
const gatherFor = 60;
/** Milliseconds between two questions for the files made so far. */
const askEvery = 400;

/** Follows an execution: its history as it arrives, and what the server says of it and its files whenever a step has ended. */
export function useRun(id: string): LiveRun {
  const [history, setHistory] = useState<readonly HistoryEvent[]>([]);
  const [connection, setConnection] = useState<Connection>("connecting");
  const [refused, setRefused] = useState<unknown>();
  const [round, setRound] = useState(0);
  const moments = useMemo(() => new Moments(), []);
  const run = useMemo(() => moments.at(history), [moments, history]);

  useEffect(() => {
    let pending: HistoryEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let first = true;
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
        if (first) take();
        else timer ??= setTimeout(take, gatherFor);
        first = false;
      },
      onConnection: setConnection,
      onRefused: setRefused,
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [id, round]);

  // Asked again when steps have ended, but not for each single one; and when the run has ended since it was asked.
  const [asked, setAsked] = useState(0);
  const { data, error } = useResource(`${id} ${round} ${asked}`, (signal) => getExecution(id, signal));
  const [shown, setShown] = useState<ExecutionDetail>();
  useEffect(() => {
    if (data) setShown(data);
  }, [data]);
  const execution = data ?? shown;

  const latest = useRef({ run, seen: 0 });
  latest.current.run = run;
  useEffect(() => {
    const timer = setInterval(() => {
      const { run: current, seen } = latest.current;
      if (current.status !== "RUNNING") return;
      const ended = current.visits.filter((visit) => visit.exitedAt).length;
      if (ended === seen) return;
      latest.current.seen = ended;
      setAsked((count) => count + 1);
    }, askEvery);
    return () => clearInterval(timer);
  }, []);
  const isOutdated = run.status !== "RUNNING" && execution !== undefined && execution.status !== run.status;
  useEffect(() => {
    if (isOutdated) setAsked((count) => count + 1);
  }, [isOutdated, run.status]);

  const restart = useCallback(() => setRound((count) => count + 1), []);
  const at = useCallback((count: number) => moments.at(history, count), [moments, history]);
  return { run, at, history, execution, connection, error: refused ?? (shown ? undefined : error), restart };
}
