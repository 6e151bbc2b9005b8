import { useEffect, useMemo, useRef, useState } from "react";
import { exportFlow } from "../api/flows";
import type { FlowNode } from "../api/types";
import { showError } from "../app/toasts";
import { useResource } from "../app/useResource";
import { closedAtFirst, foldsOf, linesOfStates, seenLines } from "../model/aslFolds";
import { activityName } from "../model/words";
import { ErrorNote } from "../controls/ErrorNote";
import { Icon } from "../controls/Icon";
import { strings } from "../strings/strings";
import { ProblemList } from "./ProblemList";

interface AslPaneProps {
  readonly flowId: string;
  /** Changes with each save, so that the text is made anew. */
  readonly saved: string;
  readonly nodes: readonly FlowNode[];
  /** The id of the node whose states are marked; empty for none. */
  readonly chosen: string;
  readonly onChoose: (nodeId: string) => void;
}

const text = strings.draw;
const languages = ["jsonata", "jsonpath"] as const;

/** The state machine that the last saved drawing compiles to: what runs here is what runs on AWS. */
export function AslPane({ flowId, saved, nodes, chosen, onChoose }: AslPaneProps) {
  const [language, setLanguage] = useState<(typeof languages)[number]>("jsonata");
  const { data, error, reload } = useResource(`asl ${flowId} ${saved} ${language}`, () => exportFlow(flowId, language));
  const asl = data?.asl ?? undefined;
  const states = useMemo(() => new Map(data?.sourceMap?.nodes?.map((node) => [node.nodeId, new Set(node.states.map((state) => state.name))])), [data]);
  const mapped = nodes.filter((node) => states.has(node.id));
  return (
    <div className="asl">
      <div className="asl-tools">
        <div className="segments" role="group" aria-label={text.queryLanguage}>
          {languages.map((each) => <button key={each} className="button" aria-pressed={language === each} onClick={() => setLanguage(each)}>{text.languages[each]}</button>)}
        </div>
        <select className="input" aria-label={text.statesOf} value={states.has(chosen) ? chosen : ""} onChange={(event) => onChoose(event.target.value)}>
          <option value="">{text.statesOf}: {text.allStates}</option>
          {mapped.map((node) => <option key={node.id} value={node.id}>{node.name ?? activityName(node.type)}</option>)}
        </select>
        <span className="grow" />
        {"clipboard" in navigator && <button className="button" disabled={asl === undefined} onClick={() => asl !== undefined && void navigator.clipboard.writeText(asl).catch(showError)}>{text.copy}</button>}
      </div>
      {error !== undefined && <ErrorNote error={error} retry={reload} />}
      {asl !== undefined && <AslText asl={asl} states={states.get(chosen)} />}
      {data && asl === undefined && <ProblemList problems={data.diagnostics} nodes={nodes} />}
    </div>
  );
}

/** The text by lines: states folded but those of the chosen node, which are marked and in view. */
function AslText({ asl, states }: { readonly asl: string; readonly states: ReadonlySet<string> | undefined }) {
  const shown = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => asl.split("\n"), [asl]);
  const folds = useMemo(() => foldsOf(asl), [asl]);
  const atFirst = useMemo(() => closedAtFirst(folds, states ?? none), [folds, states]);
  const [closed, setClosed] = useState(atFirst);
  useEffect(() => setClosed(atFirst), [atFirst]);
  const marked = useMemo(() => linesOfStates(folds, states ?? none), [folds, states]);
  useEffect(() => {
    shown.current?.querySelector(".marked")?.scrollIntoView({ block: "nearest" });
  }, [marked, closed]);
  const byLine = useMemo(() => new Map(folds.map((fold) => [fold.from, fold])), [folds]);
  const toggle = (line: number) => setClosed((before) => (before.has(line) ? new Set([...before].filter((each) => each !== line)) : new Set([...before, line])));
  return (
    <div className="asl-text code" role="region" aria-label={text.asl} tabIndex={0} ref={shown}>
      {seenLines(lines.length, folds, closed).map((line) => {
        const fold = line > 0 ? byLine.get(line) : undefined;
        const isClosed = closed.has(line);
        return (
          <div key={line} className={marked.some(([from, to]) => line >= from && line < to) ? "asl-line marked" : "asl-line"}>
            {fold && <button className="asl-fold" aria-expanded={!isClosed} aria-label={`${isClosed ? text.unfold : text.fold}: ${lines[line]?.trim()}`} onClick={() => toggle(line)}><Icon name={isClosed ? "right" : "down"} /></button>}
            <span>{lines[line]}{fold && isClosed && <span className="muted"> … {lines[fold.to]?.trim()}</span>}</span>
          </div>
        );
      })}
    </div>
  );
}

const none: ReadonlySet<string> = new Set();
