import { useEffect } from "react";
import { getFlowVersion, listVersions, revertFlow } from "../api/flows";
import { Link } from "../app/Link";
import { navigate, paths } from "../app/router";
import { showError, showToast } from "../app/toasts";
import { useResource } from "../app/useResource";
import { ErrorNote } from "../controls/ErrorNote";
import { strings } from "../strings/strings";
import { DiffView } from "./DiffView";

const text = strings.compare;

/** Any two versions of a flow against each other. */
export function VersionsPage({ id, query }: { readonly id: string; readonly query: URLSearchParams }) {
  const { data: versions, error, reload } = useResource(`versions ${id}`, (signal) => listVersions(id, signal));
  const after = Number(query.get("after")) || versions?.[0]?.version || 0;
  const before = Number(query.get("before")) || versions?.[1]?.version || after;
  const name = versions?.[0]?.name ?? id;
  const { data: pair, error: missing } = useResource(`pair ${id} ${before} ${after}`, async (signal) =>
    after === 0 ? undefined : Promise.all([getFlowVersion(id, before, signal), getFlowVersion(id, after, signal)]));
  useEffect(() => {
    document.title = `${text.title(name)} · ${strings.product}`;
  }, [name]);

  function revert(version: number) {
    revertFlow(id, version).then(() => {
      showToast("done", text.reverted(version));
      reload();
    }, showError);
  }

  const labelOf = (version: number) => text.version(version, versions?.find((each) => each.version === version)?.isPublished ?? false);
  const choose = (label: string, value: number, path: (version: number) => string) => (
    <label className="field"><span>{label}</span>
      <select className="input" value={value} onChange={(event) => navigate(path(Number(event.target.value)), true)}>
        {versions?.map((each) => <option key={each.versionId} value={each.version}>{labelOf(each.version)} · {new Date(each.createdAt).toLocaleString()}</option>)}
      </select>
    </label>
  );
  return (
    <div className="page">
      <div className="page-head"><h1 className="grow">{text.title(name)}</h1><Link className="button" href={paths.flow(id)}>{strings.flows.open}</Link></div>
      {(error ?? missing) !== undefined && <ErrorNote error={error ?? missing} retry={reload} />}
      <div className="compare-heads">
        {choose(text.before, before, (version) => paths.versions(id, version, after))}
        {choose(text.after, after, (version) => paths.versions(id, before, version))}
        {versions && before !== versions[0]?.version && <button className="button" onClick={() => revert(before)}>{text.revert}: {labelOf(before)}</button>}
      </div>
      {pair && <DiffView before={pair[0].definition} after={pair[1].definition} beforeLabel={labelOf(before)} afterLabel={labelOf(after)} />}
    </div>
  );
}
