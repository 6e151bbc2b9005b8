import type { Diagnostic, Json } from "../api/types";
import { isErrorPort } from "./path";

type Members = { [name: string]: Json };

/** A repair of a drawing that follows from a finding without anything left to decide. */
export interface QuickFix {
  readonly kind: "removeConnection" | "waitForAll" | "connect" | "declareObject" | "chooseJsonata";
  /** What is connected to, where something is. */
  readonly target?: string;
  /** The whole definition, repaired. */
  readonly definition: Json;
}

/** The repair of a finding, where exactly one is certain. */
export function quickFixOf(definition: Json, problem: Diagnostic): QuickFix | undefined {
  const copy = structuredClone(definition) as Members;
  const fix = repairs[problem.code]?.(copy, problem);
  return fix && { ...fix, definition: copy };
}

type Repair = (definition: Members, problem: Diagnostic) => Omit<QuickFix, "definition"> | undefined;

const repairs: Readonly<Record<string, Repair>> = {
  // A connection that has no effect: to an activity that is not there, from a port that is not there, or of an error that is never raised.
  FLOW0012: (definition, { pointer }) => {
    const [, list, index] = /^(.*)\/(\d+)$/.exec(pointer) ?? [];
    const connections = list === undefined ? undefined : at(definition, list);
    if (!Array.isArray(connections) || connections[Number(index)] === undefined) return undefined;
    (connections as Json[]).splice(Number(index), 1);
    return { kind: "removeConnection" };
  },
  FLOW0106: (definition, problem) => removeFrom(definition, problem, (port) => problem.ports?.includes(port) ?? false),
  FLOW0119: (definition, problem) => removeFrom(definition, problem, (port) => problem.ports?.includes(port) ?? false),
  // A join that goes on with the first path.
  FLOW0110: (definition, { pointer }) => {
    const activity = membersAt(definition, pointer);
    const name = activity?.["type"] === "Elsa.FlowJoin" ? "mode" : activity?.["type"] === "Elsa.Fork" ? "joinMode" : undefined;
    if (!activity || !name) return undefined;
    const before = asMembers(activity[name]);
    activity[name] = { ...before, typeName: before?.["typeName"] ?? "String", expression: { type: "Literal", value: "WaitAll" } };
    return { kind: "waitForAll" };
  },
  // Errors that nothing catches, where the drawing has one place that deals with errors.
  FLOW0107: (definition, problem) => {
    const found = chartOf(definition, problem.pointer);
    if (!found) return undefined;
    const handled = found.connections.filter((each) => isErrorPort(port(each)) && target(each) !== found.id);
    const own = handled.filter((each) => source(each) === found.id);
    const handler = only((own.length > 0 ? own : handled).map(target));
    return connect(found, problem.ports ?? [], handler);
  },
  FLOW0124: (definition, problem) => {
    const found = chartOf(definition, problem.pointer);
    const error = problem.ports?.[0];
    return found && error !== undefined ? connect(found, [error], only(found.connections.filter((each) => port(each) === error).map(target))) : undefined;
  },
  FLOW0013: (definition, { pointer }) => {
    const variable = membersAt(definition, pointer.replace(/\/typeName$/, ""));
    if (!variable) return undefined;
    variable["typeName"] = "Object";
    return { kind: "declareObject" };
  },
  FLOW0127: (definition) => {
    const properties = asMembers(definition["customProperties"]);
    if (!properties) return undefined;
    properties["imageflow:queryLanguage"] = "jsonata";
    return { kind: "chooseJsonata" };
  },
};

interface Chart {
  readonly id: string;
  readonly connections: Json[];
  readonly nameOf: (id: string) => string;
}

/** The flowchart around an activity. */
function chartOf(definition: Members, pointer: string): Chart | undefined {
  const id = membersAt(definition, pointer)?.["id"];
  const container = membersAt(definition, pointer.replace(/\/activities\/\d+$/, ""));
  const connections = container?.["connections"];
  if (typeof id !== "string" || !Array.isArray(connections)) return undefined;
  const nameOf = (wanted: string) => {
    const activity = asList(container?.["activities"]).map(asMembers).find((each) => each?.["id"] === wanted);
    const shown = asMembers(activity?.["metadata"])?.["displayText"] ?? activity?.["name"];
    return typeof shown === "string" && shown !== "" ? shown : wanted;
  };
  return { id, connections: connections as Json[], nameOf };
}

function removeFrom(definition: Members, problem: Diagnostic, isStray: (port: string) => boolean): Omit<QuickFix, "definition"> | undefined {
  const chart = chartOf(definition, problem.pointer);
  const stray = chart?.connections.filter((each) => source(each) === chart.id && isStray(port(each) ?? "")) ?? [];
  if (!chart || stray.length === 0) return undefined;
  for (const each of stray) chart.connections.splice(chart.connections.indexOf(each), 1);
  return { kind: "removeConnection" };
}

function connect(chart: Chart, ports: readonly string[], handler: string | undefined): Omit<QuickFix, "definition"> | undefined {
  const free = ports.filter((each) => !chart.connections.some((known) => source(known) === chart.id && port(known) === each));
  if (handler === undefined || handler === chart.id || free.length === 0) return undefined;
  for (const each of free) chart.connections.push({ source: { activity: chart.id, port: each }, target: { activity: handler, port: "In" } });
  return { kind: "connect", target: chart.nameOf(handler) };
}

function only(values: readonly string[]): string | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

// Old files write the ends of a connection as plain ids.
function source(connection: Json): string {
  const end = asMembers(connection)?.["source"];
  return String(asMembers(end)?.["activity"] ?? end ?? "");
}

function target(connection: Json): string {
  const end = asMembers(connection)?.["target"];
  return String(asMembers(end)?.["activity"] ?? end ?? "");
}

function port(connection: Json): string | null {
  const members = asMembers(connection);
  const name = asMembers(members?.["source"])?.["port"] ?? members?.["sourcePort"];
  return typeof name === "string" ? name : null;
}

function at(value: Json, pointer: string): Json | undefined {
  let found: Json | undefined = value;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    found = found !== null && typeof found === "object" ? (found as Members)[name] : undefined;
  }
  return found;
}

const membersAt = (value: Json, pointer: string) => asMembers(at(value, pointer));
const asList = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

function asMembers(value: Json | undefined): Members | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Members) : undefined;
}
