import type { FlowEdge, FlowNode, Json } from "../api/types";

type Members = { readonly [name: string]: Json };

/** The nodes and connections of a definition's outermost flowchart, in the designer's places. */
export function readDrawing(definition: Json): { readonly nodes: readonly FlowNode[]; readonly edges: readonly FlowEdge[] } {
  const root = members(members(definition)["root"]);
  return { nodes: list(root["activities"]).map(node), edges: list(root["connections"]).map(edge) };
}

function node(activity: Members): FlowNode {
  const metadata = members(activity["metadata"]);
  const designer = members(metadata["designer"]);
  const [position, size] = [members(designer["position"]), members(designer["size"])];
  return {
    id: text(activity["id"]) ?? "", name: text(metadata["displayText"]) ?? text(activity["name"]) ?? null, type: text(activity["type"]) ?? "",
    x: number(position["x"]), y: number(position["y"]), w: number(size["width"]), h: number(size["height"]),
  };
}

function edge(connection: Members): FlowEdge {
  const [source, target] = [connection["source"], connection["target"]];
  return typeof source === "string"
    ? { source, sourcePort: text(connection["sourcePort"]) ?? null, target: text(target) ?? "" }
    : { source: text(members(source)["activity"]) ?? "", sourcePort: text(members(source)["port"]) ?? null, target: text(members(target)["activity"]) ?? "" };
}

function members(value: Json | undefined): Members {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Members) : {};
}

function list(value: Json | undefined): readonly Members[] {
  return Array.isArray(value) ? value.map((item) => members(item as Json)) : [];
}

const text = (value: Json | undefined) => (typeof value === "string" && value !== "" ? value : undefined);
const number = (value: Json | undefined) => (typeof value === "number" ? value : 0);
