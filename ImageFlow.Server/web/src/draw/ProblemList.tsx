import type { Diagnostic, FlowNode } from "../api/types";
import { Icon } from "../controls/Icon";
import { activityName } from "../model/words";
import { strings } from "../strings/strings";

interface ProblemListProps {
  readonly problems: readonly Diagnostic[];
  readonly nodes: readonly FlowNode[];
}

const text = strings.draw;
const tones = { error: "failed", warning: "caught", info: "running" } as const;
const icons = { error: "failed", warning: "caught", info: "idle" } as const;

/** What the checker found in the last saved version: sentence, hint, code and node. */
export function ProblemList({ problems, nodes }: ProblemListProps) {
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
            <p className="small muted"><span className="code">{problem.code}</span> {problem.nodeId ? text.node(nodeName(problem.nodeId)) : problem.pointer}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
