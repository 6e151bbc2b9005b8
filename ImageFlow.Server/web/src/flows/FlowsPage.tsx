import { useRef, useState } from "react";
import { createFlow, deleteFlow, getFlow, importFiles, listFlows } from "../api/flows";
import type { FlowSummary, Json } from "../api/types";
import { navigate, paths } from "../app/router";
import { showError, showToast } from "../app/toasts";
import { useInterval, useResource } from "../app/useResource";
import { useShortcuts } from "../app/useShortcuts";
import { isFlowFile } from "../controls/usePhotoDrop";
import { ErrorNote } from "../controls/ErrorNote";
import { Icon } from "../controls/Icon";
import { strings } from "../strings/strings";
import { FlowCard } from "./FlowCard";
import "./flows.css";

const text = strings.flows;

export function FlowsPage() {
  const { data: flows, error, reload } = useResource("flows", listFlows);
  const [busy, setBusy] = useState(false);
  const [wanted, setWanted] = useState("");
  const search = useRef<HTMLInputElement>(null);
  useShortcuts({ "/": () => search.current?.focus() });
  const found = flows?.filter((flow) => `${flow.name ?? ""} ${flow.description ?? ""} ${flow.id}`.toLowerCase().includes(wanted.toLowerCase()));
  useInterval(5_000, reload);

  async function create(definition: Json) {
    setBusy(true);
    try {
      navigate(paths.flow((await createFlow(definition)).id));
    } catch (failure) {
      showError(failure);
    } finally {
      setBusy(false);
    }
  }

  async function bringIn(files: readonly File[]) {
    setBusy(true);
    try {
      const results = await importFiles(files);
      for (const { file, error, diagnostics } of results) if (error !== null) showToast("failed", text.importFailed(file, [error, ...diagnostics.slice(0, 3).map((each) => each.message)].join(" ")));
      const brought = results.flatMap(({ workflow }) => (workflow ? [workflow] : []));
      if (brought.length === 1 && results.length === 1 && brought[0]) navigate(paths.flow(brought[0].id));
      else if (brought.length > 0) showToast("done", text.imported(brought.length));
    } catch (failure) {
      showError(failure);
    } finally {
      setBusy(false);
    }
    reload();
  }

  async function duplicate(flow: FlowSummary) {
    try {
      const { definition } = await getFlow(flow.id);
      const { id, definitionId, ...rest } = definition as { readonly [name: string]: Json };
      await createFlow({ ...rest, name: text.copyOf(flow.name ?? flow.id) });
    } catch (failure) {
      showError(failure);
    }
    reload();
  }

  async function remove(flow: FlowSummary) {
    try {
      const { definition } = await getFlow(flow.id);
      await deleteFlow(flow.id);
      showToast("done", text.removed(flow.name ?? flow.id), { label: text.undo, run: () => void createFlow(definition).then(reload, showError) });
    } catch (failure) {
      showError(failure);
    }
    reload();
  }

  return (
    <div className="page flows-page" onDrop={(event) => {
      const files = [...event.dataTransfer.files];
      const flowFiles = files.filter((file) => isFlowFile(file.name));
      if (flowFiles.length > 0) void bringIn(flowFiles);
      else if (files.length > 0) showToast("running", text.dropOnFlow);
    }}>
      <div className="page-head">
        <div className="grow">
          <h1>{text.title}</h1>
          <p className="muted">{text.lead}</p>
        </div>
        <input ref={search} className="input" type="search" aria-label={text.search} placeholder={text.search} value={wanted} onChange={(event) => setWanted(event.target.value)} />
        <label>
          <input className="hidden-input" type="file" multiple accept=".json,.zip,application/json,application/zip" onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = "";
            if (files.length > 0) void bringIn(files);
          }} />
          <span className="button" title={text.importHint}><Icon name="upload" />{text.import}</span>
        </label>
        <button className="button primary" disabled={busy} onClick={() => void create({ name: text.newName })}><Icon name="plus" />{text.new}</button>
      </div>
      {error !== undefined && <ErrorNote error={error} retry={reload} />}
      {flows === undefined && error === undefined && <p className="empty" role="status">{strings.loading}</p>}
      {flows?.length === 0 && <p className="empty">{text.empty}</p>}
      {flows !== undefined && flows.length > 0 && found?.length === 0 && <p className="empty">{text.noneFound}</p>}
      <ul className="flow-grid">
        {found?.map((flow) => <FlowCard key={flow.id} flow={flow} onDelete={() => void remove(flow)} onDuplicate={() => void duplicate(flow)} />)}
      </ul>
    </div>
  );
}
