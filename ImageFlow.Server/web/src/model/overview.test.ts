import { describe, expect, it } from "vitest";
import type { FlowEdge } from "../api/types";
import type { Box } from "./drawing";
import type { NodeState } from "./nodes";
import { boxesByTone, edgesByKind, nodeAt, nodesIn } from "./overview";

const places = new Map<string, Box>([["a", { x: 0, y: 0, w: 10, h: 5 }], ["b", { x: 100, y: 0, w: 10, h: 5 }], ["c", { x: 200, y: 50, w: 10, h: 5 }]]);
const state = (nodeId: string, status: NodeState["status"]): [string, NodeState] => [nodeId, { nodeId, status, count: 1, failed: 0, attempts: 0, retries: 0, duration: 0, visits: [] }];

describe("an overview", () => {
  it("has one path for each state, of all boxes in it", () => {
    const paths = boxesByTone(places, new Map([state("a", "done"), state("c", "done")]));
    expect([...paths.keys()].sort()).toEqual(["done", "idle"]);
    expect(paths.get("done")).toBe("M0 0h10v5h-10zM200 50h10v5h-10z");
  });

  it("has one path for each kind of connection, those taken last", () => {
    const edges: FlowEdge[] = [{ source: "a", sourcePort: "Done", target: "b" }, { source: "b", sourcePort: "Done", target: "c" }, { source: "a", sourcePort: "CorruptImageError", target: "c" }];
    const paths = edgesByKind(edges, places, new Map([[edges[0] as FlowEdge, 1]]), 5);
    expect([...paths.keys()]).toEqual(["edge", "edge error", "edge taken"]);
    expect(paths.get("edge taken")).toMatch(/^M10 2\.5C/);
  });

  it("knows the nodes of a view and the node at a point", () => {
    expect([...nodesIn(places, { x: 5, y: 0, w: 100, h: 20 })]).toEqual(["a", "b"]);
    expect(nodeAt(places, 205, 52)).toBe("c");
    expect(nodeAt(places, 50, 2)).toBeUndefined();
  });
});
