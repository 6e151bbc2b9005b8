import type { ExecutionDetail } from "../api/types";
import type { Connection } from "../api/watchExecution";
import { Link } from "../app/Link";
import { navigate, paths } from "../app/router";
import { Icon } from "../controls/Icon";
import { Menu } from "../controls/Menu";
import { ExecutionStatusLabel } from "../controls/Status";
import { readFailure } from "../model/failure";
import { culpritOf, type Run } from "../model/run";
import type { Visit } from "../model/visit";
import { ago, duration } from "../model/words";
import { strings } from "../strings/strings";

interface RunHeadProps {
  readonly title: string;
  readonly run: Run;
  readonly execution: ExecutionDetail | undefined;
  readonly connection: Connection;
  readonly now: number;
  readonly failedStep: (visit: Visit) => string;
  readonly onStop: () => void;
  readonly onRunAgain: () => void;
  readonly onRedrive: () => void;
  readonly onSelect: (visitId: number) => void;
  readonly onSvg: () => void;
  readonly onPng: () => void;
}

const text = strings.run;

/** Which run this is, how it stands, what can be done with it, and, when it failed, why in one sentence. */
export function RunHead({ title, run, execution, connection, now, failedStep, onStop, onRunAgain, onRedrive, onSelect, onSvg, onPng }: RunHeadProps) {
  const redrivable = run.status === "FAILED" || run.status === "TIMED_OUT" || run.status === "ABORTED";
  const length = run.startedAt ? (run.endedAt ? Date.parse(run.endedAt) : Math.max(now, Date.parse(run.startedAt))) - Date.parse(run.startedAt) : 0;
  const failure = run.error !== undefined || run.cause !== undefined ? readFailure(run.error, run.cause) : undefined;
  const culprit = culpritOf(run);
  return (
    <header className="run-head">
      <div className="run-title">
        <h1 className="clip">{title}</h1>
        {execution?.workflowVersion != null && <span className="muted">v{execution.workflowVersion}</span>}
        <span role="status"><ExecutionStatusLabel status={run.status} /></span>
        <span className="muted number">{duration(length)}</span>
        {run.startedAt && <time className="muted" dateTime={run.startedAt} title={new Date(run.startedAt).toLocaleString()}>{text.started(ago(run.startedAt, now))}</time>}
        {execution !== undefined && execution.redriveCount > 0 && <span className="muted">{text.redrives(execution.redriveCount)}</span>}
        {execution?.trial && <span className="tag">{text.tried}</span>}
        {text.connection[connection] && run.status === "RUNNING" && <span className="status" data-tone={connection === "lost" ? "caught" : "running"}>{text.connection[connection]}</span>}
        <span className="grow" />
        {run.status === "RUNNING" && <button className="button" onClick={onStop}><Icon name="stopped" />{text.stop}</button>}
        {redrivable && <button className="button primary" title={text.redriveHint} onClick={onRedrive}><Icon name="retrying" />{text.redrive}</button>}
        {execution?.workflowId && <button className="button" title={strings.draw.key("R")} onClick={onRunAgain}><Icon name="play" />{text.runAgain}</button>}
        <Menu className="button quiet icon" label={<Icon name="more" />} spokenLabel={text.more} items={[
          ...(execution ? [{ text: strings.compareRuns.choose, run: () => navigate(paths.compareRuns(execution.id)) }] : []),
          { text: `${text.exportDrawing} (SVG)`, run: onSvg },
          { text: `${text.exportDrawing} (PNG)`, run: onPng },
        ]} />
        {execution?.workflowId && <Link className="button" href={paths.flow(execution.workflowId)}><Icon name="pen" />{text.again}</Link>}
      </div>
      {failure && redrivable && (
        <div className="note" data-tone="failed" role="alert">
          <Icon name="failed" />
          <div className="grow">
            <b>{culprit ? text.failedAt(failedStep(culprit)) : strings.statuses.failed}: <span className="code">{failure.error}</span></b>
            {failure.message && <p>{failure.message}</p>}
          </div>
          {culprit && <button className="button" onClick={() => onSelect(culprit.id)}>{text.goToStep}</button>}
        </div>
      )}
    </header>
  );
}
