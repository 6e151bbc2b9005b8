import type { Json } from "../api/types";
import type { Run } from "./run";
import type { Visit } from "./visit";

/**
 * The variables as a state found them: what the states before it set, in its own scope (branch, iteration) and in those around it. A name that an inner scope
 * set hides the outer one, as in the language (Amazon States Language, Variables: scope).
 */
export function variablesAt(run: Run, visit: Visit): ReadonlyMap<string, Json> {
  const scopes: Visit[] = [];
  for (let each: Visit | undefined = visit; each; each = each.parent) scopes.unshift(each);
  const found = new Map<string, Json>();
  for (const inner of scopes) {
    const before = run.visits.filter((each) => each.assigned && each.exitedBy !== undefined && each.exitedBy < inner.id && each.parent === inner.parent && each.iteration === inner.iteration);
    for (const each of before.sort((a, b) => (a.exitedBy ?? 0) - (b.exitedBy ?? 0))) for (const [name, value] of Object.entries(each.assigned ?? {})) found.set(name, value);
  }
  return found;
}
