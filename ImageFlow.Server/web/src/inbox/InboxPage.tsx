import { useCallback, useState, type ReactNode } from "react";
import { decide, listApprovals, listMails, listMessages, listQueues, listUndeliverable, type Approval, type Queue } from "../api/inbox";
import { ApiError } from "../api/request";
import { Link } from "../app/Link";
import { paths } from "../app/router";
import { showError, showToast } from "../app/toasts";
import { useInterval, useNow, useResource, type Resource } from "../app/useResource";
import { ErrorNote } from "../controls/ErrorNote";
import { ago } from "../model/words";
import { strings } from "../strings/strings";
import "./inbox.css";

const text = strings.inbox;

/** What waits for a person, and what flows sent out. */
export function InboxPage() {
  const approvals = useResource("approvals", listApprovals);
  const messages = useResource("messages", listMessages);
  const mails = useResource("mails", listMails);
  const queues = useResource("queues", listQueues);
  const lost = useResource("undeliverable", listUndeliverable);
  const now = useNow(5_000);
  const reloads = [approvals.reload, messages.reload, mails.reload, queues.reload, lost.reload];
  useInterval(2_000, useCallback(() => reloads.forEach((reload) => reload()), reloads));
  return (
    <div className="page inbox">
      <div className="page-head"><h1>{text.title}</h1></div>
      <Section title={text.approvals} resource={approvals} none={text.noApprovals}>{(approval) => <ApprovalCard key={approval.id} approval={approval} now={now} onDecided={approvals.reload} />}</Section>
      <Section title={text.messages} resource={messages} none={text.noMessages}>
        {(message) => (
          <li key={message.id}>
            <p><b>{message.subject ?? message.topic}</b> <span className="muted small">{message.topic} · {ago(message.publishedAt, now)}</span> <RunLink arn={message.executionArn} /></p>
            <pre className="payload" tabIndex={0}>{pretty(message.message)}</pre>
          </li>
        )}
      </Section>
      <Section title={text.mails} resource={mails} none={text.noMails}>
        {(mail) => <li key={mail.id}><p><a href={mail.url}>{mail.subject}</a> <span className="muted small">{mail.from} → {mail.recipients.join(", ")} · {ago(mail.sentAt, now)}</span> <RunLink arn={mail.executionArn} /></p></li>}
      </Section>
      <Section title={text.queues} resource={queues} none={text.noQueues} count={(queue) => queue.messages.length > 0}>{(queue) => <QueueCard key={queue.name} queue={queue} now={now} />}</Section>
      <Section title={text.undeliverable} resource={lost} none={text.noUndeliverable}>
        {(each) => <li key={`${each.name} ${each.target}`}><p><b>{each.name}</b> <span className="muted small">{each.origin} → {each.target}</span></p><p className="small">{each.lastError}</p></li>}
      </Section>
    </div>
  );
}

/** A queue with its oldest messages; the dead letters of others are marked. */
function QueueCard({ queue, now }: { readonly queue: Queue; readonly now: number }) {
  const dead = queue.deadLettersOf.length > 0;
  return (
    <li className="queue" data-tone={dead && queue.messages.length > 0 ? "failed" : undefined}>
      <p><b>{queue.name}</b>{dead && <span className="tag">{text.deadLettersOf(queue.deadLettersOf.join(", "))}</span>} <span className="muted small number">{text.queued(queue.visible, queue.inFlight, queue.delayed)}</span></p>
      {queue.messages.map((message) => (
        <details key={message.id}>
          <summary className="small">{text.received(message.receives)} <span className="muted">{ago(message.sentAt, now)}</span></summary>
          <pre className="payload" tabIndex={0}>{pretty(message.body)}</pre>
        </details>
      ))}
    </li>
  );
}

interface SectionProps<T> {
  readonly title: string;
  readonly resource: Resource<readonly T[]>;
  readonly none: string;
  /** Which items the number beside the title counts; all unless told. */
  readonly count?: (item: T) => boolean;
  readonly children: (item: T) => ReactNode;
}

function Section<T>({ title, resource, none, count = () => true, children }: SectionProps<T>) {
  const counted = resource.data?.filter(count).length ?? 0;
  const unavailable = resource.error instanceof ApiError && resource.error.status === 404;
  return (
    <section className="panel inbox-section" aria-label={title}>
      <h2>{title}{counted > 0 && <span className="tag">{counted}</span>}</h2>
      {unavailable ? <p className="muted">{text.unavailable}</p> : resource.error !== undefined && <ErrorNote error={resource.error} retry={resource.reload} />}
      {resource.data?.length === 0 && <p className="muted">{none}</p>}
      <ul>{resource.data?.map(children)}</ul>
    </section>
  );
}

function ApprovalCard({ approval, now, onDecided }: { readonly approval: Approval; readonly now: number; readonly onDecided: () => void }) {
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  async function answer(approved: boolean) {
    setBusy(true);
    try {
      await decide(approval.id, approved, comment);
      showToast("done", approved ? text.approved : text.rejected);
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
      onDecided();
    }
  }
  return (
    <li className="approval">
      <p><b>{approval.title}</b> <span className="muted small">{approval.state} · {text.since(ago(approval.createdAt, now))}</span> <RunLink arn={approval.executionArn} /></p>
      {approval.details !== null && <pre className="payload" tabIndex={0}>{JSON.stringify(approval.details, null, 2)}</pre>}
      <div className="approval-answer">
        <input className="input grow" aria-label={text.comment} placeholder={text.comment} value={comment} onChange={(event) => setComment(event.target.value)} />
        <button className="button danger" disabled={busy} onClick={() => void answer(false)}>{text.reject}</button>
        <button className="button primary" disabled={busy} onClick={() => void answer(true)}>{text.approve}</button>
      </div>
    </li>
  );
}

function RunLink({ arn }: { readonly arn: string | null }) {
  return arn ? <Link href={paths.run(arn.split(":").slice(-2).join(":"))}>{text.run}</Link> : null;
}

function pretty(message: string): string {
  try {
    return JSON.stringify(JSON.parse(message), null, 2);
  } catch {
    // Plain words: as they were sent.
    return message;
  }
}
