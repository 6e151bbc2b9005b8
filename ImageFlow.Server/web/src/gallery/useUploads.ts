import { useCallback, useEffect, useRef, useState } from "react";
import { askRun, uploadImage, type GalleryConfig } from "../api/gallery";
import { errorText } from "../app/toasts";
import { readFailure } from "../model/failure";

export interface UploadState {
  readonly id: number;
  readonly file: File;
  readonly phase: "sending" | "processing" | "done" | "failed" | "cancelled";
  /** 0 to 1. */
  readonly part: number;
  readonly why?: string;
}

/** How many files travel at once. */
const atOnce = 3;
/** Milliseconds between two questions for a run's end. */
const askEvery = 500;
let nextId = 1;

/** Uploads several files, a few at a time; each can be cancelled and tried again. */
export function useUploads(config: GalleryConfig | undefined, onDone: () => void) {
  const [uploads, setUploads] = useState<readonly UploadState[]>([]);
  const controls = useRef(new Map<number, AbortController>());
  const queue = useRef<UploadState[]>([]);
  const active = useRef(0);
  const change = useCallback((id: number, to: Partial<UploadState>) => setUploads((all) => all.map((each) => (each.id === id ? { ...each, ...to } : each))), []);

  const work = useCallback(async (settings: GalleryConfig, upload: UploadState): Promise<void> => {
    const abort = new AbortController();
    controls.current.set(upload.id, abort);
    try {
      const { executionId } = await uploadImage(settings, upload.file, (part) => change(upload.id, { part }), abort.signal);
      change(upload.id, { part: 1, phase: executionId ? "processing" : "done" });
      while (executionId) {
        const run = await askRun(settings, executionId, abort.signal);
        if (run.status === "SUCCEEDED") return change(upload.id, { phase: "done" });
        if (run.status !== "RUNNING") {
          const failure = readFailure(run.error, run.cause);
          return change(upload.id, { phase: "failed", why: failure.message || failure.error || run.status });
        }
        await new Promise((resolve) => setTimeout(resolve, askEvery));
      }
    } catch (error) {
      change(upload.id, abort.signal.aborted ? { phase: "cancelled" } : { phase: "failed", why: errorText(error) });
    } finally {
      controls.current.delete(upload.id);
    }
  }, [change]);

  const pump = useCallback(() => {
    while (config && active.current < atOnce) {
      const next = queue.current.shift();
      if (!next) return;
      active.current++;
      void work(config, next).finally(() => {
        active.current--;
        onDone();
        pump();
      });
    }
  }, [config, onDone, work]);

  // Files that were dropped before the page knew where to send them.
  useEffect(pump, [pump]);

  const add = useCallback((files: readonly File[]) => {
    const added = files.map((file) => ({ id: nextId++, file, phase: "sending", part: 0 }) as const);
    setUploads((all) => [...all, ...added]);
    queue.current.push(...added);
    pump();
  }, [pump]);

  const cancel = useCallback((id: number) => {
    queue.current = queue.current.filter((each) => each.id !== id);
    controls.current.get(id)?.abort();
    change(id, { phase: "cancelled" });
  }, [change]);

  const again = useCallback((upload: UploadState) => {
    setUploads((all) => all.filter((each) => each.id !== upload.id));
    add([upload.file]);
  }, [add]);

  const clear = useCallback(() => setUploads((all) => all.filter((each) => each.phase === "sending" || each.phase === "processing")), []);
  return { uploads, add, cancel, again, clear };
}
