import { useCallback, useEffect, useRef, useState } from "react";
import { exportFlow, getFlow, validateFlow } from "../api/flows";
import type { Diagnostic } from "../api/types";
import { Link } from "../app/Link";
import { navigate, paths } from "../app/router";
import { showError, showToast } from "../app/toasts";
import { useNow, useResource } from "../app/useResource";
import { useShortcuts } from "../app/useShortcuts";
import { ErrorNote } from "../controls/ErrorNote";
import { Icon } from "../controls/Icon";
import { Menu } from "../controls/Menu";
import { ago } from "../model/words";
import { strings } from "../strings/en";
import { AslPane } from "./AslPane";
import { download } from "./download";
import { ProblemList } from "./ProblemList";
import { SidePane } from "./SidePane";
import { SimulatePanel } from "./SimulatePanel";
import { useStudio, type StudioMessage } from "./useStudio";
import "./draw.css";

const text = strings.draw;

export function DrawPage({ id }: { readonly id: string }) {
  const { data: flow, error, reload } = useResource(`flow ${id}`, (signal) => getFlow(id, signal));
  const [problems, setProblems] = useState<readonly Diagnostic[]>();
  const [pane, setPane] = useState<"simulate" | "problems" | "asl">();
  const frame = useRef<HTMLIFrameElement>(null);
  const now = useNow(10_000);

  const check = useCallback(() => {
    validateFlow(id).then(setProblems, showError);
  }, [id]);
  useEffect(check, [check]);

  const ready = useStudio(frame, useCallback((message: StudioMessage) => {
    if (message.type === "saved" || message.type === "published") {
      reload();
      check();
    }
    if (message.type === "started" && message.executionId) navigate(paths.run(message.executionId));
  }, [reload, check]));

  const name = flow?.name ?? id;
  useEffect(() => {
    document.title = `${text.title(name)} · ${strings.product}`;
  }, [name]);

  const toggle = (which: typeof pane) => setPane((open) => (open === which ? undefined : which));
  useShortcuts({ r: () => toggle("simulate"), p: () => toggle("problems"), a: () => toggle("asl") });

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
          {problems && problems.length > 0 ? text.problemCount(problems.length) : text.problems}
        </button>
        <button className="button quiet" aria-pressed={pane === "asl"} title={text.key("A")} onClick={() => toggle("asl")}>{text.asl}</button>
        <Link className="button quiet" href={paths.runs(id)}>{text.runs}</Link>
        <Menu label={<><Icon name="download" />{text.export}<Icon name="down" /></>} items={[
          { text: text.exportAsl, run: () => void save("jsonata") },
          { text: text.exportPath, run: () => void save("jsonpath") },
          { text: text.exportFlow, run: () => void getFlow(id).then((latest) => download(`${name}.json`, JSON.stringify(latest.definition, null, 2)), showError) },
        ]} />
        <button className="button primary" aria-expanded={pane === "simulate"} title={text.key("R")} onClick={() => toggle("simulate")}><Icon name="play" />{text.simulate}</button>
      </div>
      <div className="draw-body">
        <div className="studio">
          {!ready && <div className="studio-wait empty" role="status">{text.opening}</div>}
          <iframe ref={frame} src={`/studio/editor/${encodeURIComponent(id)}`} title={text.designer} />
        </div>
        {pane === "simulate" && flow && <SidePane title={strings.simulate.title} onClose={() => setPane(undefined)}><SimulatePanel flow={flow} /></SidePane>}
        {pane === "problems" && <SidePane title={text.problems} onClose={() => setPane(undefined)}><ProblemList problems={problems ?? []} nodes={flow?.nodes ?? []} /></SidePane>}
        {pane === "asl" && flow && <SidePane title={text.asl} wide onClose={() => setPane(undefined)}><AslPane flowId={id} saved={flow.updatedAt} nodes={flow.nodes} /></SidePane>}
      </div>
    </div>
  );
}
