import { useCallback, useMemo, useRef, useState, type MouseEvent, type PointerEvent, type ReactNode } from "react";
import type { FlowEdge, FlowNode } from "../api/types";
import { Icon } from "../controls/Icon";
import { usePanZoom, type View } from "../drawing/usePanZoom";
import { boundsOf, placeNodes } from "../model/drawing";
import type { NodeState } from "../model/nodes";
import { nodeAt, nodesIn } from "../model/overview";
import type { NodePictures } from "../model/pictures";
import { spread } from "../model/spread";
import { strings } from "../strings/strings";
import { Overview } from "./Overview";
import { portLabel, RunEdges } from "./RunEdges";
import { isSteering, RunNode } from "./RunNode";
import "./drawing.css";

interface RunDrawingProps {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly states: ReadonlyMap<string, NodeState>;
  readonly taken: ReadonlyMap<FlowEdge, number>;
  readonly pictures: ReadonlyMap<string, NodePictures>;
  /** The nodes that get room for pictures: those that have some at any moment of the run, so that a slider moves no node. */
  readonly illustrated: ReadonlySet<string>;
  readonly selected: string | undefined;
  readonly onSelect: (nodeId: string) => void;
  /** What stands below the drawing. */
  readonly footer: ReactNode;
  /** What lies over the drawing. */
  readonly children?: ReactNode;
}

const stepWidth = 188;
const steeringWidth = 144;
const headHeight = 56;
const pictureHeight = 76;
const across = 48;
const down = 28;
/** Pixels of a port's name, on average, per letter. */
const letter = 7.5;
/** Letters of a port's name that get room between its nodes. */
const longestLabel = 12;
/** A drawing of more nodes is drawn as an overview, with the nodes themselves only where they are near enough to be read. */
const mostNodes = 120;
/** The scale from which a node's words can be read. */
const readable = 0.5;
/** How many nodes stand in the page at once, at most. */
const mostShown = 120;
/** Pixels that a press may move and still be a click. */
const clickSlack = 4;

const none: ReadonlySet<string> = new Set();

/** The flow in the designer's arrangement, with the state of the run on each node. */
export function RunDrawing({ nodes, edges, states, taken, pictures, illustrated, selected, onSelect, footer, children }: RunDrawingProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plane = useRef<HTMLDivElement>(null);
  const withPictures = nodes.filter((node) => illustrated.has(node.id)).map((node) => node.id).join("\n");
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
  const isLarge = nodes.length > mostNodes;
  const [near, setNear] = useState<ReadonlySet<string>>(none);
  const settle = useCallback(({ part, scale }: View) => {
    if (!isLarge) return;
    if (scale < readable) return setNear(none);
    // A quarter of a view around, so that a short move shows nothing without words; less where nodes lie close.
    const around = nodesIn(places, { x: part.x - part.w / 4, y: part.y - part.h / 4, w: part.w * 1.5, h: part.h * 1.5 });
    const shown = around.size > mostShown ? nodesIn(places, part) : around;
    setNear(shown.size > mostShown ? none : shown);
  }, [isLarge, places]);
  const { fit, zoom, pointAt, handlers } = usePanZoom(frame, plane, bounds, settle);
  const text = strings.run;

  const done = useMemo(() => [...states.values()].filter((state) => state.status === "done").length, [states]);
  // In an overview a node is no element of its own: a click finds it by its place.
  const pressed = useRef({ x: 0, y: 0 });
  function press(event: PointerEvent) {
    pressed.current = { x: event.clientX, y: event.clientY };
    handlers.onPointerDown(event);
  }
  function click(event: MouseEvent) {
    const moved = Math.hypot(event.clientX - pressed.current.x, event.clientY - pressed.current.y);
    if (!isLarge || moved > clickSlack || (event.target as Element).closest("button")) return;
    const { x, y } = pointAt(event.clientX, event.clientY);
    const found = nodeAt(places, x, y);
    if (found !== undefined) onSelect(found);
  }

  return (
    <section className="run-drawing panel" aria-label={text.drawing} style={{ aspectRatio: (bounds.w + 96) / (bounds.h + 144) }}>
      <div className="run-canvas" ref={frame} tabIndex={0} role="group" aria-label={isLarge && near.size === 0 ? text.drawingFar : text.drawing} {...handlers} onPointerDown={press} onClick={click}>
        <div className="run-plane" ref={plane} data-done={done}>
          {isLarge
            ? <Overview edges={edges} places={places} states={states} taken={taken} headHeight={headHeight} selected={selected === undefined ? undefined : places.get(selected)} />
            : <RunEdges edges={edges} places={places} states={states} taken={taken} headHeight={headHeight} />}
          {nodes.map((node) => {
            const box = places.get(node.id);
            return box && (!isLarge || near.has(node.id))
              && <RunNode key={node.id} node={node} box={box} state={states.get(node.id)} pictures={pictures.get(node.id)} selected={selected === node.id} onSelect={onSelect} />;
          })}
        </div>
      </div>
      {children}
      <div className="run-footer">
        {footer}
        <button className="button icon" aria-label={text.zoomOut} title={text.zoomOut} onClick={() => zoom(0.8)}><Icon name="minus" /></button>
        <button className="button icon" aria-label={text.fit} title={text.fit} onClick={fit}><Icon name="fit" /></button>
        <button className="button icon" aria-label={text.zoomIn} title={text.zoomIn} onClick={() => zoom(1.25)}><Icon name="plus" /></button>
      </div>
    </section>
  );
}
