import { exportFlow } from "../api/flows";
import type { FlowNode } from "../api/types";
import { useResource } from "../app/useResource";
import { ErrorNote } from "../controls/ErrorNote";
import { activityName } from "../model/words";
import { strings } from "../strings/strings";

const text = strings.draw;

/** Which node of the last saved drawing became which states. */
export function MapPane({ flowId, saved, nodes }: { readonly flowId: string; readonly saved: string; readonly nodes: readonly FlowNode[] }) {
  const { data, error, reload } = useResource(`map ${flowId} ${saved}`, () => exportFlow(flowId, "jsonata"));
  const nameOf = (id: string) => {
    const node = nodes.find((candidate) => candidate.id === id);
    return node ? (node.name ?? activityName(node.type)) : id;
  };
  return (
    <div className="pane-body">
      <p className="muted">{text.mapLead}</p>
      {error !== undefined && <ErrorNote error={error} retry={reload} />}
      <table className="plain-table">
        <thead><tr><th scope="col">{text.mapNode}</th><th scope="col">{text.mapStates}</th></tr></thead>
        <tbody>
          {data?.sourceMap?.nodes?.map((node) => (
            <tr key={node.nodeId}>
              <th scope="row">{nameOf(node.nodeId)}</th>
              <td><ul>{node.states.map((state, index) => <li key={index}><span className="code">{state.name}</span> <span className="muted small">{state.role}</span></li>)}</ul></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
