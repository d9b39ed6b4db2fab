export interface DeliveryLimits {
  /** Publishes without the broker's acknowledgement, at most. */
  readonly inFlightCountMax: number;
  /** Reports sent and waiting for a receipt, at most: a receiver that is away is not sent the whole ledger. */
  readonly awaitingCountMax: number;
  /** Wait for a receipt before sending again; doubles each time, with jitter. */
  readonly resendAfterMs: number;
  readonly resendAfterMsMax: number;
  readonly pubackTimeoutMs: number;
}

/** Reports the broker refused may be as many before newer ones wait behind them. */
const refusedReportsMax = 256;
/** Reports a receiver may have asked for and that were not sent so far, at most. */
export const requestedReportsMax = 256;

/** One report on its way to a receipt. */
interface Delivery {
  sentCount: number;
  lossCount: number;
  dueMs: number;
  isRefused: boolean;
  /** A receiver asked for it; sent once even when it has its receipt. */
  isRequested: boolean;
  isUnreceipted: boolean;
}

/**
 * Decides which report goes next: the oldest that is due. A report the broker refused, or with which the connection broke twice, waits
 * longer each time while the others pass it. After any trouble one report at a time is in flight, so that a report that breaks the
 * connection is found out; every acknowledgement widens the window by one. Moments are arguments, monotonic milliseconds.
 */
export class DeliverySchedule {
  readonly #limits: DeliveryLimits;
  readonly #random: () => number;
  readonly #deliveries = new Map<number, Delivery>();
  /** Sequence → when the acknowledgement is overdue. */
  readonly #inFlight = new Map<number, number>();
  #windowCount: number;
  /** What the broker of this connection takes at once. */
  #brokerMax = Number.POSITIVE_INFINITY;
  #holdUntilMs = Number.NEGATIVE_INFINITY;
  #topicRefusalCount = 0;

  constructor(limits: DeliveryLimits, random: () => number) {
    this.#limits = limits;
    this.#random = random;
    this.#windowCount = limits.inFlightCountMax;
  }

  get inFlightCount(): number {
    return this.#inFlight.size;
  }

  /** How many of the oldest unreceipted reports the next `sync` wants to see. */
  get wantedCount(): number {
    return this.#limits.awaitingCountMax + Math.min(this.refusedCount, refusedReportsMax);
  }

  /** Reports the broker would not take when they were last tried. */
  get refusedCount(): number {
    return [...this.#deliveries.values()].filter((delivery) => delivery.isRefused).length;
  }

  /** Times a report was sent without a receipt coming back, for the one that waits longest. */
  get unansweredCount(): number {
    const waiting = [...this.#deliveries.values()].filter((delivery) => delivery.isUnreceipted && !delivery.isRefused);
    return waiting.reduce((most, delivery) => Math.max(most, delivery.sentCount), 0);
  }

  /** Takes the outbox as it is: new reports are due at once, receipted ones are forgotten. */
  sync(unreceiptedSeqs: readonly number[], nowMs: number): void {
    const current = new Set(unreceiptedSeqs);
    for (const [reportSeq, delivery] of this.#deliveries) {
      delivery.isUnreceipted = current.has(reportSeq);
      this.#forgetDone(reportSeq, delivery);
    }
    for (const reportSeq of current) this.#deliveryOf(reportSeq, nowMs).isUnreceipted = true;
  }

  /** The report is not in the outbox any more. */
  forget(reportSeq: number): void {
    this.#deliveries.delete(reportSeq);
  }

  /** A receiver asks for a report: due now. False when too many such requests are open. */
  request(reportSeq: number, nowMs: number): boolean {
    const requestedCount = [...this.#deliveries.values()].filter((delivery) => delivery.isRequested).length;
    if (requestedCount >= requestedReportsMax) return false;
    const delivery = this.#deliveryOf(reportSeq, nowMs);
    delivery.isRequested = true;
    if (!delivery.isRefused) delivery.dueMs = nowMs;
    return true;
  }

  /** A new connection: what was acknowledged by the broker before may have died with it, so it is sent again soon, spread by jitter. */
  connected(nowMs: number, brokerInFlightMax: number): void {
    this.#brokerMax = brokerInFlightMax;
    this.#holdUntilMs = nowMs;
    for (const delivery of this.#deliveries.values()) {
      if (delivery.isRefused || delivery.sentCount === 0) continue;
      delivery.dueMs = Math.min(delivery.dueMs, nowMs + this.#limits.resendAfterMs * this.#random());
    }
  }

  /** The report to send now; undefined when none is due or enough are in flight. */
  next(nowMs: number): number | undefined {
    if (this.#isFull || nowMs < this.#holdUntilMs) return undefined;
    const due = [...this.#deliveries].filter(([reportSeq, { dueMs }]) => dueMs <= nowMs && !this.#inFlight.has(reportSeq));
    return due.sort(([seqA, a], [seqB, b]) => refusalsOf(a) - refusalsOf(b) || seqA - seqB)[0]?.[0];
  }

  /** How long nothing will be due or overdue; 0 when something already is, infinite when nothing is known to come. */
  quietMs(nowMs: number): number {
    const waiting = [...this.#deliveries].filter(([reportSeq]) => !this.#inFlight.has(reportSeq));
    const dueMs = this.#isFull ? [] : waiting.map(([, delivery]) => Math.max(delivery.dueMs, this.#holdUntilMs));
    return Math.max(0, Math.min(Number.POSITIVE_INFINITY, ...dueMs, ...this.#inFlight.values()) - nowMs);
  }

  /** Publishes not acknowledged in time: the connection only looks alive. */
  isOverdue(nowMs: number): boolean {
    return [...this.#inFlight.values()].some((deadlineMs) => deadlineMs <= nowMs);
  }

  /** True when the report goes out for the first time. */
  sent(reportSeq: number, nowMs: number): boolean {
    const delivery = this.#deliveryOf(reportSeq, nowMs);
    this.#inFlight.set(reportSeq, nowMs + this.#limits.pubackTimeoutMs);
    delivery.sentCount++;
    delivery.dueMs = nowMs + this.#delayMs(delivery.sentCount);
    return delivery.sentCount === 1;
  }

  /** The broker has it. Only a receipt takes it out of the schedule. */
  acknowledged(reportSeq: number): void {
    this.#windowCount = Math.min(this.#limits.inFlightCountMax, this.#windowCount + 1);
    this.#topicRefusalCount = 0;
    this.#settle(reportSeq, (delivery) => {
      delivery.lossCount = 0;
      delivery.isRefused = false;
    });
  }

  /** The broker will not take it. When it takes none of this topic, all wait, longer each time. */
  refused(reportSeq: number, scope: 'topic' | 'message', nowMs: number): void {
    this.#windowCount = 1;
    if (scope === 'topic') this.#holdUntilMs = nowMs + this.#delayMs(++this.#topicRefusalCount);
    this.#settle(reportSeq, (delivery) => {
      delivery.isRefused = true;
    });
  }

  /** The connection ended: what was in flight may or may not have arrived, so it is sent again; the receiver dedupes. */
  lost(nowMs: number): void {
    if (this.#inFlight.size === 0) return;
    const isAlone = this.#inFlight.size === 1;
    this.#windowCount = 1;
    for (const reportSeq of [...this.#inFlight.keys()]) this.#settle(reportSeq, (delivery) => this.#suspect(delivery, isAlone, nowMs));
  }

  // Alone in flight at the end of two connections running: this report may be what ends them, so the others go first.
  #suspect(delivery: Delivery, isAlone: boolean, nowMs: number): void {
    if (isAlone) delivery.lossCount++;
    delivery.isRefused = delivery.lossCount > 1;
    delivery.dueMs = delivery.isRefused ? nowMs + this.#delayMs(delivery.lossCount - 1) : nowMs;
  }

  get #isFull(): boolean {
    return this.#inFlight.size >= Math.min(this.#windowCount, this.#brokerMax);
  }

  #settle(reportSeq: number, change: (delivery: Delivery) => void): void {
    this.#inFlight.delete(reportSeq);
    const delivery = this.#deliveries.get(reportSeq);
    if (delivery === undefined) return;
    delivery.isRequested = false;
    change(delivery);
    this.#forgetDone(reportSeq, delivery);
  }

  #forgetDone(reportSeq: number, { isUnreceipted, isRequested }: Delivery): void {
    if (!isUnreceipted && !isRequested && !this.#inFlight.has(reportSeq)) this.#deliveries.delete(reportSeq);
  }

  #deliveryOf(reportSeq: number, nowMs: number): Delivery {
    let delivery = this.#deliveries.get(reportSeq);
    if (delivery === undefined) {
      delivery = { sentCount: 0, lossCount: 0, dueMs: nowMs, isRefused: false, isRequested: false, isUnreceipted: false };
      this.#deliveries.set(reportSeq, delivery);
    }
    return delivery;
  }

  /** Doubling from the first to the longest wait, half of it certain and half by chance. */
  #delayMs(attemptCount: number): number {
    const { resendAfterMs, resendAfterMsMax } = this.#limits;
    const ceilingMs = Math.min(resendAfterMsMax, resendAfterMs * 2 ** Math.min(attemptCount - 1, 30));
    return (ceilingMs * (1 + this.#random())) / 2;
  }
}

/** Refused reports take turns behind all others: whatever the refusal was about, none of them keeps the rest waiting. */
function refusalsOf({ isRefused, sentCount }: Delivery): number {
  return isRefused ? sentCount : 0;
}
