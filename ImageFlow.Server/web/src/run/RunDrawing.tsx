import { memo, useMemo, useRef, type ReactNode } from "react";
import type { FlowEdge, FlowNode } from "../api/types";
import { Icon } from "../controls/Icon";
import { boundsOf, edgePath, placeNodes, type Box } from "../model/drawing";
import type { NodeState } from "../model/nodes";
import { isErrorPort } from "../model/path";
import type { NodePictures } from "../model/pictures";
import { spread } from "../model/spread";
import { activityName, duration } from "../model/words";
import { usePanZoom } from "../drawing/usePanZoom";
import { strings } from "../strings/strings";
import { PictureStrip } from "./PictureStrip";
import "./drawing.css";

interface RunDrawingProps {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly states: ReadonlyMap<string, NodeState>;
  readonly taken: ReadonlyMap<FlowEdge, number>;
  readonly pictures: ReadonlyMap<string, NodePictures>;
  readonly selected: string | undefined;
  readonly onSelect: (nodeId: string) => void;
  /** What stands below the drawing. */
  readonly footer: ReactNode;
}

/** Steps that do something with pictures or services are shown wider than those that only steer the flow. */
const stepWidth = 188;
const steeringWidth = 144;
const headHeight = 56;
const pictureHeight = 76;
const across = 40;
const down = 28;
/** Pixels of a port's name, on average, per letter. */
const letter = 7.5;
/** Letters of a port's name that get room between its nodes. */
const longestLabel = 12;

/** The flow in the designer's arrangement, with the state of the run on each node. */
export function RunDrawing({ nodes, edges, states, taken, pictures, selected, onSelect, footer }: RunDrawingProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plane = useRef<HTMLDivElement>(null);
  const withPictures = nodes.filter((node) => pictures.has(node.id)).map((node) => node.id).join("\n");
  const places = useMemo(() => {
    const shown = new Set(withPictures.split("\n"));
    const sizes = new Map(nodes.map((node) => [node.id, {
      w: isSteering(node) ? steeringWidth : stepWidth,
      h: headHeight + (shown.has(node.id) ? pictureHeight : 0),
    }]));
    const labels = new Map(edges.map((edge) => [`${edge.source} ${edge.target}`, portLabel(edge)]));
    return spread(placeNodes(nodes, edges), {
      sizes, down, links: edges,
      across: (left, right) => Math.max(across, Math.min((labels.get(`${left} ${right}`) ?? "").length, longestLabel) * letter + 18),
    });
  }, [nodes, edges, withPictures]);
  const bounds = useMemo(() => boundsOf([...places.values()]), [places]);
  const { fit, zoom, handlers } = usePanZoom(frame, plane, bounds);
  const text = strings.run;

  return (
    <section className="run-drawing panel" aria-label={text.drawing} style={{ aspectRatio: (bounds.w + 96) / (bounds.h + 144) }}>
      <div className="run-canvas" ref={frame} tabIndex={0} role="group" aria-label={text.drawing} {...handlers}>
        <div className="run-plane" ref={plane}>
          <Edges edges={edges} places={places} states={states} taken={taken} />
          {nodes.map((node) => {
            const box = places.get(node.id);
            return box && <RunNode key={node.id} node={node} box={box} state={states.get(node.id)} pictures={pictures.get(node.id)} selected={selected === node.id} onSelect={onSelect} />;
          })}
        </div>
      </div>
      <div className="run-footer">
        {footer}
        <button className="button icon" aria-label={text.zoomOut} title={text.zoomOut} onClick={() => zoom(0.8)}><Icon name="minus" /></button>
        <button className="button icon" aria-label={text.fit} title={text.fit} onClick={fit}><Icon name="fit" /></button>
        <button className="button icon" aria-label={text.zoomIn} title={text.zoomIn} onClick={() => zoom(1.25)}><Icon name="plus" /></button>
      </div>
    </section>
  );
}

function isSteering(node: FlowNode): boolean {
  return node.type.startsWith("Elsa.");
}

interface RunNodeProps {
  readonly node: FlowNode;
  readonly box: Box;
  readonly state: NodeState | undefined;
  readonly pictures: NodePictures | undefined;
  readonly selected: boolean;
  readonly onSelect: (nodeId: string) => void;
}

const RunNode = memo(function RunNode({ node, box, state, pictures, selected, onSelect }: RunNodeProps) {
  const status = state?.status ?? "idle";
  const facts = [
    strings.statuses[status],
    state?.duration !== undefined && state.attempts > 0 ? duration(state.duration) : undefined,
    items(state),
    state && state.count > 1 ? strings.run.times(state.count) : undefined,
  ].filter((fact) => fact !== undefined);
  return (
    <button
      className={["run-node", isSteering(node) && "steering", facts.length === 1 && "plain"].filter(Boolean).join(" ")} data-tone={status} aria-pressed={selected}
      style={{ left: box.x, top: box.y, width: box.w, height: box.h }}
      onClick={() => onSelect(node.id)}
    >
      <span className="run-node-head">
        <span className="run-node-state"><Icon name={status} /></span>
        <span className="run-node-words">
          <span className="run-node-name clip">{node.name ?? activityName(node.type)}</span>
          <span className="run-node-facts clip">{facts.join(" · ")}</span>
        </span>
      </span>
      {pictures && <PictureStrip pictures={pictures} />}
    </button>
  );
}, (before, after) => before.node === after.node && before.box === after.box && before.selected === after.selected && before.onSelect === after.onSelect
  && looksSame(before.state, after.state) && before.pictures?.after.length === after.pictures?.after.length && before.pictures?.before.length === after.pictures?.before.length);

/** Each moment of a run has node states of its own; most nodes look as they did a moment ago. */
function looksSame(before: NodeState | undefined, after: NodeState | undefined): boolean {
  return before === after || (before !== undefined && after !== undefined && before.status === after.status && before.count === after.count
    && before.duration === after.duration && items(before) === items(after));
}

/** A port's name where it tells something: the one port of most nodes is named Done. */
function portLabel(edge: FlowEdge): string {
  return edge.sourcePort === null || edge.sourcePort === "Done" ? "" : edge.sourcePort;
}

/** A Map's progress, as long as the node was entered once. */
function items(state: NodeState | undefined): string | undefined {
  const counted = state?.visits.filter((visit) => visit.items) ?? [];
  const { done = 0, total = 0, failed = 0 } = counted.length === 1 ? (counted[0]?.items ?? {}) : {};
  return total > 0 ? strings.run.items(done, total, failed) : undefined;
}

const Edges = memo(function Edges({ edges, places, states, taken }: Pick<RunDrawingProps, "edges" | "states" | "taken"> & { readonly places: ReadonlyMap<string, Box> }) {
  const drawn = edges.map((edge) => ({ edge, count: taken.get(edge) ?? 0 })).sort((a, b) => a.count - b.count);
  return (
    <svg className="run-edges" aria-hidden="true">
      {drawn.map(({ edge, count }) => {
        const from = places.get(edge.source);
        const to = places.get(edge.target);
        if (!from || !to) return null;
        const failing = isErrorPort(edge.sourcePort);
        const kind = count === 0 ? (failing ? "edge error" : "edge") : failing ? "edge taken error" : "edge taken";
        const label = failing && count === 0 ? "" : portLabel(edge);
        return (
          <g key={`${edge.source} ${edge.sourcePort} ${edge.target}`} className={kind} data-live={states.get(edge.target)?.status === "running" && count > 0 ? "" : undefined}>
            <path d={edgePath(from, to, headHeight)} />
            {(label || count > 1) && <text x={to.x - 8} y={to.y + headHeight / 2 - 7}>{label}{count > 1 ? ` ${strings.run.times(count)}` : ""}</text>}
          </g>
        );
      })}
    </svg>
  );
}, (before, after) => before.edges === after.edges && before.places === after.places && after.edges.every((edge) =>
  before.taken.get(edge) === after.taken.get(edge) && (before.states.get(edge.target)?.status === "running") === (after.states.get(edge.target)?.status === "running")));
