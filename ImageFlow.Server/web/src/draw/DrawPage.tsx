import { useCallback, useEffect, useRef, useState } from "react";
import { exportFlow, exportZipPath, getFlow, saveDefinition, validateFlow } from "../api/flows";
import { ApiError } from "../api/request";
import type { Diagnostic, Flow, Json } from "../api/types";
import { Link } from "../app/Link";
import { showBegun } from "../app/begun";
import { paths } from "../app/router";
import { showError, showToast } from "../app/toasts";
import { useNow, useResource } from "../app/useResource";
import { useShortcuts } from "../app/useShortcuts";
import { ErrorNote } from "../controls/ErrorNote";
import { Icon } from "../controls/Icon";
import { Menu } from "../controls/Menu";
import { ago } from "../model/words";
import { strings } from "../strings/strings";
import { AslPane } from "./AslPane";
import { download, downloadFrom, downloadPng } from "../controls/download";
import { drawingSvg } from "../model/drawingSvg";
import { ConflictDialog } from "./ConflictDialog";
import { ForecastPane } from "./ForecastPane";
import { MapPane } from "./MapPane";
import { ProblemList } from "./ProblemList";
import { SidePane } from "./SidePane";
import { SimulatePanel } from "./SimulatePanel";
import { useStudio, type StudioMessage } from "./useStudio";
import "./draw.css";

const text = strings.draw;

export function DrawPage({ id }: { readonly id: string }) {
  const { data: flow, error, reload } = useResource(`flow ${id}`, (signal) => getFlow(id, signal));
  const [problems, setProblems] = useState<readonly Diagnostic[]>();
  const [pane, setPane] = useState<"simulate" | "problems" | "asl" | "map" | "forecast">();
  const [conflict, setConflict] = useState<{ readonly mine: Json; readonly theirs?: Flow }>();
  const [chosen, setChosen] = useState("");
  const frame = useRef<HTMLIFrameElement>(null);
  const now = useNow(10_000);

  const check = useCallback(() => {
    validateFlow(id).then(setProblems, showError);
  }, [id]);
  useEffect(check, [check]);

  /** Shows a drawing that was not saved beside what is stored now. */
  const compare = useCallback((mine: Json) => {
    setConflict({ mine });
    getFlow(id).then((theirs) => setConflict({ mine, theirs }), showError);
  }, [id]);

  const ready = useStudio(frame, useCallback((message: StudioMessage) => {
    if (message.type === "saved" || message.type === "published") {
      reload();
      check();
    }
    if (message.refused) {
      setPane("problems");
      showToast("failed", text.publishRefused);
    }
    if (message.type === "conflict" && message.mine !== undefined) compare(message.mine);
    if (message.type === "selected" && message.nodeId) setChosen(message.nodeId);
    if (message.type === "started" && message.executionId) showBegun(message.executionId);
  }, [reload, check, compare]));

  const name = flow?.name ?? id;
  useEffect(() => {
    document.title = `${text.title(name)} · ${strings.product}`;
  }, [name]);

  const closePane = () => setPane(undefined);
  const toggle = (which: typeof pane) => setPane((open) => (open === which ? undefined : which));
  // The second press repeats the last simulation: it starts what the panel holds.
  const simulate = () => (pane === "simulate" ? document.querySelector<HTMLFormElement>(".simulate")?.requestSubmit() : setPane("simulate"));
  useShortcuts({ r: simulate, p: () => toggle("problems"), a: () => toggle("asl") });

  async function save(queryLanguage: "jsonata" | "jsonpath") {
    try {
      const { asl, diagnostics } = await exportFlow(id, queryLanguage);
      if (asl !== null) return download(`${name}.asl.json`, asl);
      setProblems(diagnostics);
      setPane("problems");
      showToast("failed", text.exportFails);
    } catch (failure) {
      showError(failure);
    }
  }

  /** Saves what this page drew over the other; the other is handed to the person as a file, so that nothing is lost. */
  async function keepMine(theirs: Flow) {
    if (!conflict) return;
    try {
      await saveDefinition(conflict.mine, theirs.revision);
      download(`${name}.json`, JSON.stringify(theirs.definition, null, 2));
      setConflict(undefined);
      // Studio goes on with its drawing, which is what is stored now.
      toStudio("reload");
      showToast("done", text.conflictKept);
      reload();
      check();
    } catch (failure) {
      if (!(failure instanceof ApiError && failure.status === 409)) return showError(failure);
      showToast("failed", text.conflictAgain);
      compare(conflict.mine);
    }
  }

  /** Saves a repaired drawing, unless somebody saved another meanwhile, and lets Studio open it. */
  async function repair(definition: Json) {
    if (!flow) return;
    try {
      await saveDefinition(definition, flow.revision);
      toStudio("reload");
      showToast("done", text.fixed);
      reload();
      check();
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 409) compare(definition);
      else showError(failure);
    }
  }

  function takeTheirs() {
    setConflict(undefined);
    toStudio("reload");
    reload();
  }

  function toStudio(type: string, nodeId?: string) {
    frame.current?.contentWindow?.postMessage({ source: "imageflow", type, nodeId }, location.origin);
  }

  function showNode(nodeId: string) {
    setChosen(nodeId);
    toStudio("show-node", nodeId);
  }

  const svg = () => drawingSvg(name, flow?.nodes ?? [], flow?.edges ?? []);

  if (error !== undefined && !flow) return <div className="page"><ErrorNote error={error} retry={reload} /></div>;
  const worst = problems?.some((problem) => problem.severity === "error") ? "failed" : problems?.some((problem) => problem.severity === "warning") ? "caught" : "done";
  return (
    <div className="draw-page">
      <div className="draw-bar">
        <h1 className="clip">{name}</h1>
        {flow && <span className="muted small draw-saved">{flow.isPublished ? text.publishedNow : text.draft(flow.version)} · {text.saved(ago(flow.updatedAt, now))}</span>}
        <span className="grow" />
        <button className="button quiet" aria-pressed={pane === "problems"} title={text.key("P")} onClick={() => toggle("problems")}>
          <span className="status" data-tone={problems ? worst : "idle"}><Icon name={problems === undefined ? "idle" : worst} /></span>
          {problems && problems.length > 0 ? (worst === "done" ? text.noteCount(problems.length) : text.problemCount(problems.length)) : text.problems}
        </button>
        <button className="button quiet" aria-pressed={pane === "asl"} title={text.key("A")} onClick={() => toggle("asl")}>{text.asl}</button>
        <button className="button quiet" aria-pressed={pane === "map"} onClick={() => toggle("map")}>{text.map}</button>
        <button className="button quiet" aria-pressed={pane === "forecast"} onClick={() => toggle("forecast")}>{text.forecast}</button>
        <Link className="button quiet" href={paths.versions(id)}>{text.versions}</Link>
        <Link className="button quiet" href={paths.runs(id)}>{text.runs}</Link>
        <Menu label={<><Icon name="download" />{text.export}<Icon name="down" /></>} items={[
          { text: text.exportZip, run: () => void downloadFrom(exportZipPath(id)).catch(showError) },
          { text: text.exportAsl, run: () => void save("jsonata") },
          { text: text.exportPath, run: () => void save("jsonpath") },
          { text: text.exportFlow, run: () => void getFlow(id).then((latest) => download(`${name}.json`, JSON.stringify(latest.definition, null, 2)), showError) },
          { text: text.exportSvg, run: () => download(`${name}.svg`, svg(), "image/svg+xml") },
          { text: text.exportPng, run: () => void downloadPng(`${name}.png`, svg()).catch(showError) },
        ]} />
        <button className="button primary" aria-expanded={pane === "simulate"} title={text.key("R")} onClick={() => toggle("simulate")}><Icon name="play" />{text.simulate}</button>
      </div>
      <div className="draw-body">
        <div className="studio">
          {!ready && <div className="studio-wait empty" role="status">{text.opening}</div>}
          <iframe ref={frame} src={`/studio/editor/${encodeURIComponent(id)}`} title={text.designer} />
        </div>
        {pane === "simulate" && flow && <SidePane title={strings.simulate.title} onClose={closePane}><SimulatePanel flow={flow} /></SidePane>}
      </div>
      {pane === "problems" && <SidePane title={text.problems} below onClose={closePane}><ProblemList problems={problems ?? []} nodes={flow?.nodes ?? []} definition={flow?.definition} onNode={showNode} onFix={(definition) => void repair(definition)} /></SidePane>}
      {pane === "map" && flow && <SidePane title={text.map} below onClose={closePane}><MapPane flowId={id} saved={flow.updatedAt} nodes={flow.nodes} /></SidePane>}
      {pane === "forecast" && <SidePane title={text.forecast} below onClose={closePane}><ForecastPane flowId={id} /></SidePane>}
      {pane === "asl" && flow && <SidePane title={text.asl} below onClose={closePane}><AslPane flowId={id} saved={flow.updatedAt} nodes={flow.nodes} chosen={chosen} onChoose={setChosen} /></SidePane>}
      {conflict && <ConflictDialog mine={conflict.mine} theirs={conflict.theirs} onMine={(theirs) => void keepMine(theirs)} onTheirs={takeTheirs} />}
    </div>
  );
}
