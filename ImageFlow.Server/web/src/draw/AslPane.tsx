import { useState } from "react";
import { exportFlow } from "../api/flows";
import type { FlowNode } from "../api/types";
import { showError } from "../app/toasts";
import { useResource } from "../app/useResource";
import { ErrorNote } from "../controls/ErrorNote";
import { strings } from "../strings/strings";
import { ProblemList } from "./ProblemList";

interface AslPaneProps {
  readonly flowId: string;
  /** Changes with each save, so that the text is made anew. */
  readonly saved: string;
  readonly nodes: readonly FlowNode[];
}

const text = strings.draw;
const languages = ["jsonata", "jsonpath"] as const;

/** The state machine that the last saved drawing compiles to: what runs here is what runs on AWS. */
export function AslPane({ flowId, saved, nodes }: AslPaneProps) {
  const [language, setLanguage] = useState<(typeof languages)[number]>("jsonata");
  const { data, error, reload } = useResource(`asl ${flowId} ${saved} ${language}`, () => exportFlow(flowId, language));
  const asl = data?.asl ?? undefined;
  return (
    <div className="asl">
      <div className="asl-tools">
        <div className="segments" role="group" aria-label={text.queryLanguage}>
          {languages.map((each) => <button key={each} className="button" aria-pressed={language === each} onClick={() => setLanguage(each)}>{text.languages[each]}</button>)}
        </div>
        <span className="grow" />
        {"clipboard" in navigator && <button className="button" disabled={asl === undefined} onClick={() => asl !== undefined && void navigator.clipboard.writeText(asl).catch(showError)}>{text.copy}</button>}
      </div>
      {error !== undefined && <ErrorNote error={error} retry={reload} />}
      {asl !== undefined && <pre className="asl-text" tabIndex={0}>{asl}</pre>}
      {data && asl === undefined && <ProblemList problems={data.diagnostics} nodes={nodes} />}
    </div>
  );
}
