import type { Fault, FlowNode } from "../api/types";
import { Icon } from "../controls/Icon";
import { activityName } from "../model/words";
import { strings } from "../strings/strings";
import type { TrialDraft } from "../model/trial";

const text = strings.simulate;

interface TrialFormProps {
  readonly nodes: readonly FlowNode[];
  readonly draft: TrialDraft;
  readonly onChange: (draft: TrialDraft) => void;
}

/** What the flow is tried with: skipped waits, one step alone, faults and mocked answers. */
export function TrialForm({ nodes, draft, onChange }: TrialFormProps) {
  const steps = nodes.filter((node) => node.type.startsWith("ImageFlow.") || node.type.startsWith("Aws."));
  const first = steps[0]?.id ?? "";
  const faultAt = (index: number, change: Partial<Fault>) => onChange({ ...draft, faults: draft.faults.map((fault, at) => (at === index ? { ...fault, ...change } : fault)) });
  const mockAt = (index: number, change: Partial<TrialDraft["mocks"][number]>) => onChange({ ...draft, mocks: draft.mocks.map((mock, at) => (at === index ? { ...mock, ...change } : mock)) });
  return (
    <div className="trial">
      <label className="check"><input type="checkbox" checked={draft.skipWaits} onChange={(event) => onChange({ ...draft, skipWaits: event.target.checked })} />{text.skipWaits}</label>
      <label className="field"><span>{text.onlyNode}</span>
        <select className="input" value={draft.onlyNode} onChange={(event) => onChange({ ...draft, onlyNode: event.target.value })}>
          <option value="">{text.wholeFlow}</option>
          {steps.map((node) => <NodeOption key={node.id} node={node} />)}
        </select>
      </label>
      <fieldset>
        <legend>{text.faults}</legend>
        {draft.faults.map((fault, index) => (
          <div className="trial-row" key={index}>
            <Target nodes={steps} value={fault.target} onChange={(target) => faultAt(index, { target })} />
            <label className="field"><span>{text.attempt}</span>
              <select className="input" value={fault.attempt ?? ""} onChange={(event) => faultAt(index, { attempt: event.target.value === "" ? null : Number(event.target.value) })}>
                <option value="">{text.everyAttempt}</option>
                {[0, 1, 2, 3, 4].map((attempt) => <option key={attempt} value={attempt}>{attempt + 1}</option>)}
              </select>
            </label>
            <label className="field"><span>{text.error}</span><input className="input" value={fault.error ?? ""} placeholder="States.TaskFailed" onChange={(event) => faultAt(index, { error: event.target.value || null })} /></label>
            <label className="field"><span>{text.delay}</span><input className="input" type="number" min={0} disabled={fault.error !== null} value={fault.delaySeconds ?? ""} onChange={(event) => faultAt(index, { delaySeconds: event.target.value === "" ? null : Number(event.target.value) })} /></label>
            <button type="button" className="button quiet wide" onClick={() => onChange({ ...draft, faults: draft.faults.filter((_, at) => at !== index) })}><Icon name="close" />{text.remove}</button>
          </div>
        ))}
        <button type="button" className="button" disabled={first === ""} onClick={() => onChange({ ...draft, faults: [...draft.faults, { target: first, attempt: 0, error: "States.TaskFailed", delaySeconds: null }] })}><Icon name="plus" />{text.addFault}</button>
      </fieldset>
      <fieldset>
        <legend>{text.mocks}</legend>
        {draft.mocks.map((mock, index) => (
          <div className="trial-row" key={index}>
            <Target nodes={steps} value={mock.target} onChange={(target) => mockAt(index, { target })} />
            <button type="button" className="button quiet" onClick={() => onChange({ ...draft, mocks: draft.mocks.filter((_, at) => at !== index) })}><Icon name="close" />{text.remove}</button>
            <label className="field wide"><span>{text.answers}</span><textarea rows={4} spellCheck={false} value={mock.answers} onChange={(event) => mockAt(index, { answers: event.target.value })} /></label>
          </div>
        ))}
        <button type="button" className="button" disabled={first === ""} onClick={() => onChange({ ...draft, mocks: [...draft.mocks, { target: first, answers: '[{ "Return": {} }]' }] })}><Icon name="plus" />{text.addMock}</button>
      </fieldset>
    </div>
  );
}

function Target({ nodes, value, onChange }: { readonly nodes: readonly FlowNode[]; readonly value: string; readonly onChange: (target: string) => void }) {
  return (
    <label className="field"><span>{text.node}</span>
      <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {nodes.every((node) => node.id !== value) && <option value={value}>{value}</option>}
        {nodes.map((node) => <NodeOption key={node.id} node={node} />)}
      </select>
    </label>
  );
}

function NodeOption({ node }: { readonly node: FlowNode }) {
  return <option value={node.id}>{node.name ?? activityName(node.type)}</option>;
}
