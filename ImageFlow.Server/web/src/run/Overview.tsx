import { memo } from "react";
import type { FlowEdge } from "../api/types";
import type { Box } from "../model/drawing";
import type { NodeState } from "../model/nodes";
import { boxesByTone, edgesByKind } from "../model/overview";

interface OverviewProps {
  readonly edges: readonly FlowEdge[];
  readonly places: ReadonlyMap<string, Box>;
  readonly states: ReadonlyMap<string, NodeState>;
  readonly taken: ReadonlyMap<FlowEdge, number>;
  readonly headHeight: number;
  readonly selected: Box | undefined;
}

/** A large drawing seen from afar: boxes in the colours of their states, without words, in a handful of shapes. */
export const Overview = memo(function Overview({ edges, places, states, taken, headHeight, selected }: OverviewProps) {
  return (
    <svg className="run-edges" aria-hidden="true">
      {[...edgesByKind(edges, places, taken, headHeight)].map(([kind, path]) => <g key={kind} className={kind}><path d={path} /></g>)}
      {[...boxesByTone(places, states)].map(([tone, path]) => <path key={tone} className="far-node" data-tone={tone} d={path} />)}
      {selected && <rect className="far-selected" x={selected.x - 4} y={selected.y - 4} width={selected.w + 8} height={selected.h + 8} rx={10} />}
    </svg>
  );
});
