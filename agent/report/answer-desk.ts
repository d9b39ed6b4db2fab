import type { Outbox } from '../contract/outbox.ts';
import type { ReceiptPayload } from '../contract/receipt.ts';
import { sha256Prefixed } from '../evidence/hash.ts';
import type { ChannelCounts } from './channel-counts.ts';
import type { DeliverySchedule } from './delivery-schedule.ts';
import type { MqttChannelLimits } from './mqtt-channel-options.ts';
import { type Answer, type AnswerTrust, readAnswer } from './read-answer.ts';
import type { StateLog } from './state-log.ts';

/** Of a receipt's findings, what goes into the log and the status. */
const findingsShownMax = 5;
const findingCharsMax = 200;

export interface AnswerDeskParts extends AnswerTrust {
  readonly outbox: Outbox;
  readonly schedule: DeliverySchedule;
  readonly limits: MqttChannelLimits;
  readonly counts: ChannelCounts;
  readonly log: StateLog;
}

/**
 * Takes what a receiver answers.
 * ```
 *  topic receipt ─┐                        ┌─▶ matches the stored report ─▶ outbox.storeReceipt
 *                 ├─▶ waiting (bounded) ─▶ readAnswer
 *  topic request ─┘                        └─▶ rate and range limit ─▶ schedule.request
 * ```
 * Nothing is looked at inside the library's callback: an outbox that throws then stops the channel, not the process.
 */
export class AnswerDesk {
  readonly #parts: AnswerDeskParts;
  readonly #waiting: { readonly kind: Answer['kind']; readonly bytes: Uint8Array }[] = [];
  #requestAllowance: { count: number; atMs: number } | undefined;

  constructor(parts: AnswerDeskParts) {
    this.#parts = parts;
  }

  /** Keeps the bytes for `work`; false when they were dropped, too large or too many. */
  accept(kind: Answer['kind'], bytes: Uint8Array): boolean {
    const { messageBytesMax, answersWaitingMax } = this.#parts.limits;
    const fits = bytes.length <= messageBytesMax && this.#waiting.length < answersWaitingMax;
    if (fits) this.#waiting.push({ kind, bytes });
    else this.#countIgnored(kind);
    return fits;
  }

  /** Looks at everything that waits; true when a receipt changed the outbox. Throws what the outbox throws. */
  work(nowMs: number): boolean {
    let changed = false;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const read = readAnswer(next.bytes, next.kind, this.#parts);
      if (!read.ok) this.#ignore(next.kind, read);
      else if (read.answer.kind === 'resend') this.#resend(read.answer, nowMs);
      else if (this.#receipt(read.answer.payload, read.answer.jws)) changed = true;
    }
    return changed;
  }

  #receipt(payload: ReceiptPayload, jws: string): boolean {
    const { outbox, log } = this.#parts;
    const { reportSeq } = payload;
    const stored = outbox.report(reportSeq);
    if (stored === undefined || sha256Prefixed(stored.jws) !== payload.report) {
      const text =
        stored === undefined ? `it receipts report ${reportSeq}, which is not here` : `it receipts another text of report ${reportSeq}`;
      this.#ignore('receipt', { code: 'receipt.otherReport', text });
      return false;
    }
    const before = outbox.counts().receiptedCount;
    outbox.storeReceipt({ reportSeq, jws });
    const isNew = outbox.counts().receiptedCount > before;
    if (isNew) this.#countVerdict(payload);
    log.recover('answers', { level: 'info', code: 'report/mqtt-receipt-verified', text: 'receipts verify again' });
    return isNew;
  }

  // A rejected report is receipted all the same: sending the same bytes again would be rejected again.
  #countVerdict({ verdict, findings, reportSeq }: ReceiptPayload): void {
    const { counts, log } = this.#parts;
    counts.receiptedCount++;
    if (verdict !== 'rejected') {
      log.recover('verdict', { level: 'info', code: 'report/mqtt-report-accepted', text: `report ${reportSeq} was accepted` });
      return;
    }
    counts.rejectedCount++;
    const shown = findings.slice(0, findingsShownMax).map((finding) => finding.slice(0, findingCharsMax));
    const text = `the receiver rejected report ${reportSeq}: ${shown.join(', ') || 'no finding named'}`;
    log.enter('verdict', { level: 'error', code: 'report/mqtt-report-rejected', text, facts: { reportSeq, findings: shown } });
  }

  #resend({ fromSeq, toSeq }: Extract<Answer, { kind: 'resend' }>, nowMs: number): void {
    const { limits, outbox, schedule, log } = this.#parts;
    if (!this.#allowRequest(nowMs)) {
      this.#ignore('resend', { code: 'request.tooOften', text: `more than one request per ${limits.requestEveryMs} ms` });
      return;
    }
    const lastSeq = Math.min(toSeq, fromSeq + limits.requestReportsMax - 1);
    for (let reportSeq = fromSeq; reportSeq <= lastSeq; reportSeq++) {
      const isTaken = outbox.report(reportSeq) !== undefined && schedule.request(reportSeq, nowMs);
      if (!isTaken) this.#countIgnored('resend');
    }
    log.enter('requests', {
      level: 'info',
      code: 'report/mqtt-resend-asked',
      text: `the receiver asked for reports ${fromSeq} to ${toSeq}`,
    });
  }

  // A bucket that refills with time: an old signed request played again and again costs no more than this.
  #allowRequest(nowMs: number): boolean {
    const { requestBurstCountMax, requestEveryMs } = this.#parts.limits;
    const { count, atMs } = this.#requestAllowance ?? { count: requestBurstCountMax, atMs: nowMs };
    const refillCount = Math.floor((nowMs - atMs) / requestEveryMs);
    const allowance = { count: Math.min(requestBurstCountMax, count + refillCount), atMs: atMs + refillCount * requestEveryMs };
    this.#requestAllowance = allowance;
    if (allowance.count === 0) return false;
    allowance.count--;
    return true;
  }

  #ignore(kind: Answer['kind'], { code, text }: { code: string; text: string }): void {
    this.#countIgnored(kind);
    const notice = {
      level: 'warn',
      code: `report/mqtt-${kind}-ignored`,
      text: `a ${kind} was ignored: ${text}`,
      facts: { why: code },
    } as const;
    this.#parts.log.enter(kind === 'receipt' ? 'answers' : 'requests', notice);
  }

  #countIgnored(kind: Answer['kind']): void {
    if (kind === 'receipt') this.#parts.counts.receiptIgnoredCount++;
    else this.#parts.counts.requestIgnoredCount++;
  }
}
