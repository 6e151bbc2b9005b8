import { useMemo } from "react";
import type { FlowEdge, FlowNode, Json } from "../api/types";
import { boundsOf, edgePath, placeNodes } from "../model/drawing";
import { diffFlows, edgeKey, isSame, type Change, type FieldChange } from "../model/flowDiff";
import { readDrawing } from "../model/readDrawing";
import { activityName } from "../model/words";
import { strings } from "../strings/strings";
import "./compare.css";

interface DiffViewProps {
  readonly before: Json;
  readonly after: Json;
  readonly beforeLabel: string;
  readonly afterLabel: string;
}

const text = strings.compare;

/** Two versions of a flow in one drawing, and the differences in words. */
export function DiffView({ before, after, beforeLabel, afterLabel }: DiffViewProps) {
  const diff = useMemo(() => diffFlows(before, after), [before, after]);
  const { nodes, edges } = useMemo(() => merge(readDrawing(before), readDrawing(after)), [before, after]);
  const changed = [...diff.nodes.values()].filter((node) => node.change !== "same");
  const lines = [...diff.edges].filter(([, change]) => change !== "same");
  const nameOf = (id: string) => diff.nodes.get(id)?.name ?? id;
  return (
    <div className="diff">
      <DiffDrawing nodes={nodes} edges={edges} changeOf={(id) => diff.nodes.get(id)?.change ?? "same"} edgeChange={(edge) => diff.edges.get(edgeKey(edge.source, edge.sourcePort, edge.target)) ?? "same"} />
      {isSame(diff) && <p className="empty">{text.same}</p>}
      {!isSame(diff) && <h2>{text.list}</h2>}
      <ul className="diff-list">
        {changed.map((node) => (
          <li key={node.id} data-change={node.change}>
            <b>{node.name}</b> <span className="change-word">{text.changes[node.change]}</span>
            {node.fields.length > 0 && <Fields fields={node.fields} beforeLabel={beforeLabel} afterLabel={afterLabel} />}
          </li>
        ))}
        {lines.map(([key, change]) => {
          const [source = "", port = "", target = ""] = key.split(" ");
          return <li key={key} data-change={change}>{nameOf(source)} <span className="muted">{port}</span> → {nameOf(target)} <span className="change-word">{text.changes[change]}</span></li>;
        })}
        {diff.settings.length > 0 && <li data-change="changed"><b>{text.settings}</b><Fields fields={diff.settings} beforeLabel={beforeLabel} afterLabel={afterLabel} /></li>}
      </ul>
    </div>
  );
}

function Fields({ fields, beforeLabel, afterLabel }: { readonly fields: readonly FieldChange[]; readonly beforeLabel: string; readonly afterLabel: string }) {
  return (
    <dl className="diff-fields small">
      {fields.map((field) => (
        <div key={field.path}>
          <dt className="code">{field.path}</dt>
          <dd><del title={beforeLabel}>{show(field.before)}</del> <ins title={afterLabel}>{show(field.after)}</ins></dd>
        </div>
      ))}
    </dl>
  );
}

function show(value: Json | undefined): string {
  if (value === undefined || value === null) return text.nothing;
  const expression = expressionOf(value);
  const plain = expression ? expression.value : value;
  const words = typeof plain === "string" ? plain : JSON.stringify(plain);
  const shown = expression && expression.type !== "Literal" ? `${expression.type}: ${words}` : words;
  return shown.length > 400 ? `${shown.slice(0, 400)}…` : shown;
}

/** An input as Elsa writes it (`{typeName, expression: {type, value}}`) is, for a person, its expression. */
function expressionOf(value: Json): { readonly type: string; readonly value: Json } | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const { expression } = value as { readonly [name: string]: Json };
  if (expression === null || typeof expression !== "object" || Array.isArray(expression)) return undefined;
  const { type, value: inner } = expression as { readonly [name: string]: Json };
  return typeof type === "string" ? { type, value: inner ?? "" } : undefined;
}

interface DiffDrawingProps {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly changeOf: (id: string) => Change;
  readonly edgeChange: (edge: FlowEdge) => Change;
}

function DiffDrawing({ nodes, edges, changeOf, edgeChange }: DiffDrawingProps) {
  const places = useMemo(() => placeNodes(nodes, edges), [nodes, edges]);
  const bounds = boundsOf([...places.values()]);
  return (
    <svg className="diff-drawing panel" viewBox={`${bounds.x - 24} ${bounds.y - 24} ${bounds.w + 48} ${bounds.h + 48}`} role="img" aria-label={text.drawing}>
      {edges.map((edge) => {
        const [from, to] = [places.get(edge.source), places.get(edge.target)];
        return from && to && <path key={edgeKey(edge.source, edge.sourcePort, edge.target)} className="diff-edge" data-change={edgeChange(edge)} d={edgePath(from, to)} />;
      })}
      {nodes.map((node) => {
        const box = places.get(node.id);
        return box && (
          <g key={node.id} className="diff-node" data-change={changeOf(node.id)}>
            <rect x={box.x} y={box.y} width={box.w} height={box.h} rx={8} />
            <text x={box.x + 12} y={box.y + box.h / 2 + 4}>{node.name ?? activityName(node.type)}</text>
            <title>{`${node.name ?? node.id}: ${text.changes[changeOf(node.id)]}`}</title>
          </g>
        );
      })}
    </svg>
  );
}

type Drawing = { readonly nodes: readonly FlowNode[]; readonly edges: readonly FlowEdge[] };

/** Both drawings in one: what is in both lies where it lies afterwards. */
function merge(before: Drawing, after: Drawing): Drawing {
  const nodes = new Map([...before.nodes, ...after.nodes].map((node) => [node.id, node]));
  const edges = new Map([...before.edges, ...after.edges].map((edge) => [edgeKey(edge.source, edge.sourcePort, edge.target), edge]));
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}
