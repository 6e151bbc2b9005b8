import { useEffect, useState } from "react";
import { simulateFlow } from "../api/flows";
import { ApiError } from "../api/request";
import type { Flow, Json } from "../api/types";
import { navigate, paths } from "../app/router";
import { errorText } from "../app/toasts";
import { Icon } from "../controls/Icon";
import { PhotoInput } from "../controls/PhotoInput";
import { usePhotoDrop } from "../controls/usePhotoDrop";
import { runOnPhoto, type RunPhase } from "../flows/runOnPhoto";
import { paintSamplePhoto } from "../flows/samplePhoto";
import { bytes } from "../model/words";
import { strings } from "../strings/en";

const text = strings.simulate;

/** Starts the saved flow on a photo and an input. */
export function SimulatePanel({ flow }: { readonly flow: Flow }) {
  const [photo, setPhoto] = useState<File>();
  const [input, setInput] = useState(() => JSON.stringify(flow.sampleInput ?? {}, null, 2));
  const [phase, setPhase] = useState<RunPhase>();
  const [failure, setFailure] = useState<string>();
  const drop = usePhotoDrop(setPhoto);
  const preview = useObjectUrl(photo);

  async function start() {
    let value: Json;
    try {
      value = JSON.parse(input || "{}") as Json;
    } catch {
      setFailure(text.badInput);
      return;
    }
    setFailure(undefined);
    setPhase("starting");
    try {
      const id = photo ? await runOnPhoto(flow.id, photo, setPhase, value) : await simulateFlow(flow.id, value);
      navigate(paths.run(id));
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
          <button type="button" className="button" onClick={() => void paintSamplePhoto().then(setPhoto, (error: unknown) => setFailure(errorText(error)))}>{text.sample}</button>
        </p>
      </div>
      <label className="field">
        <span>{text.input}</span>
        <textarea rows={10} spellCheck={false} value={input} onChange={(event) => setInput(event.target.value)} />
        <small className="muted">{text.inputHint}</small>
      </label>
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
