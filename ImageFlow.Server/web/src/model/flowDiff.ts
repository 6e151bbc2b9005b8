import type { Json } from "../api/types";

/** What became of a node or a connection from one version of a flow to another. */
export type Change = "same" | "added" | "removed" | "changed" | "moved";

export interface NodeChange {
  readonly id: string;
  readonly name: string;
  readonly change: Change;
  /** The members that differ, as dotted paths with both values; undefined where one side has none. */
  readonly fields: readonly FieldChange[];
}

export interface FieldChange {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export interface FlowDiff {
  readonly nodes: ReadonlyMap<string, NodeChange>;
  /** By `source port target`. */
  readonly edges: ReadonlyMap<string, Exclude<Change, "changed" | "moved">>;
  /** What differs outside the drawing: name, variables, inputs, options. */
  readonly settings: readonly FieldChange[];
}

type Members = { readonly [name: string]: Json };

/** Members that say where something lies or how it is shown; by themselves they change no meaning. */
const layout = /^metadata\.designer\.|^nodeId$/;
const outside = ["name", "description", "variables", "inputs", "outputs", "outcomes", "options", "customProperties"] as const;

/** Compares two Elsa definitions, embedded activities included. */
export function diffFlows(before: Json, after: Json): FlowDiff {
  const [a, b] = [activities(before), activities(after)];
  const nodes = new Map<string, NodeChange>();
  for (const id of new Set([...a.keys(), ...b.keys()])) nodes.set(id, nodeChange(id, a.get(id), b.get(id)));
  const [from, to] = [connections(before), connections(after)];
  const edges = new Map([...new Set([...from, ...to])].map((key) => [key, !from.has(key) ? "added" : !to.has(key) ? "removed" : "same"] as const));
  const settings = outside.flatMap((name) => fieldChanges(members(before)[name], members(after)[name], name));
  return { nodes, edges, settings };
}

export function edgeKey(source: string, port: string | null, target: string): string {
  return `${source} ${port ?? "Done"} ${target}`;
}

/** Whether there is anything to tell of, layout aside. */
export function isSame(diff: FlowDiff): boolean {
  return diff.settings.length === 0 && [...diff.edges.values()].every((change) => change === "same") && [...diff.nodes.values()].every((node) => node.change === "same" || node.change === "moved");
}

function nodeChange(id: string, before: Members | undefined, after: Members | undefined): NodeChange {
  const shown = after ?? before ?? {};
  const name = textOf(members(shown["metadata"])["displayText"]) ?? textOf(shown["name"]) ?? id;
  if (!before) return { id, name, change: "added", fields: [] };
  if (!after) return { id, name, change: "removed", fields: [] };
  const all = fieldChanges(own(before), own(after), "");
  const fields = all.filter((field) => !layout.test(field.path));
  return { id, name, change: fields.length > 0 ? "changed" : all.some((field) => field.path !== "nodeId") ? "moved" : "same", fields };
}

/** An activity without those inside it, which are compared by themselves. */
function own(activity: Members): Members {
  return Object.fromEntries(Object.entries(activity).filter(([name, value]) => name !== "activities" && name !== "connections" && !isActivity(value)));
}

function fieldChanges(before: Json | undefined, after: Json | undefined, path: string): readonly FieldChange[] {
  if (equal(before ?? null, after ?? null)) return [];
  if (!isMembers(before) || !isMembers(after)) return [{ path, before, after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => fieldChanges(before[name], after[name], path === "" ? name : `${path}.${name}`));
}

/** Equal as JSON; null is as good as absent (Elsa writes unset inputs as null). */
export function equal(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item as Json, b[index] as Json));
  if (!isMembers(a) || !isMembers(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => equal(a[name] ?? null, b[name] ?? null));
}

function activities(definition: Json): Map<string, Members> {
  const found = new Map<string, Members>();
  const visit = (value: Json | undefined) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isMembers(value)) {
      if (isActivity(value)) found.set(value["id"] as string, value);
      Object.values(value).forEach(visit);
    }
  };
  visit(members(definition)["root"]);
  return found;
}

function connections(definition: Json): Set<string> {
  const found = new Set<string>();
  const visit = (value: Json | undefined) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isMembers(value)) {
      if (Array.isArray(value["connections"])) for (const each of value["connections"] as readonly Json[]) found.add(connectionKey(members(each)));
      Object.values(value).forEach(visit);
    }
  };
  visit(members(definition)["root"]);
  return found;
}

/** Old files write the ends as plain ids. */
function connectionKey(connection: Members): string {
  const [source, target] = [connection["source"], connection["target"]];
  return isMembers(source)
    ? edgeKey(textOf(source["activity"]) ?? "", textOf(source["port"]) ?? null, textOf(members(target)["activity"]) ?? "")
    : edgeKey(textOf(source) ?? "", textOf(connection["sourcePort"]) ?? null, textOf(target) ?? "");
}

function isActivity(value: Json | undefined): boolean {
  return isMembers(value) && typeof value["type"] === "string" && typeof value["id"] === "string" && !("expression" in value) && !("typeName" in value);
}

function isMembers(value: Json | undefined): value is Members {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function members(value: Json | undefined): Members {
  return isMembers(value) ? value : {};
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
