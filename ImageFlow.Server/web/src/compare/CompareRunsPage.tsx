import { useMemo } from "react";
import { getExecution, getHistory, listExecutions } from "../api/executions";
import { getFlowVersion } from "../api/flows";
import type { ExecutionDetail, HistoryEvent } from "../api/types";
import { Link } from "../app/Link";
import { navigate, paths } from "../app/router";
import { useResource } from "../app/useResource";
import { ErrorNote } from "../controls/ErrorNote";
import { ExecutionStatusLabel, StepStatusLabel } from "../controls/Status";
import { drawingSvg } from "../model/drawingSvg";
import { readNodes } from "../model/nodes";
import { passedNodes, readTaken, statelessNodes } from "../model/path";
import { readRun, type Run } from "../model/run";
import { diffRuns } from "../model/runDiff";
import { activityName, duration } from "../model/words";
import { strings } from "../strings/strings";
import "./compare.css";

const text = strings.compareRuns;

interface Loaded {
  readonly execution: ExecutionDetail;
  readonly history: readonly HistoryEvent[];
}

async function load(id: string, signal: AbortSignal): Promise<Loaded> {
  const [execution, history] = await Promise.all([getExecution(id, signal), getHistory(id, signal)]);
  return { execution, history };
}

/** Two runs of a flow side by side: the path, the answers, the time. */
export function CompareRunsPage({ query }: { readonly query: URLSearchParams }) {
  const [a, b] = [query.get("a") ?? "", query.get("b") ?? ""];
  const { data: first, error } = useResource(`run ${a}`, (signal) => load(a, signal));
  const { data: second, error: secondError } = useResource<Loaded | undefined>(`run ${b}`, async (signal) => (b ? load(b, signal) : undefined));
  const workflowId = first?.execution.workflowId ?? undefined;
  const { data: others } = useResource(`others ${workflowId ?? ""}`, async (signal) => (workflowId ? listExecutions({ workflowId, max: 50 }, signal) : []));
  const { data: flow } = useResource(`flow ${workflowId ?? ""} ${first?.execution.workflowVersion ?? ""}`, async (signal) =>
    workflowId ? getFlowVersion(workflowId, first?.execution.workflowVersion ?? "latest", signal) : undefined);
  const choices = others?.filter((run) => run.id !== a) ?? [];
  return (
    <div className="page">
      <div className="page-head"><h1 className="grow">{text.title}</h1></div>
      {(error ?? secondError) !== undefined && <ErrorNote error={error ?? secondError} retry={() => navigate(paths.compareRuns(a, b), true)} />}
      <div className="compare-heads">
        {first && <p><b>{text.first}</b> <Link href={paths.run(a)} className="code">{first.execution.name}</Link> <ExecutionStatusLabel status={first.execution.status} /></p>}
        <label className="field"><span>{text.with}</span>
          <select className="input" value={b} onChange={(event) => navigate(paths.compareRuns(a, event.target.value || undefined), true)}>
            <option value="">{others && choices.length === 0 ? text.none : text.choose}</option>
            {choices.map((run) => <option key={run.id} value={run.id}>{new Date(run.startDate).toLocaleString()} · {strings.executions[run.status]}</option>)}
          </select>
        </label>
        {second && <p><b>{text.second}</b> <Link href={paths.run(b)} className="code">{second.execution.name}</Link> <ExecutionStatusLabel status={second.execution.status} /></p>}
      </div>
      {first && second && <Comparison first={first} second={second} flow={flow} />}
    </div>
  );
}

type Flow = Awaited<ReturnType<typeof getFlowVersion>>;

function Comparison({ first, second, flow }: { readonly first: Loaded; readonly second: Loaded; readonly flow: Flow | undefined }) {
  const [before, after] = useMemo(() => [readRun(first.history), readRun(second.history)], [first, second]);
  const diff = useMemo(() => diffRuns(before, after), [before, after]);
  const nameOf = (id: string) => {
    const node = flow?.nodes.find((each) => each.id === id);
    return node ? (node.name ?? activityName(node.type)) : id;
  };
  const word = (differs: boolean) => (differs ? text.differs : text.equal);
  const statesOf = (run: Run, { execution }: Loaded, { nodes, edges }: Flow) => {
    const stateless = statelessNodes(nodes, execution.sourceMap);
    return new Map([...readNodes(run), ...passedNodes(readTaken(run, edges, stateless), stateless)]);
  };
  const picture = (run: Run, loaded: Loaded, of: Flow) => `data:image/svg+xml,${encodeURIComponent(drawingSvg(of.name ?? of.id, of.nodes, of.edges, statesOf(run, loaded, of)))}`;
  const pictures = flow ? [picture(before, first, flow), picture(after, second, flow)] : [];
  const isSame = !diff.outputDiffers && !diff.statusDiffers && diff.steps.every((step) => !step.onlyIn && !step.statusDiffers && !step.outputDiffers);
  return (
    <>
      {pictures.length === 2 && <div className="compare-drawings">{pictures.map((picture, index) => <img key={index} className="panel" src={picture} alt={index === 0 ? text.first : text.second} />)}</div>}
      {isSame && <p className="note" data-tone="done">{text.sameAll}</p>}
      <p className="muted compare-sum">{text.input}: {word(diff.inputDiffers)} · {text.result}: {word(diff.outputDiffers)}{diff.slower !== undefined && <> · {text.slower}: <span className="number">{signed(diff.slower)}</span></>}</p>
      <div className="panel">
        <table className="plain-table">
          <thead><tr><th scope="col">{text.step}</th><th scope="col">{text.first}</th><th scope="col">{text.second}</th><th scope="col">{text.output}</th><th scope="col">{text.slower}</th></tr></thead>
          <tbody>
            {diff.steps.map((step) => (
              <tr key={step.nodeId} data-differs={step.onlyIn || step.statusDiffers || step.outputDiffers ? "" : undefined}>
                <th scope="row">{nameOf(step.nodeId)}</th>
                <td>{step.before ? <StepStatusLabel status={step.before.status} /> : text.notReached} {step.before?.duration !== undefined && <span className="number muted">{duration(step.before.duration)}</span>}</td>
                <td>{step.after ? <StepStatusLabel status={step.after.status} /> : text.notReached} {step.after?.duration !== undefined && <span className="number muted">{duration(step.after.duration)}</span>}</td>
                <td>{step.onlyIn ? "" : word(step.outputDiffers)}</td>
                <td className="number">{step.slower === undefined ? "" : signed(step.slower)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function signed(milliseconds: number): string {
  return `${milliseconds < 0 ? "−" : "+"}${duration(Math.abs(milliseconds))}`;
}
