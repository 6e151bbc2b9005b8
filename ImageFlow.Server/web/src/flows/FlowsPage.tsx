import { useState } from "react";
import { createFlow, deleteFlow, getFlow, listFlows } from "../api/flows";
import type { FlowSummary, Json } from "../api/types";
import { navigate, paths } from "../app/router";
import { showError, showToast } from "../app/toasts";
import { useInterval, useResource } from "../app/useResource";
import { ErrorNote } from "../controls/ErrorNote";
import { Icon } from "../controls/Icon";
import { strings } from "../strings/en";
import { FlowCard } from "./FlowCard";
import "./flows.css";

const text = strings.flows;

export function FlowsPage() {
  const { data: flows, error, reload } = useResource("flows", listFlows);
  const [busy, setBusy] = useState(false);
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

  async function importFile(file: File) {
    let definition: Json;
    try {
      // Elsa writes some of its files with a byte order mark, which JSON does not allow; text() takes it off.
      definition = JSON.parse(await file.text()) as Json;
    } catch {
      showToast("failed", text.importBad(file.name));
      return;
    }
    await create(definition);
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
      const file = event.dataTransfer.files[0];
      if (!file) return;
      if (/\.json$/i.test(file.name)) void importFile(file);
      else showToast("running", text.dropOnFlow);
    }}>
      <div className="page-head">
        <div className="grow">
          <h1>{text.title}</h1>
          <p className="muted">{text.lead}</p>
        </div>
        <label>
          <input className="hidden-input" type="file" accept=".json,application/json" onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file) void importFile(file);
          }} />
          <span className="button" title={text.importHint}><Icon name="upload" />{text.import}</span>
        </label>
        <button className="button primary" disabled={busy} onClick={() => void create({ name: text.newName })}><Icon name="plus" />{text.new}</button>
      </div>
      {error !== undefined && <ErrorNote error={error} retry={reload} />}
      {flows === undefined && error === undefined && <p className="empty" role="status">{strings.loading}</p>}
      {flows?.length === 0 && <p className="empty">{text.empty}</p>}
      <ul className="flow-grid">
        {flows?.map((flow) => <FlowCard key={flow.id} flow={flow} onDelete={() => void remove(flow)} />)}
      </ul>
    </div>
  );
}
