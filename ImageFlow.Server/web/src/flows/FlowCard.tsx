import { useState } from "react";
import type { FlowSummary } from "../api/types";
import { exportZipPath } from "../api/flows";
import { Link } from "../app/Link";
import { downloadFrom } from "../controls/download";
import { showBegun } from "../app/begun";
import { navigate, paths } from "../app/router";
import { showError } from "../app/toasts";
import { Icon } from "../controls/Icon";
import { Menu } from "../controls/Menu";
import { PhotoInput } from "../controls/PhotoInput";
import { toneOf } from "../controls/Status";
import { usePhotoDrop } from "../controls/usePhotoDrop";
import { Miniature } from "../drawing/Miniature";
import { strings } from "../strings/strings";
import { runOnPhoto, type RunPhase } from "./runOnPhoto";
import { paintSamplePhoto } from "./samplePhoto";

interface FlowCardProps {
  readonly flow: FlowSummary;
  readonly onDelete: () => void;
  readonly onDuplicate: () => void;
}

export function FlowCard({ flow, onDelete, onDuplicate }: FlowCardProps) {
  const [busy, setBusy] = useState<{ phase: RunPhase; file: string }>();
  const name = flow.name ?? flow.id;
  const drop = usePhotoDrop((file) => void start(file));
  const text = strings.flows;

  async function start(file: File) {
    if (busy) return;
    try {
      const id = await runOnPhoto(flow.id, file, (phase) => setBusy({ phase, file: file.name }));
      showBegun(id);
    } catch (error) {
      showError(error);
      setBusy(undefined);
    }
  }

  return (
    <li className={drop.over ? "flow-card panel over" : "flow-card panel"} {...drop.handlers}>
      <Link className="flow-picture" href={paths.flow(flow.id)} tabIndex={-1} aria-hidden="true">
        <Miniature nodes={flow.nodes} edges={flow.edges} label={text.drawing(name)} />
      </Link>
      <div className="flow-body">
        <div className="flow-title">
          <h2 className="clip grow"><Link href={paths.flow(flow.id)}>{name}</Link></h2>
          <Menu className="button quiet icon" label={<Icon name="more" />} spokenLabel={text.more(name)} items={[
            { text: strings.draw.runs, run: () => navigate(paths.runs(flow.id)) },
            { text: text.compareVersions, run: () => navigate(paths.versions(flow.id)) },
            { text: text.duplicate, run: onDuplicate },
            { text: text.exportZip, run: () => void downloadFrom(exportZipPath(flow.id)).catch(showError) },
            { text: text.remove, run: onDelete },
          ]} />
        </div>
        {flow.description && <p className="muted flow-description">{flow.description}</p>}
        <p className="flow-facts small muted">
          <span className="tag">{flow.publishedVersion === null ? text.draft : text.published(flow.publishedVersion)}</span>
          {flow.publishedVersion !== null && !flow.isPublished && <span className="tag">{text.draft}</span>}
          {flow.isSample && <span className="tag">{text.sample}</span>}
          <span>{text.steps(flow.nodes.length)}</span>
          <span className="grow" />
          <LastRuns runs={flow.lastRuns} />
        </p>
        <div className="flow-actions">
          <Link className="button" href={paths.flow(flow.id)}><Icon name="pen" />{text.open}</Link>
          <PhotoInput onPhoto={(file) => void start(file)} disabled={busy !== undefined}><Icon name="photo" />{text.choosePhoto}</PhotoInput>
          <button className="button" title={text.sampleHint} disabled={busy !== undefined} onClick={() => void paintSamplePhoto().then(start, showError)}>
            <Icon name="play" />{text.samplePhoto}
          </button>
        </div>
      </div>
      {(drop.over || busy) && (
        <div className="flow-cover" role="status">
          <Icon name={busy ? "running" : "upload"} />
          {busy ? (busy.phase === "sending" ? text.sending(busy.file) : text.starting) : text.drop}
        </div>
      )}
    </li>
  );
}

function LastRuns({ runs }: { readonly runs: FlowSummary["lastRuns"] }) {
  if (runs.length === 0) return <span>{strings.flows.neverRun}</span>;
  return (
    <span className="run-dots" role="list" aria-label={strings.flows.lastRuns}>
      {[...runs].reverse().map((run) => (
        <span role="listitem" key={run.id}>
          <Link className="run-dot" href={paths.run(run.id)} data-tone={toneOf(run.status)} title={strings.executions[run.status]} aria-label={strings.flows.run(strings.executions[run.status])} />
        </span>
      ))}
    </span>
  );
}
