import { useCallback, useRef } from "react";
import { listExecutions } from "../api/executions";
import { listFlows } from "../api/flows";
import type { Execution, ExecutionStatus } from "../api/types";
import { Link } from "../app/Link";
import { navigate, paths } from "../app/router";
import { useInterval, useNow, useResource } from "../app/useResource";
import { useShortcuts } from "../app/useShortcuts";
import { ErrorNote } from "../controls/ErrorNote";
import { ExecutionStatusLabel } from "../controls/Status";
import { readFailure } from "../model/failure";
import { ago, duration } from "../model/words";
import { strings } from "../strings/strings";
import "./runs.css";

const text = strings.runs;

/** Milliseconds. */
const spans: Readonly<Record<string, number>> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

export function RunsPage({ query }: { readonly query: URLSearchParams }) {
  const workflowId = query.get("flow") ?? undefined;
  const status = (query.get("status") ?? undefined) as ExecutionStatus | undefined;
  const { data: flows } = useResource("flows", listFlows);
  const now = useNow(1_000);
  const span = spans[query.get("since") ?? ""];
  const wanted = query.get("text") ?? undefined;
  const { data, error, reload } = useResource(`runs?${workflowId} ${status} ${span} ${wanted}`, (signal) =>
    listExecutions({ workflowId, status, text: wanted, since: span === undefined ? undefined : new Date(Date.now() - span).toISOString(), max: 200 }, signal));
  // What was found before stays while something else is looked for.
  const last = useRef<readonly Execution[]>(undefined);
  last.current = data ?? last.current;
  const runs = last.current;
  const search = useRef<HTMLInputElement>(null);
  useShortcuts({ "/": () => search.current?.focus() });
  useInterval(2_000, useCallback(() => reload(), [reload]));

  function filter(name: string, value: string) {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    navigate(next.size > 0 ? `/runs?${next}` : "/runs", true);
  }

  return (
    <div className="page">
      <div className="page-head">
        <h1 className="grow">{text.title}</h1>
        <input ref={search} className="input" type="search" aria-label={text.search} placeholder={text.search} value={query.get("text") ?? ""} onChange={(event) => filter("text", event.target.value)} />
        <select className="input" aria-label={text.flow} value={workflowId ?? ""} onChange={(event) => filter("flow", event.target.value)}>
          <option value="">{text.allFlows}</option>
          {flows?.map((flow) => <option key={flow.id} value={flow.id}>{flow.name ?? flow.id}</option>)}
        </select>
        <select className="input" aria-label={text.state} value={status ?? ""} onChange={(event) => filter("status", event.target.value)}>
          <option value="">{text.allStates}</option>
          {Object.entries(strings.executions).map(([value, word]) => <option key={value} value={value}>{word}</option>)}
        </select>
        <select className="input" aria-label={text.since} value={query.get("since") ?? ""} onChange={(event) => filter("since", event.target.value)}>
          <option value="">{text.times.any}</option>
          {(["hour", "day", "week"] as const).map((span) => <option key={span} value={span}>{text.times[span]}</option>)}
        </select>
      </div>
      {error !== undefined && <ErrorNote error={error} retry={reload} />}
      {runs === undefined && error === undefined && <p className="empty" role="status">{strings.loading}</p>}
      {runs?.length === 0 && <p className="empty">{query.size > 0 ? text.emptyFilter : text.empty}</p>}
      {runs !== undefined && runs.length > 0 && (
        <div className="panel runs-frame">
          <table className="runs-table">
            <thead>
              <tr><th>{text.state}</th><th>{text.flow}</th><th>{text.name}</th><th>{text.started}</th><th className="right">{text.duration}</th><th>{text.error}</th></tr>
            </thead>
            <tbody>{runs.map((run) => <RunRow key={run.id} run={run} now={now} />)}</tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function RunRow({ run, now }: { readonly run: Execution; readonly now: number }) {
  const length = (run.stopDate ? Date.parse(run.stopDate) : Math.max(now, Date.parse(run.startDate))) - Date.parse(run.startDate);
  const failure = run.error || run.cause ? readFailure(run.error, run.cause) : undefined;
  return (
    <tr onClick={(event) => {
      if (!(event.target as Element).closest("a") && !window.getSelection()?.toString()) navigate(paths.run(run.id));
    }}>
      <td><ExecutionStatusLabel status={run.status} /></td>
      <td>{run.workflowName ?? run.id.split(":")[0]}{run.workflowVersion !== null && <span className="muted"> v{run.workflowVersion}</span>}</td>
      <td><Link className="code" href={paths.run(run.id)}>{run.name}</Link></td>
      <td><time dateTime={run.startDate} title={new Date(run.startDate).toLocaleString()}>{ago(run.startDate, now)}</time></td>
      <td className="right number">{duration(length)}</td>
      <td className="run-error">{failure && <><span className="code">{failure.error}</span> <span className="muted">{failure.message}</span></>}</td>
    </tr>
  );
}
