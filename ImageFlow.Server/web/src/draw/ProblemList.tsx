import { useMemo } from "react";
import type { Diagnostic, FlowNode, Json } from "../api/types";
import { Icon } from "../controls/Icon";
import { quickFixOf, type QuickFix } from "../model/quickFix";
import { activityName } from "../model/words";
import { strings } from "../strings/strings";

interface ProblemListProps {
  readonly problems: readonly Diagnostic[];
  readonly nodes: readonly FlowNode[];
  /** The drawing, where it can be repaired from here. */
  readonly definition?: Json | undefined;
  readonly onNode?: ((nodeId: string) => void) | undefined;
  readonly onFix?: ((definition: Json) => void) | undefined;
}

const text = strings.draw;
const tones = { error: "failed", warning: "caught", info: "running" } as const;
const icons = { error: "failed", warning: "caught", info: "idle" } as const;

/** What the checker found in the last saved version: sentence, hint, code and node. */
export function ProblemList({ problems, nodes, definition, onNode, onFix }: ProblemListProps) {
  const fixes = useMemo(() => problems.map((problem) => (definition === undefined ? undefined : quickFixOf(definition, problem))), [problems, definition]);
  const nodeName = (id: string) => {
    const node = nodes.find((candidate) => candidate.id === id);
    return node ? (node.name ?? activityName(node.type)) : id;
  };
  if (problems.length === 0) return <p className="empty">{text.noProblems}</p>;
  return (
    <ul className="problems">
      {problems.map((problem, index) => (
        <li key={index} data-tone={tones[problem.severity]}>
          <span className="status"><Icon name={icons[problem.severity]} /><span className="only-spoken">{text.severity[problem.severity]}</span></span>
          <div>
            <p>{problem.message}</p>
            {problem.hint && <p className="muted">{problem.hint}</p>}
            <p className="small muted"><span className="code">{problem.code}</span> <Place problem={problem} name={problem.nodeId ? nodeName(problem.nodeId) : undefined} onNode={onNode} /></p>
            <Fix fix={fixes[index]} onFix={onFix} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Place({ problem, name, onNode }: { readonly problem: Diagnostic; readonly name: string | undefined; readonly onNode: ProblemListProps["onNode"] }) {
  const { nodeId } = problem;
  if (!nodeId || name === undefined) return <>{problem.pointer}</>;
  return onNode ? <button className="as-link" title={text.showNode(name)} onClick={() => onNode(nodeId)}>{text.node(name)}</button> : <>{text.node(name)}</>;
}

function Fix({ fix, onFix }: { readonly fix: QuickFix | undefined; readonly onFix: ProblemListProps["onFix"] }) {
  if (!fix || !onFix) return null;
  const { kind } = fix;
  const label = kind === "connect" ? text.fixes.connect(fix.target ?? "") : text.fixes[kind];
  return <button className="button fix" onClick={() => onFix(fix.definition)}>{label}</button>;
}
