import type { Outbox, OutboxReport } from '../contract/outbox.ts';
import { type Clock, monoMsOf } from '../contract/time.ts';
import { cloudEventContentType, toCloudEvent } from '../evidence/cloud-event.ts';
import type { AnswerDesk } from './answer-desk.ts';
import type { BrokerLink, LinkFailure, PublishOutcome } from './broker-link.ts';
import type { ChannelCounts } from './channel-counts.ts';
import type { DeliverySchedule } from './delivery-schedule.ts';
import type { MqttChannelLimits } from './mqtt-channel-options.ts';
import type { StateLog } from './state-log.ts';
import type { Wakeup } from './wakeup.ts';

export interface SessionParts {
  readonly link: BrokerLink;
  /** Topic of the reports. */
  readonly topic: string;
  readonly agentId: string;
  readonly kid: string;
  readonly epoch: number;
  readonly outbox: Outbox;
  readonly schedule: DeliverySchedule;
  readonly desk: AnswerDesk;
  readonly clock: Clock;
  readonly limits: MqttChannelLimits;
  readonly counts: ChannelCounts;
  readonly log: StateLog;
  readonly wakeup: Wakeup;
  /** Set when the outbox has changed since it was last read; reading it for every publish would cost more than publishing. */
  readonly freshness: { isStale: boolean };
  /** Aborted: deliver what is left, then finish. */
  readonly stopping: AbortSignal;
  /** Aborted: finish now, whatever is left. */
  readonly patience: AbortSignal;
}

/** `isIdle`: no publish was under way when the connection ended. */
export interface EndedDelivery {
  readonly failure: LinkFailure;
  readonly isIdle: boolean;
}

/** Longest sleep when nothing is known to come; a wake-up ends it. */
const idleMsMax = 60_000;
/** So many sends without a receipt are worth a word to whoever looks. */
const unansweredShownCount = 3;

/**
 * Delivers over one connection until it ends.
 * ```
 *  outbox ─unreceipted─▶ schedule ─next due─▶ publish ─PUBACK─▶ schedule (window, back-off)
 *     ▲                                          (watchdog: overdue ─▶ end the connection)
 *     └── storeReceipt ◀── AnswerDesk ◀── receipt
 * ```
 * Resolves with what ended the connection, or undefined when a stop was asked for and is due. Throws what the outbox throws.
 */
export async function deliverySession(parts: SessionParts): Promise<EndedDelivery | undefined> {
  const { link, schedule, clock, wakeup } = parts;
  const gone = new AbortController();
  let failure: LinkFailure | undefined;
  const ended = link.closed.then((reason) => {
    failure ??= reason;
    gone.abort();
    wakeup.wake();
  });
  schedule.connected(nowMsOf(clock), link.limits.inFlightCountMax);
  parts.freshness.isStale = true;
  try {
    while (failure === undefined && !isFinished(parts)) {
      const stall = await takeTurn({ ...parts, gone: gone.signal });
      failure = stall ?? failure;
    }
    if (failure === undefined) return undefined;
    await ended;
    return { failure, isIdle: schedule.inFlightCount === 0 };
  } finally {
    gone.abort();
    schedule.lost(nowMsOf(clock));
  }
}

/** Looks at answers, sends one report or sleeps until something is due; the failure when the connection only looks alive. */
async function takeTurn(session: Session): Promise<LinkFailure | undefined> {
  const { link, schedule, clock, wakeup, limits, gone } = session;
  const nowMs = nowMsOf(clock);
  takeOutbox(session, nowMs);
  if (isFinished(session)) return undefined;
  if (schedule.isOverdue(nowMs)) {
    link.destroy();
    return { kind: 'pubackTimeout', text: 'the broker did not acknowledge a publish in time' };
  }
  if (sendNext(session, nowMs)) await clock.sleep(limits.paceMs, gone);
  else await wakeup.sleep(clock, Math.min(idleMsMax, schedule.quietMs(nowMs)));
  return undefined;
}

/** `gone`: what this connection still answers is no longer true of the next one. */
interface Session extends SessionParts {
  readonly gone: AbortSignal;
}

function nowMsOf(clock: Clock): number {
  return monoMsOf(clock.now());
}

function isFinished({ stopping, patience, outbox }: SessionParts): boolean {
  if (!stopping.aborted) return false;
  const { closedCount, receiptedCount } = outbox.counts();
  return patience.aborted || receiptedCount >= closedCount;
}

function takeOutbox({ desk, outbox, schedule, log, freshness }: SessionParts, nowMs: number): void {
  const isChanged = desk.work(nowMs);
  if (!isChanged && !freshness.isStale) return;
  freshness.isStale = false;
  const reports = outbox.unreceipted(schedule.wantedCount);
  schedule.sync(
    reports.map(({ reportSeq }) => reportSeq),
    nowMs,
  );
  noticeSilence(schedule, log);
}

function noticeSilence({ unansweredCount }: DeliverySchedule, log: StateLog): void {
  if (unansweredCount >= unansweredShownCount) {
    const text = `a report was sent ${unansweredCount} times and has no receipt: check that the receiver runs, knows this agent and may publish receipts`;
    log.enter('receipts', { level: 'warn', code: 'report/mqtt-no-receipts', text });
  } else log.recover('receipts', { level: 'info', code: 'report/mqtt-receipts-back', text: 'receipts arrive again' });
}

/** True when something was published or put aside. */
function sendNext(parts: Session, nowMs: number): boolean {
  const { schedule, outbox, counts } = parts;
  const reportSeq = schedule.next(nowMs);
  if (reportSeq === undefined) return false;
  const report = outbox.report(reportSeq);
  if (report === undefined) {
    schedule.forget(reportSeq);
    return true;
  }
  const payload = eventOf(parts, report);
  if (schedule.sent(reportSeq, nowMs)) counts.sentCount++;
  else {
    counts.resentCount++;
    noticeSilence(schedule, parts.log);
  }
  void publish(parts, payload).then((outcome) => settle(parts, reportSeq, outcome));
  return true;
}

// A message the broker said it will not take is not tried: an MQTT 5 broker would close the connection for it.
function publish({ link, topic }: SessionParts, payload: string): Promise<PublishOutcome> {
  const sizeBytes = Buffer.byteLength(payload);
  const { messageBytesMax } = link.limits;
  if (sizeBytes <= messageBytesMax) return link.publish({ topic, payload, retain: false, contentType: cloudEventContentType });
  return Promise.resolve({ kind: 'refused', scope: 'message', text: `${sizeBytes} bytes, the broker takes ${messageBytesMax}` });
}

function settle({ schedule, clock, counts, log, ...parts }: Session, reportSeq: number, outcome: PublishOutcome): void {
  if (parts.gone.aborted) return;
  if (outcome.kind === 'acknowledged') {
    schedule.acknowledged(reportSeq);
    const isWell = schedule.refusedCount === 0;
    if (isWell) log.recover('publish', { level: 'info', code: 'report/mqtt-publish-accepted', text: 'the broker takes reports again' });
  } else if (outcome.kind === 'refused') {
    counts.refusedCount++;
    parts.freshness.isStale = true;
    schedule.refused(reportSeq, outcome.scope, nowMsOf(clock));
    const text = `the broker refuses report ${reportSeq}: ${outcome.text}`;
    log.enter('publish', { level: 'error', code: `report/mqtt-${outcome.scope}-refused`, text, facts: { reportSeq } });
  }
  parts.wakeup.wake();
}

function eventOf({ agentId, clock, ...parts }: SessionParts, { reportSeq, jws }: OutboxReport): string {
  const { kid, epoch } = signerOf(jws) ?? parts;
  return toCloudEvent({ kind: 'report', kid, agentId, epoch, reportSeq, recordedMs: clock.now().wallMs, jws });
}

// A report closed before the key or the epoch changed keeps the name it would have had then.
function signerOf(jws: string): { kid: string; epoch: number } | undefined {
  const [header, payload] = jws.split('.', 2).map((part) => Buffer.from(part, 'base64url').toString('utf8'));
  try {
    const { kid } = JSON.parse(header ?? '') as { kid?: unknown };
    const { epoch } = JSON.parse(payload ?? '') as { epoch?: unknown };
    return typeof kid === 'string' && typeof epoch === 'number' ? { kid, epoch } : undefined;
  } catch {
    return undefined;
  }
}
