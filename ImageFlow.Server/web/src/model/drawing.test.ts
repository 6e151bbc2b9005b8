import { describe, expect, it } from "vitest";
import type { FlowNode } from "../api/types";
import { boundsOf, placeNodes } from "./drawing";

const node = (id: string, x = 0, y = 0): FlowNode => ({ id, name: id, type: "T", x, y, w: 160, h: 50 });

function overlaps(boxes: readonly { x: number; y: number; w: number; h: number }[]): number {
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)).length;
}

describe("placeNodes", () => {
  it("puts nodes that were never placed in columns along the connections", () => {
    const nodes = [node("a"), node("b"), node("c"), node("d")];
    const edges = [["a", "b"], ["a", "c"], ["b", "d"], ["c", "d"], ["d", "a"]].map(([source = "", target = ""]) => ({ source, sourcePort: "Done", target }));

    const places = placeNodes(nodes, edges);

    expect(overlaps([...places.values()])).toBe(0);
    expect(places.get("b")?.x).toBe(places.get("c")?.x);
  });
});

describe("boundsOf", () => {
  it("encloses all boxes, negative places included", () => {
    expect(boundsOf([{ x: -10, y: -20, w: 30, h: 40 }, { x: 100, y: 0, w: 10, h: 10 }])).toEqual({ x: -10, y: -20, w: 120, h: 40 });
  });
});
