import { useMemo } from "react";
import type { FlowEdge, FlowNode } from "../api/types";
import { boundsOf, edgePath, placeNodes } from "../model/drawing";
import { isErrorPort } from "../model/path";
import "./miniature.css";

interface MiniatureProps {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly label: string;
}

/** A flow as a small picture: boxes and lines in the designer's places, without words. */
export function Miniature({ nodes, edges, label }: MiniatureProps) {
  const { places, view } = useMemo(() => {
    const placed = placeNodes(nodes, edges);
    const bounds = boundsOf([...placed.values()]);
    // At least as wide as four nodes, so that a flow of one node is not shown as one huge box.
    const width = Math.max(bounds.w, 640);
    const height = Math.max(bounds.h, 200);
    const left = bounds.x - (width - bounds.w) / 2;
    const top = bounds.y - (height - bounds.h) / 2;
    return { places: placed, view: `${left - 24} ${top - 24} ${width + 48} ${height + 48}` };
  }, [nodes, edges]);

  return (
    <svg className="miniature" viewBox={view} role="img" aria-label={label} preserveAspectRatio="xMidYMid meet">
      {edges.map((edge, index) => {
        const from = places.get(edge.source);
        const to = places.get(edge.target);
        return from && to && <path key={index} className={isErrorPort(edge.sourcePort) ? "miniature-edge error" : "miniature-edge"} d={edgePath(from, to)} />;
      })}
      {nodes.map((node) => {
        const box = places.get(node.id);
        return box && <rect key={node.id} className={node.type.startsWith("ImageFlow.") ? "miniature-node ours" : "miniature-node"} x={box.x} y={box.y} width={box.w} height={box.h} rx={10} />;
      })}
    </svg>
  );
}
