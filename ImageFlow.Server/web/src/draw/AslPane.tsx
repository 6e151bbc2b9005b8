import { useEffect, useMemo, useRef, useState } from "react";
import { exportFlow } from "../api/flows";
import type { FlowNode } from "../api/types";
import { showError } from "../app/toasts";
import { useResource } from "../app/useResource";
import { linesOfStates } from "../model/aslLines";
import { activityName } from "../model/words";
import { ErrorNote } from "../controls/ErrorNote";
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

/** The text by lines, those of some states marked and the first of them in view. */
function AslText({ asl, states }: { readonly asl: string; readonly states: ReadonlySet<string> | undefined }) {
  const pre = useRef<HTMLPreElement>(null);
  const lines = useMemo(() => asl.split("\n"), [asl]);
  const marked = useMemo(() => (states ? linesOfStates(asl, states) : []), [asl, states]);
  useEffect(() => {
    pre.current?.querySelector(".marked")?.scrollIntoView({ block: "nearest" });
  }, [marked]);
  if (marked.length === 0) return <pre className="asl-text" tabIndex={0}>{asl}</pre>;
  return (
    <pre className="asl-text" tabIndex={0} ref={pre}>
      {lines.map((line, index) => <span key={index} className={marked.some(([from, to]) => index >= from && index < to) ? "marked" : undefined}>{line}</span>)}
    </pre>
  );
}
