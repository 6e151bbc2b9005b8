import { useCallback, useEffect, useState } from "react";

export interface Resource<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly reload: () => void;
}

/** Loads what `load` gives for a key, again whenever the key changes or `reload` is called; the last data stay until the new ones are there. */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: unknown }>({ key });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (data) => setState({ key, data }),
      (error: unknown) => {
        if (!abort.signal.aborted) setState((before) => (before.key === key && before.data !== undefined ? { key, data: before.data, error } : { key, error }));
      },
    );
    return () => abort.abort();
    // `load` is made anew at each rendering; its key says when it means something else.
  }, [key, round]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  const current = state.key === key ? state : { key };
  return { data: "data" in current ? current.data : undefined, error: "error" in current ? current.error : undefined, reload };
}

/** Calls `tick` at an interval while the page is visible, and once when it becomes visible again. */
export function useInterval(milliseconds: number, tick: () => void): void {
  useEffect(() => {
    const whenVisible = () => {
      if (document.visibilityState === "visible") tick();
    };
    const timer = setInterval(whenVisible, milliseconds);
    document.addEventListener("visibilitychange", whenVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", whenVisible);
    };
  }, [milliseconds, tick]);
}

/** The current time in milliseconds, renewed at an interval while `active`. */
export function useNow(milliseconds: number, active = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => setNow(Date.now()), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds, active]);
  return now;
}
