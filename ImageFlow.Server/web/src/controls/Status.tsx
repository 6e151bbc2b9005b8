import type { ExecutionStatus } from "../api/types";
import type { StepStatus } from "../model/visit";
import { strings } from "../strings/strings";
import { Icon } from "./Icon";

const tones: Record<ExecutionStatus, StepStatus> = {
  RUNNING: "running", SUCCEEDED: "done", FAILED: "failed", TIMED_OUT: "failed", ABORTED: "stopped", PENDING_REDRIVE: "waiting",
};

/** The look that an execution's status shares with the states of steps. */
export function toneOf(status: ExecutionStatus): StepStatus {
  return tones[status] ?? "stopped";
}

export function StepStatusLabel({ status }: { readonly status: StepStatus | "idle" }) {
  return <span className="status" data-tone={status}><Icon name={status} />{strings.statuses[status]}</span>;
}

export function ExecutionStatusLabel({ status }: { readonly status: ExecutionStatus }) {
  return <span className="status chip" data-tone={toneOf(status)}><Icon name={toneOf(status)} />{strings.executions[status]}</span>;
}
