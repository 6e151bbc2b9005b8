import { useCallback, useState } from "react";
import { changeMapRun, listIterations, listMapRuns } from "../api/executions";
import type { Iteration, MapRun } from "../api/types";
import { Link } from "../app/Link";
import { paths } from "../app/router";
import { showError } from "../app/toasts";
import { useInterval, useResource } from "../app/useResource";
import { ExecutionStatusLabel } from "../controls/Status";
import { readFailure } from "../model/failure";
import { duration } from "../model/words";
import { strings } from "../strings/strings";

const text = strings.mapRuns;

interface MapRunsPanelProps {
  readonly id: string;
  readonly live: boolean;
  readonly nameOf: (nodeId: string) => string | undefined;
}

/** The distributed Maps of a run: how far each has come, and its iterations, which are runs of their own. */
export function MapRunsPanel({ id, live, nameOf }: MapRunsPanelProps) {
  const { data: runs, reload } = useResource(`map runs ${id} ${live}`, (signal) => listMapRuns(id, signal));
  useInterval(1_000, useCallback(() => {
    if (live) reload();
  }, [live, reload]));
  if (!runs || runs.length === 0) return null;
  return (
    <section className="panel run-section" aria-label={text.title}>
      <h2>{text.title}</h2>
      {runs.map((run) => <MapRunView key={run.id} run={run} name={(run.nodeId && nameOf(run.nodeId)) || run.stateName} onChanged={reload} />)}
    </section>
  );
}

function MapRunView({ run, name, onChanged }: { readonly run: MapRun; readonly name: string; readonly onChanged: () => void }) {
  const [status, setStatus] = useState("");
  const [pages, setPages] = useState<readonly number[]>([0]);
  const { items } = run;
  const ended = items.succeeded + items.failed + items.timedOut + items.aborted;
  const { data: iterations } = useResource(`${run.id} ${status} ${pages.join()} ${ended}`, async (signal) =>
    (await Promise.all(pages.map((after) => listIterations(run.id, status, after, signal)))).flat());
  const failed = items.failed + items.timedOut;
  const last = iterations?.at(-1);
  return (
    <div className="map-run">
      <p className="map-run-head">
        <b>{name}</b>
        <progress max={Math.max(1, items.total)} value={ended} aria-label={text.items(ended, items.total, failed)} />
        <span className="number">{text.items(ended, items.total, failed)}</span>
        {run.stopDate === null && <Concurrency run={run} onChanged={onChanged} />}
        <span className="grow" />
        <select className="input" aria-label={text.filter} value={status} onChange={(event) => (setStatus(event.target.value), setPages([0]))}>
          <option value="">{strings.runs.allStates}</option>
          {Object.entries(strings.executions).map(([value, word]) => <option key={value} value={value}>{word}</option>)}
        </select>
      </p>
      {failed > 0 && run.stopDate !== null && <p className="small muted">{text.redrives}</p>}
      {iterations?.length === 0 && <p className="empty">{text.none}</p>}
      <ul className="iterations">{iterations?.map((each) => <IterationRow key={each.id} iteration={each} />)}</ul>
      {last && iterations && iterations.length >= pages.length * 100 && <button className="button quiet" onClick={() => setPages([...pages, last.key])}>{text.more}</button>}
    </div>
  );
}

function Concurrency({ run, onChanged }: { readonly run: MapRun; readonly onChanged: () => void }) {
  const [value, setValue] = useState(run.maxConcurrency);
  return (
    <form className="map-run-head" onSubmit={(event) => (event.preventDefault(), void changeMapRun(run.id, value).then(onChanged, showError))}>
      <label>{text.concurrency} <input className="input" type="number" min={0} max={10_000} title={text.unlimited} value={value} onChange={(event) => setValue(Math.max(0, Number(event.target.value) || 0))} /></label>
      <button className="button">{text.change}</button>
    </form>
  );
}

function IterationRow({ iteration }: { readonly iteration: Iteration }) {
  const failure = iteration.error ? readFailure(iteration.error, iteration.cause) : undefined;
  return (
    <li>
      <ExecutionStatusLabel status={iteration.status} />
      <Link className="code clip" href={paths.run(iteration.id)}>{iteration.name}</Link>
      {iteration.itemCount !== null && <span className="small muted">{text.itemCount(iteration.itemCount)}</span>}
      {iteration.stopDate && <span className="small muted number">{duration(Date.parse(iteration.stopDate) - Date.parse(iteration.startDate))}</span>}
      {failure && <span className="small clip"><b>{failure.error}</b> {failure.message}</span>}
    </li>
  );
}
