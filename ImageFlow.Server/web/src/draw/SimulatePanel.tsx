import { useEffect, useState } from "react";
import { casesZipPath, deleteCase, listCases, saveCase, simulateFlow } from "../api/flows";
import { ApiError } from "../api/request";
import type { Flow, Json } from "../api/types";
import { showBegun } from "../app/begun";
import { errorText, showError, showToast } from "../app/toasts";
import { useResource } from "../app/useResource";
import { downloadFrom } from "../controls/download";
import { Icon } from "../controls/Icon";
import { PhotoInput } from "../controls/PhotoInput";
import { usePhotoDrop } from "../controls/usePhotoDrop";
import { runOnPhoto, type RunPhase } from "../flows/runOnPhoto";
import { draftOf, noTrial, readTrial } from "../model/trial";
import { activityName, bytes } from "../model/words";
import { strings } from "../strings/strings";
import { PhotoChoices } from "./PhotoChoices";
import { TrialForm } from "./TrialForm";

const text = strings.simulate;

/** Starts the saved flow on a photo and an input. */
export function SimulatePanel({ flow }: { readonly flow: Flow }) {
  const [photo, setPhoto] = useState<File>();
  const [input, setInput] = useState(() => JSON.stringify(flow.sampleInput ?? {}, null, 2));
  const [phase, setPhase] = useState<RunPhase>();
  const [failure, setFailure] = useState<string>();
  const [draft, setDraft] = useState(noTrial);
  const [caseName, setCaseName] = useState("");
  const cases = useResource(`cases ${flow.id}`, (signal) => listCases(flow.id, signal));
  const drop = usePhotoDrop(setPhoto);
  const preview = useObjectUrl(photo);

  /** The input and the trial as they are written; nothing, and a sentence that says why, where one of them cannot be read. */
  function read() {
    let value: Json;
    try {
      value = JSON.parse(input || "{}") as Json;
    } catch {
      setFailure(text.badInput);
      return undefined;
    }
    const { trial, badMock } = readTrial(draft);
    if (badMock !== undefined) {
      const node = flow.nodes.find((each) => each.id === badMock);
      setFailure(text.badMock(node ? (node.name ?? activityName(node.type)) : badMock));
      return undefined;
    }
    setFailure(undefined);
    return { value, trial };
  }

  function takeCase(name: string) {
    setCaseName(name);
    const chosen = cases.data?.find((each) => each.name === name);
    if (!chosen) return;
    setInput(JSON.stringify(chosen.input ?? {}, null, 2));
    setDraft(draftOf(chosen.trial));
  }

  function keepCase() {
    const asked = read();
    const name = asked && window.prompt(text.caseName, caseName)?.trim();
    if (!asked || !name) return;
    saveCase(flow.id, name, { input: asked.value, ...(asked.trial ? { trial: asked.trial } : {}) }).then(() => {
      setCaseName(name);
      showToast("done", text.caseSaved(name));
      cases.reload();
    }, showError);
  }

  function dropCase() {
    deleteCase(flow.id, caseName).then(() => {
      showToast("done", text.caseRemoved(caseName));
      setCaseName("");
      cases.reload();
    }, showError);
  }

  async function start() {
    const asked = read();
    if (!asked) return;
    setPhase("starting");
    try {
      const only = draft.onlyNode || undefined;
      const id = photo ? await runOnPhoto(flow.id, photo, setPhase, asked.value, asked.trial, only) : await simulateFlow(flow.id, asked.value, asked.trial, only);
      showBegun(id);
    } catch (error) {
      const found = error instanceof ApiError ? error.diagnostics.map((problem) => problem.message) : [];
      setFailure([errorText(error), ...found].join(" "));
      setPhase(undefined);
    }
  }

  return (
    <form className="simulate" onSubmit={(event) => (event.preventDefault(), void start())}>
      <div className={drop.over ? "photo-drop over" : "photo-drop"} {...drop.handlers}>
        {preview ? <img src={preview} alt="" /> : <Icon name="photo" />}
        <p>{photo ? text.chosen(photo.name, bytes(photo.size)) : text.drop}</p>
        <p className="photo-choices">
          <PhotoInput onPhoto={setPhoto}>{text.choose}</PhotoInput>
        </p>
        <PhotoChoices chosen={photo} onPhoto={setPhoto} />
      </div>
      <label className="field">
        <span>{text.input}</span>
        <textarea rows={10} spellCheck={false} value={input} onChange={(event) => setInput(event.target.value)} />
        <small className="muted">{text.inputHint}</small>
      </label>
      <div className="field"><span>{text.case}</span>
        <div className="case-row">
          <select className="input grow" aria-label={text.case} value={caseName} onChange={(event) => takeCase(event.target.value)}>
            <option value="">{text.noCase}</option>
            {cases.data?.map((each) => <option key={each.name} value={each.name}>{each.name}</option>)}
          </select>
          {caseName && <button type="button" className="button quiet icon" aria-label={`${text.remove}: ${caseName}`} onClick={dropCase}><Icon name="close" /></button>}
          <button type="button" className="button" onClick={keepCase}>{text.saveCase}</button>
        </div>
        {cases.data && cases.data.length > 0 && <button type="button" className="as-link" onClick={() => void downloadFrom(casesZipPath(flow.id)).catch(showError)}>{text.exportCases}</button>}
      </div>
      <details open={draft !== noTrial || undefined}><summary>{text.more}</summary><TrialForm nodes={flow.nodes} draft={draft} onChange={setDraft} /></details>
      {failure && <div className="note" data-tone="failed" role="alert"><Icon name="failed" /><span>{failure}</span></div>}
      <button className="button primary" disabled={phase !== undefined}>
        <Icon name={phase ? "running" : "play"} />
        {phase === "sending" && photo ? strings.flows.sending(photo.name) : phase ? strings.flows.starting : text.start}
      </button>
    </form>
  );
}

/** An address for a file of this page, given back when it is no longer shown. */
function useObjectUrl(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!file) return setUrl(undefined);
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
