import { useEffect, useState, type RefObject } from "react";
import type { Json } from "../api/types";

/** What the page around Elsa Studio tells its parent window. */
export interface StudioMessage {
  readonly type: "ready" | "saved" | "published" | "started" | "conflict" | "selected";
  readonly definitionId?: string;
  readonly executionId?: string;
  /** The findings that kept a publication from being made. */
  readonly refused?: readonly string[];
  /** Of a conflict: the drawing that was not saved. */
  readonly mine?: Json;
  /** The node that a person clicked. */
  readonly nodeId?: string;
}

/** Hears the designer in the frame, and no other window; the answer is whether it is ready. */
export function useStudio(frame: RefObject<HTMLIFrameElement | null>, onMessage: (message: StudioMessage) => void): boolean {
  const [ready, setReady] = useState(false);

  useEffect(() => {
    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin !== location.origin || event.source !== frame.current?.contentWindow) return;
      const data = event.data as (StudioMessage & { source?: string }) | null;
      if (data?.source !== "imageflow-studio") return;
      if (data.type === "ready") setReady(true);
      onMessage(data);
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, [frame, onMessage]);

  return ready;
}
