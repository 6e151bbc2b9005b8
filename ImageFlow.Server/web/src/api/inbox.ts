import { getJson, send } from "./request";
import type { Json } from "./types";

/** A step that waits for a person, or waited. */
export interface Approval {
  readonly id: string;
  readonly status: "waiting" | "approved" | "rejected" | "expired";
  readonly title: string;
  readonly details: Json;
  readonly executionArn: string;
  readonly state: string;
  readonly createdAt: string;
}

export interface TopicMessage {
  readonly id: string;
  readonly topic: string;
  readonly subject: string | null;
  readonly message: string;
  readonly executionArn: string | null;
  readonly publishedAt: string;
}

export interface Mail {
  readonly id: string;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly sentAt: string;
  readonly url: string;
  readonly executionArn: string | null;
}

export interface Undeliverable {
  readonly name: string;
  readonly origin: string;
  readonly target: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

export interface Queue {
  readonly name: string;
  /** The queues whose messages end here when they were received too often. */
  readonly deadLettersOf: readonly string[];
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** The oldest. */
  readonly messages: readonly { readonly id: string; readonly body: string; readonly receives: number; readonly sentAt: string }[];
}

const list = async <T>(path: string, signal?: AbortSignal) => (await getJson<{ items: readonly T[] }>(path, signal)).items;

export const listApprovals = (signal?: AbortSignal) => list<Approval>("/api/approvals", signal);
export const listMessages = (signal?: AbortSignal) => list<TopicMessage>("/api/inbox/messages", signal);
export const listMails = (signal?: AbortSignal) => list<Mail>("/api/inbox/mails", signal);
export const listQueues = (signal?: AbortSignal) => list<Queue>("/api/inbox/queues", signal);
export const listUndeliverable = (signal?: AbortSignal) => list<Undeliverable>("/api/inbox/undeliverable", signal);

export async function decide(id: string, approved: boolean, comment: string): Promise<void> {
  await send("POST", `/api/approvals/${encodeURIComponent(id)}`, { approved, ...(comment ? { comment } : {}) });
}
