import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const stored = "imageflow.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function read(): Theme {
  const chosen = localStorage.getItem(stored);
  return chosen === "light" || chosen === "dark" ? chosen : system.matches ? "dark" : "light";
}

function apply(): void {
  const chosen = localStorage.getItem(stored);
  if (chosen === null) delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
  listeners.forEach((listener) => listener());
}

/** Sets the remembered look before the first rendering. */
export function startTheme(): void {
  apply();
  system.addEventListener("change", apply);
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore((listener) => (listeners.add(listener), () => listeners.delete(listener)), read);
  return [theme, (next) => {
    localStorage.setItem(stored, next);
    apply();
  }];
}
