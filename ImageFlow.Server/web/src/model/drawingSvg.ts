import type { FlowEdge, FlowNode } from "../api/types";
import { boundsOf, edgePath, placeNodes } from "./drawing";
import type { NodeState } from "./nodes";
import { isErrorPort } from "./path";
import { activityName } from "./words";

const margin = 32;
/** Pixels of a letter of the names, on average. */
const letter = 7.6;
const colours: Record<string, string> = {
  idle: "#868f9b", running: "#2259b8", retrying: "#2259b8", done: "#1c7444", retried: "#865608", caught: "#865608", failed: "#b8302a", waiting: "#6746b4", stopped: "#59626e",
};

/** A drawing as one SVG document that stands alone: no script, no style sheet, no picture from elsewhere; every name is escaped. */
export function drawingSvg(title: string, nodes: readonly FlowNode[], edges: readonly FlowEdge[], states: ReadonlyMap<string, NodeState> = new Map()): string {
  const places = placeNodes(nodes, edges);
  const bounds = boundsOf([...places.values()]);
  const [width, height] = [bounds.w + 2 * margin, bounds.h + 2 * margin];
  const lines = edges.map((edge) => {
    const [from, to] = [places.get(edge.source), places.get(edge.target)];
    if (!from || !to) return "";
    return `<path d="${edgePath(from, to)}" fill="none" stroke="${isErrorPort(edge.sourcePort) ? "#b8302a" : "#868f9b"}" stroke-width="1.5"${isErrorPort(edge.sourcePort) ? ' stroke-dasharray="4 4"' : ""}/>`;
  });
  const boxes = nodes.map((node) => {
    const box = places.get(node.id);
    if (!box) return "";
    const colour = colours[states.get(node.id)?.status ?? "idle"] ?? "#868f9b";
    const name = cut(node.name ?? activityName(node.type), Math.max(3, Math.floor((box.w - 24) / letter)));
    return `<g><rect x="${box.x}" y="${box.y}" width="${box.w}" height="${box.h}" rx="8" fill="#ffffff" stroke="${colour}" stroke-width="${states.has(node.id) ? 2.5 : 1.5}"/>`
      + `<text x="${box.x + 12}" y="${box.y + Math.min(box.h / 2 + 5, 30)}" font-family="system-ui, sans-serif" font-size="13" font-weight="600" fill="#1b1f24">${escape(name)}</text></g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${bounds.x - margin} ${bounds.y - margin} ${width} ${height}"><title>${escape(title)}</title>`
    + `<rect x="${bounds.x - margin}" y="${bounds.y - margin}" width="${width}" height="${height}" fill="#f4f5f7"/>${lines.join("")}${boxes.join("")}</svg>\n`;
}

function cut(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}

/** Text for XML; what XML 1.0 cannot hold at all is left out. */
function escape(text: string): string {
  return [...text].filter((sign) => sign >= " " && !/[\ufffe\uffff\ud800-\udfff]/u.test(sign)).join("").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
