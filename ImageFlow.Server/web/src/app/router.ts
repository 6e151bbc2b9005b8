import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const notify = () => listeners.forEach((listener) => listener());

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener("popstate", notify);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("popstate", notify);
  };
}

/** The current path and query, as one string; components that call it render again when it changes. */
export function useLocation(): string {
  return useSyncExternalStore(subscribe, () => location.pathname + location.search);
}

export function navigate(path: string, replace = false): void {
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  notify();
}

export const paths = {
  flows: "/",
  flow: (id: string) => `/flows/${encodeURIComponent(id)}`,
  runs: (flowId?: string) => (flowId === undefined ? "/runs" : `/runs?flow=${encodeURIComponent(flowId)}`),
  run: (id: string) => `/runs/${encodeURIComponent(id)}`,
  versions: (id: string, before?: number, after?: number) => `/flows/${encodeURIComponent(id)}/versions${before === undefined ? "" : `?before=${before}&after=${after ?? before}`}`,
  compareRuns: (first: string, second?: string) => `/compare?a=${encodeURIComponent(first)}${second === undefined ? "" : `&b=${encodeURIComponent(second)}`}`,
  inbox: "/inbox",
  gallery: "/gallery",
};

export type Route =
  | { readonly page: "flows" }
  | { readonly page: "draw"; readonly id: string }
  | { readonly page: "runs"; readonly query: URLSearchParams }
  | { readonly page: "run"; readonly id: string }
  | { readonly page: "versions"; readonly id: string; readonly query: URLSearchParams }
  | { readonly page: "compare"; readonly query: URLSearchParams }
  | { readonly page: "inbox" }
  | { readonly page: "gallery" }
  | { readonly page: "unknown" };

export function readRoute(pathAndQuery: string): Route {
  const url = new URL(pathAndQuery, "http://page");
  const [first, second, ...more] = url.pathname.split("/").filter((part) => part !== "").map(decode);
  if (first === "flows" && second !== undefined && more.length === 1 && more[0] === "versions") return { page: "versions", id: second, query: url.searchParams };
  if (more.length > 0) return { page: "unknown" };
  if (second === undefined && first === "compare") return { page: "compare", query: url.searchParams };
  if (second === undefined && (first === "inbox" || first === "gallery")) return { page: first };
  if (first === undefined) return { page: "flows" };
  if (first === "flows" && second !== undefined) return { page: "draw", id: second };
  if (first === "runs") return second === undefined ? { page: "runs", query: url.searchParams } : { page: "run", id: second };
  return { page: "unknown" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign: take the part as it stands.
    return part;
  }
}
