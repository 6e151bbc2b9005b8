import { useSyncExternalStore } from "react";
import { ApiError } from "../api/request";
import { Icon } from "../controls/Icon";
import { strings } from "../strings/strings";

export interface Toast {
  readonly id: number;
  readonly tone: "failed" | "done" | "running";
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  listeners.forEach((listener) => listener());
}

export function dismissToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

/** Shows a sentence in the corner; errors stay until dismissed, the rest for eight seconds. */
export function showToast(tone: Toast["tone"], text: string, action?: Toast["action"]): number {
  const id = nextId++;
  set([...toasts.slice(-3), { id, tone, text, action }]);
  if (tone !== "failed") setTimeout(() => dismissToast(id), 8_000);
  return id;
}

export function showError(error: unknown): void {
  showToast("failed", errorText(error));
}

/** What to tell a person about an error that reached the page. */
export function errorText(error: unknown): string {
  return error instanceof ApiError && error.message ? error.message : strings.unexpected;
}

export function Toasts() {
  const shown = useSyncExternalStore((listener) => (listeners.add(listener), () => listeners.delete(listener)), () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div className="toast" key={toast.id} data-tone={toast.tone}>
          <Icon name={toast.tone} />
          <span className="grow">{toast.text}</span>
          {toast.action && (
            <button className="button quiet" onClick={() => (dismissToast(toast.id), toast.action?.run())}>{toast.action.label}</button>
          )}
          <button className="button quiet icon" aria-label={strings.dismiss} onClick={() => dismissToast(toast.id)}><Icon name="close" /></button>
        </div>
      ))}
    </div>
  );
}
