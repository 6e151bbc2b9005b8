// The shapes of ImageFlow.Server's REST API that the page uses (OpenAPI: /openapi/v1.json).

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "PENDING_REDRIVE";

export interface Diagnostic {
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly pointer: string;
  readonly hint?: string | null;
  readonly nodeId?: string | null;
  /** The node's ports that it is about. */
  readonly ports?: readonly string[] | null;
}

/** A node of the drawing; positions and sizes are the designer's pixels, 0 where the designer has not measured it yet. */
export interface FlowNode {
  readonly id: string;
  readonly name: string | null;
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface FlowEdge {
  readonly source: string;
  readonly sourcePort: string | null;
  readonly target: string;
}

export interface RunDot {
  readonly id: string;
  readonly status: ExecutionStatus;
}

export interface FlowSummary {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly version: number;
  readonly isPublished: boolean;
  readonly publishedVersion: number | null;
  readonly isSample: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lastRuns: readonly RunDot[];
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

export interface Flow extends FlowSummary {
  /** Another for every other content; a save that names it is refused when something else is stored. */
  readonly revision: string;
  readonly sampleInput: Json;
  readonly definition: Json;
}

export interface FlowExport {
  readonly queryLanguage: string;
  readonly asl: string | null;
  readonly sourceMap: SourceMap | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Execution {
  readonly id: string;
  readonly executionArn: string;
  readonly name: string;
  readonly workflowId: string | null;
  readonly workflowName: string | null;
  readonly workflowVersion: number | null;
  readonly status: ExecutionStatus;
  readonly startDate: string;
  readonly stopDate: string | null;
  readonly input: Json;
  readonly output: Json;
  readonly error: string | null;
  readonly cause: string | null;
  readonly redriveCount: number;
}

export interface ProducedFile {
  readonly bucket: string;
  readonly key: string;
  readonly url: string;
  readonly contentType: string | null;
  /** Bytes. */
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly nodeId: string | null;
  readonly role: "input" | "output";
}

/** Which states each node of the drawing became. */
export interface SourceMap {
  readonly nodes?: readonly { readonly nodeId: string; readonly states: readonly { readonly name: string; readonly role: string }[] }[];
}

/** An answer in the place of a task's service, as in a mock configuration file of Step Functions Local. */
export type MockAnswer = { readonly Return: Json } | { readonly Throw: { readonly Error: string; readonly Cause?: string } };

export interface Fault {
  /** A node's id or a state's name. */
  readonly target: string;
  /** From 0; every attempt where it is null. */
  readonly attempt: number | null;
  readonly error: string | null;
  readonly delaySeconds: number | null;
}

/** What a flow is tried with, besides its input. */
export interface Trial {
  readonly mocks?: { readonly [target: string]: readonly MockAnswer[] } | null;
  readonly faults?: readonly Fault[] | null;
  readonly skipWaits: boolean;
}

export interface TestCase {
  readonly name: string;
  readonly input: Json;
  readonly trial: Trial;
  readonly expectedStatus: string | null;
  readonly expectedOutput: Json;
}

export interface FlowVersion {
  readonly versionId: string;
  readonly version: number;
  readonly isLatest: boolean;
  readonly isPublished: boolean;
  readonly createdAt: string;
  readonly name: string;
}

export interface ImportedFile {
  readonly file: string;
  readonly workflow: FlowSummary | null;
  readonly error: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

interface Counts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly total: number;
}

/** A distributed Map's run; its iterations are executions of their own. */
export interface MapRun {
  readonly id: string;
  readonly stateName: string;
  readonly nodeId: string | null;
  readonly status: string;
  readonly startDate: string;
  readonly stopDate: string | null;
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number;
  readonly items: Counts;
}

export interface Iteration {
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: string;
  readonly stopDate: string | null;
  readonly itemCount: number | null;
  readonly error: string | null;
  readonly cause: string | null;
}

/** What a run is drawn from. */
export interface Drawing {
  /** The flow's id. */
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly sourceMap: SourceMap;
}

export interface ExecutionDetail extends Execution {
  readonly trial?: Trial | null;
  readonly sourceMap: SourceMap | null;
  readonly files: readonly ProducedFile[];
}

/** An event of an execution's history; `details` is the content of AWS's details member for its type. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: string;
  readonly stateName?: string | null;
  readonly nodeId?: string | null;
  readonly details?: { readonly [name: string]: Json } | null;
}

export interface Upload {
  readonly url: string;
  readonly fields: { readonly [name: string]: string };
  readonly bucket: string;
  readonly key: string;
}
