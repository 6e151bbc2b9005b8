import { navigate, paths } from "./router";

/** Runs that were started on this page: how they end is news, also when they ended before their page was there. */
const begun = new Set<string>();

/** Opens the page of a run that was just started here. */
export function showBegun(id: string): void {
  begun.add(id);
  navigate(paths.run(id));
}

export function wasBegunHere(id: string): boolean {
  return begun.has(id);
}
