import type { FlowEdge, FlowNode } from "../api/types";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Sizes that the designer gives a node which it has not measured yet. */
const defaultWidth = 160;
const defaultHeight = 52;

export function boxOf(node: FlowNode): Box {
  return { x: node.x, y: node.y, w: node.w || defaultWidth, h: node.h || defaultHeight };
}

export function boundsOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, w: 1, h: 1 };
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.w));
  const bottom = Math.max(...boxes.map((box) => box.y + box.h));
  return { x, y, w: Math.max(1, right - x), h: Math.max(1, bottom - y) };
}

/** Places every node; nodes that were never placed (all at one point) are put in columns by their distance from the start. */
export function placeNodes(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): ReadonlyMap<string, Box> {
  const places = new Set(nodes.map((node) => `${node.x},${node.y}`));
  if (nodes.length < 2 || places.size > 1) return new Map(nodes.map((node) => [node.id, boxOf(node)]));
  const columns = columnsOf(nodes, edges);
  const filled = new Map<number, number>();
  return new Map(nodes.map((node) => {
    const column = columns.get(node.id) ?? 0;
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    return [node.id, { ...boxOf(node), x: column * (defaultWidth + 80), y: row * (defaultHeight + 60) }];
  }));
}

/** The longest way from a node without a predecessor; loops are cut by the number of rounds. */
function columnsOf(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): ReadonlyMap<string, number> {
  const columns = new Map(nodes.map((node) => [node.id, 0]));
  for (let round = 0; round < nodes.length; round++) {
    let moved = false;
    for (const { source, target } of edges) {
      const least = (columns.get(source) ?? 0) + 1;
      if ((columns.get(target) ?? least) < least && least < nodes.length) {
        columns.set(target, least);
        moved = true;
      }
    }
    if (!moved) break;
  }
  return columns;
}

/** A connection from the right side of one box to the left side of another, as an SVG path. */
export function edgePath(from: Box, to: Box, headline = from.h): string {
  const x1 = from.x + from.w;
  const y1 = from.y + headline / 2;
  const x2 = to.x;
  const y2 = to.y + Math.min(headline, to.h) / 2;
  const bend = Math.max(28, Math.abs(x2 - x1) / 2);
  return x2 >= x1
    ? `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
    : `M${x1} ${y1}C${x1 + 60} ${y1} ${x1 + 60} ${(y1 + y2) / 2} ${(x1 + x2) / 2} ${(y1 + y2) / 2}S${x2 - 60} ${y2} ${x2} ${y2}`;
}
