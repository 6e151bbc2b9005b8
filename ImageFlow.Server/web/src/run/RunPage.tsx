import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { getDrawing, redriveExecution, stopExecution } from "../api/executions";
import { simulateFlow } from "../api/flows";
import type { Json, ProducedFile } from "../api/types";
import { showBegun, wasBegunHere } from "../app/begun";
import { showError } from "../app/toasts";
import { useNow, useResource } from "../app/useResource";
import { useShortcuts } from "../app/useShortcuts";
import { ErrorNote } from "../controls/ErrorNote";
import { download, downloadPng } from "../controls/download";
import { drawingOf, statesAsNodes } from "../model/drawingOf";
import { drawingSvg } from "../model/drawingSvg";
import { readNodes } from "../model/nodes";
import { passedNodes, readTaken, statelessNodes } from "../model/path";
import { facesByPicture, facesIn, type FaceBox } from "../model/faces";
import { filesAt, isImage, picturesAt, readPictures, readUses, withSizes } from "../model/pictures";
import { readTimeline } from "../model/timeline";
import type { Visit } from "../model/visit";
import { variablesAt } from "../model/variables";
import { activityName } from "../model/words";
import { strings } from "../strings/strings";
import { ContactSheet } from "./ContactSheet";
import { Lightbox } from "./Lightbox";
import { ResultCard } from "./ResultCard";
import { RunDrawing } from "./RunDrawing";
import { MapRunsPanel } from "./MapRunsPanel";
import { RunHead } from "./RunHead";
import { Scrubber } from "./Scrubber";
import { StepDetail } from "./StepDetail";
import { StepPictures } from "./StepPictures";
import { StepList } from "./StepList";
import { useRun } from "./useRun";
import "./run.css";

const text = strings.run;
const nothingYet = { nodes: [], edges: [] };
const noFaces: ReadonlyMap<string, readonly FaceBox[]> = new Map();

export function RunPage({ id }: { readonly id: string }) {
  const live = useRun(id);
  const { execution } = live;
  const [visitId, setVisitId] = useState<number>();
  const [picture, setPicture] = useState<ProducedFile>();
  const [shown, setShown] = useState<number>();
  const now = useNow(200, live.run.status === "RUNNING");
  const moment = useMemo(() => (shown === undefined ? live.run : live.at(shown)), [live.run, live.at, shown]);

  const { data: flow, error: noFlow } = useResource(`drawing ${id}`, (signal) => getDrawing(id, signal));
  const isExpected = noFlow === undefined && flow === undefined;
  const sourceMap = flow?.sourceMap ?? execution?.sourceMap;
  // Not drawn twice: while the flow's own drawing is on its way there is none.
  const isDrawn = isExpected || (flow !== undefined && flow.nodes.length > 0);
  const whole = useMemo(() => (isDrawn ? live.run : statesAsNodes(live.run)), [isDrawn, live.run]);
  const run = useMemo(() => (moment === live.run ? whole : isDrawn ? moment : statesAsNodes(moment)), [isDrawn, live.run, moment, whole]);
  const { nodes, edges } = useMemo(() => (isDrawn ? (flow ?? nothingYet) : drawingOf(live.run)), [flow, isDrawn, live.run]);
  const stateless = useMemo(() => statelessNodes(nodes, sourceMap), [nodes, sourceMap]);
  const taken = useMemo(() => readTaken(run, edges, stateless), [run, edges, stateless]);
  const states = useMemo(() => new Map([...readNodes(run), ...passedNodes(taken, stateless)]), [run, taken, stateless]);
  const files = useMemo(() => withSizes(whole, execution?.files ?? []), [whole, execution?.files]);
  const uses = useMemo(() => readUses(whole, files), [whole, files]);
  const pictures = useMemo(() => picturesAt(uses, run.lastEventId), [uses, run]);
  const illustrated = useMemo(() => new Set(uses.made.keys()), [uses]);
  const filesShown = useMemo(() => (shown === undefined ? files : filesAt(uses, run.lastEventId)), [uses, files, run, shown]);
  const end = live.run.endedAt ? Date.parse(live.run.endedAt) : now;
  const at = shown === undefined ? (run.status === "RUNNING" ? now : end) : Date.parse(live.history[shown - 1]?.timestamp ?? "");
  const timeline = useMemo(() => readTimeline(run, at, end), [run, at, end]);
  const names = useMemo(() => new Map(nodes.map((node) => [node.id, node.name ?? activityName(node.type)])), [nodes]);

  const nameOfStep = (step: Visit) => (step.nodeId && names.get(step.nodeId)) ?? step.state;
  const title = execution?.workflowName ?? flow?.name ?? id.split(":")[0] ?? text.unnamed;
  useEffect(() => {
    document.title = `${text.title(title)} · ${strings.product}`;
  }, [title]);

  const hasMapRuns = useMemo(() => live.history.some((event) => event.type.startsWith("MapRun")), [live.history]);
  const visit = run.visits.find((candidate) => candidate.id === visitId);
  const ofNode = visit?.nodeId !== undefined ? (states.get(visit.nodeId)?.visits ?? [visit]) : visit ? [visit] : [];
  const variables = useMemo(() => (visit ? variablesAt(run, visit) : new Map<string, Json>()), [run, visit]);
  const faces = useMemo(() => (visitId === undefined && !picture ? undefined : facesByPicture(run)), [run, visitId, picture]);
  const made = visit?.nodeId === undefined ? undefined : pictures.get(visit.nodeId);
  const shownPictures = visit ? { before: made?.before ?? readPictures(ofNode, files), after: made?.after ?? [] } : undefined;
  const became = sourceMap?.nodes?.find((node) => node.nodeId === visit?.nodeId)?.states ?? [];
  // The step that a person wants to see of a node: the one that failed, else the one with the picture or answer, else the first.
  const latestStates = useRef(states);
  latestStates.current = states;
  const selectNode = useCallback((nodeId: string) => {
    const visits = latestStates.current.get(nodeId)?.visits ?? [];
    setVisitId((visits.find((each) => each.error !== undefined) ?? visits.find((each) => each.attempts.length > 0) ?? visits[0])?.id);
  }, []);

  async function act(action: (id: string) => Promise<void>) {
    try {
      await action(id);
      setShown(undefined);
      live.restart();
    } catch (error) {
      showError(error);
    }
  }

  /** Starts the flow, as it is saved now, on the same input. */
  function runAgain() {
    if (execution?.workflowId) simulateFlow(execution.workflowId, execution.input, execution.trial ?? undefined).then(showBegun, showError);
  }
  const svg = () => drawingSvg(title, nodes, edges, states);
  const steps = useRef<HTMLElement>(null);
  useShortcuts({
    r: execution?.workflowId ? runAgain : undefined,
    t: () => {
      steps.current?.scrollIntoView({ block: "start" });
      steps.current?.focus({ preventScroll: true });
    },
  });

  if (live.error !== undefined && live.history.length === 0) return <div className="page"><ErrorNote error={live.error} retry={live.restart} /></div>;
  return (
    <div className="run-page">
      <RunHead
        title={title} run={live.run} execution={execution} connection={live.connection} now={now}
        failedStep={nameOfStep}
        onStop={() => void act(stopExecution)} onRunAgain={runAgain} onRedrive={() => void act(redriveExecution)} onSelect={setVisitId}
        onSvg={() => download(`${title}.svg`, svg(), "image/svg+xml")} onPng={() => void downloadPng(`${title}.png`, svg()).catch(showError)}
      />
      <div className={visit ? "run-top with-detail" : "run-top"}>
        <RunDrawing nodes={nodes} edges={edges} states={states} taken={taken} pictures={pictures} illustrated={illustrated} selected={visit?.nodeId} onSelect={selectNode}
          footer={<Scrubber history={live.history} shown={shown} onShow={setShown} />}>
          <ResultCard run={live.run} begunHere={wasBegunHere(id)} files={files} nameOf={nameOfStep} onOpen={setPicture} onSelect={setVisitId} onRedrive={() => void act(redriveExecution)} />
        </RunDrawing>
        {visit && <StepDetail name={nameOfStep(visit)} visit={visit} variables={variables} states={became} visits={ofNode} pictures={shownPictures?.before.length || shownPictures?.after.length ? <StepPictures {...shownPictures} faces={faces ?? noFaces} onOpen={setPicture} /> : undefined} onVisit={setVisitId} onClose={() => setVisitId(undefined)} />}
      </div>
      {hasMapRuns && <MapRunsPanel id={id} live={live.run.status === "RUNNING"} nameOf={(nodeId) => names.get(nodeId)} />}
      <div className="run-bottom">
        <section className="panel run-section" aria-label={text.steps} ref={steps} tabIndex={-1}>
          <h2>{text.steps}</h2>
          <StepList timeline={timeline} selected={visit?.id} nameOf={(nodeId) => names.get(nodeId)} onSelect={setVisitId} />
        </section>
        <section className="panel run-section" aria-label={text.files}>
          <h2>{text.files}</h2>
          <ContactSheet files={filesShown} onOpen={setPicture} />
        </section>
      </div>
      {picture && <Lightbox faces={facesIn(picture, faces ?? noFaces)} source={files.find((file) => file.role === "input" && isImage(file))} files={files.filter(isImage)} file={picture} onOpen={setPicture} onClose={() => setPicture(undefined)} />}
    </div>
  );
}
