import { useState } from "react";
import { getHistory, listExecutions } from "../api/executions";
import { useResource } from "../app/useResource";
import { Link } from "../app/Link";
import { paths } from "../app/router";
import { ErrorNote } from "../controls/ErrorNote";
import { monthlyPrice, mostEvents, mostPayload, usageOf } from "../model/forecast";
import { bytes, duration } from "../model/words";
import { strings } from "../strings/strings";

const text = strings.draw;

/** What the newest run would have used of Step Functions, and what so many runs a month would cost. */
export function ForecastPane({ flowId }: { readonly flowId: string }) {
  const [runs, setRuns] = useState(10_000);
  const { data, error, reload } = useResource(`forecast ${flowId}`, async (signal) => {
    const newest = (await listExecutions({ workflowId: flowId, max: 1 }, signal))[0];
    return { newest, usage: newest ? usageOf(await getHistory(newest.id, signal)) : undefined };
  });
  const usage = data?.usage;
  return (
    <div className="pane-body">
      {error !== undefined && <ErrorNote error={error} retry={reload} />}
      {data && !usage && <p className="empty">{text.forecastNone}</p>}
      {usage && data.newest && (
        <>
          <p className="muted"><Link href={paths.run(data.newest.id)}>{text.forecastLead(data.newest.name)}</Link></p>
          <label className="field"><span>{text.forecastRuns}</span><input className="input" type="number" min={0} value={runs} onChange={(event) => setRuns(Math.max(0, Number(event.target.value) || 0))} /></label>
          <dl className="facts">
            <dt>{text.forecastPrice}</dt><dd className="number forecast-price">{monthlyPrice(usage, runs).toFixed(2)}</dd>
            <dt>{text.forecastTransitions}</dt><dd className="number">{usage.transitions}</dd>
            <dt>{text.forecastLambda}</dt><dd className="number">{usage.lambdaCalls}</dd>
            <dt>{text.forecastLambdaTime}</dt><dd className="number">{duration(usage.lambdaTime)}</dd>
            <dt>{text.forecastPayload}</dt><dd className="number">{text.forecastOf(bytes(usage.largestPayload), bytes(mostPayload))} {usage.largestPayloadAt && <span className="code">{usage.largestPayloadAt}</span>}</dd>
            <dt>{text.forecastEvents}</dt><dd className="number">{text.forecastOf(String(usage.events), String(mostEvents))}</dd>
          </dl>
          <p className="small muted">{text.forecastNote}</p>
        </>
      )}
    </div>
  );
}
