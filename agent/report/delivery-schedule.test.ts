import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeliveryLimits, DeliverySchedule, requestedReportsMax } from './delivery-schedule.ts';

const limits: DeliveryLimits = {
  inFlightCountMax: 3,
  awaitingCountMax: 5,
  resendAfterMs: 1_000,
  resendAfterMsMax: 8_000,
  pubackTimeoutMs: 500,
};

function scheduleOf(reportSeqs: readonly number[], draw = 1): DeliverySchedule {
  const schedule = new DeliverySchedule(limits, () => draw);
  schedule.sync(reportSeqs, 0);
  return schedule;
}

/** Sends everything the schedule gives at this moment. */
function sendAll(schedule: DeliverySchedule, nowMs: number): number[] {
  const sent: number[] = [];
  for (let next = schedule.next(nowMs); next !== undefined; next = schedule.next(nowMs)) {
    schedule.sent(next, nowMs);
    sent.push(next);
  }
  return sent;
}

/** Sends and acknowledges until nothing is due. */
function deliverAll(schedule: DeliverySchedule, nowMs: number): number[] {
  const sent: number[] = [];
  for (let batch = sendAll(schedule, nowMs); batch.length > 0; batch = sendAll(schedule, nowMs)) {
    for (const reportSeq of batch) schedule.acknowledged(reportSeq);
    sent.push(...batch);
  }
  return sent;
}

describe('the schedule of deliveries', () => {
  it('sends the oldest first, and no more at once than the window takes', () => {
    const schedule = scheduleOf([4, 2, 3, 1]);
    expect(sendAll(schedule, 0)).toEqual([1, 2, 3]);
    expect(schedule.inFlightCount).toBe(3);
    schedule.acknowledged(2);
    expect(sendAll(schedule, 0)).toEqual([4]);
  });

  it('keeps to what the broker of this connection takes at once', () => {
    const schedule = scheduleOf([1, 2, 3]);
    schedule.connected(0, 2);
    expect(sendAll(schedule, 0)).toEqual([1, 2]);
  });

  it('sends again what has no receipt, later each time, up to the limit', () => {
    const schedule = scheduleOf([7]);
    const waitsMs: number[] = [];
    let nowMs = 0;
    for (let round = 0; round < 6; round++) {
      expect(deliverAll(schedule, nowMs)).toEqual([7]);
      waitsMs.push(schedule.quietMs(nowMs));
      nowMs += schedule.quietMs(nowMs);
    }
    expect(waitsMs).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    expect(schedule.unansweredCount).toBe(6);
  });

  it('waits at least half of that whatever the draw', () => {
    const schedule = scheduleOf([7], 0);
    deliverAll(schedule, 0);
    expect(schedule.quietMs(0)).toBe(500);
  });

  it('forgets what the outbox no longer lists, and only that', () => {
    const schedule = scheduleOf([1, 2]);
    deliverAll(schedule, 0);
    schedule.sync([2], 0);
    expect(deliverAll(schedule, 10_000)).toEqual([2]);
    schedule.sync([], 10_000);
    expect(schedule.quietMs(10_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('counts a receipted report as in flight until the broker answered', () => {
    const schedule = scheduleOf([1]);
    sendAll(schedule, 0);
    schedule.sync([], 0);
    expect(schedule.inFlightCount).toBe(1);
    schedule.acknowledged(1);
    expect(schedule.inFlightCount).toBe(0);
    expect(schedule.next(1e9)).toBeUndefined();
  });

  it('notices an acknowledgement that is overdue', () => {
    const schedule = scheduleOf([1]);
    sendAll(schedule, 100);
    expect(schedule.quietMs(100)).toBe(500);
    expect([schedule.isOverdue(599), schedule.isOverdue(600)]).toEqual([false, true]);
  });

  it('tells the first send of a report from the later ones', () => {
    const schedule = scheduleOf([1]);
    expect(schedule.sent(1, 0)).toBe(true);
    schedule.acknowledged(1);
    expect(schedule.sent(1, 5_000)).toBe(false);
  });
});

describe('after a refusal', () => {
  it('of one message the others pass it, and it is tried again later', () => {
    const schedule = scheduleOf([1, 2, 3]);
    sendAll(schedule, 0);
    schedule.refused(1, 'message', 0);
    schedule.acknowledged(2);
    schedule.acknowledged(3);
    schedule.sync([1, 2, 3, 4], 0);
    expect(deliverAll(schedule, 0)).toEqual([4]);
    expect(deliverAll(schedule, 1_000)).toContain(1);
  });

  it('of the topic all wait, longer each time, until one is taken', () => {
    const schedule = scheduleOf([1, 2]);
    let nowMs = 0;
    const waitsMs = [1, 2, 1].map((reportSeq) => {
      expect(schedule.next(nowMs)).toBe(reportSeq);
      schedule.sent(reportSeq, nowMs);
      schedule.refused(reportSeq, 'topic', nowMs);
      const waitMs = schedule.quietMs(nowMs);
      expect(schedule.next(nowMs + waitMs - 1)).toBeUndefined();
      nowMs += waitMs;
      if (reportSeq === 1) schedule.sync([1, 2], nowMs);
      return waitMs;
    });
    expect(waitsMs).toEqual([1_000, 2_000, 4_000]);
  });

  it('the outbox is asked for as many more, so that refused reports never fill the view', () => {
    const schedule = scheduleOf([1, 2, 3]);
    expect(schedule.wantedCount).toBe(5);
    sendAll(schedule, 0);
    for (const reportSeq of [1, 2]) schedule.refused(reportSeq, 'message', 0);
    expect(schedule.wantedCount).toBe(7);
  });
});

describe('after a connection that broke', () => {
  it('what was in flight is sent again at once, one at a time, and the window opens with every acknowledgement', () => {
    const schedule = scheduleOf([1, 2, 3, 4, 5]);
    sendAll(schedule, 0);
    schedule.lost(10);
    schedule.connected(10, 8);
    expect(sendAll(schedule, 10)).toEqual([1]);
    schedule.acknowledged(1);
    expect(sendAll(schedule, 10)).toEqual([2, 3]);
    schedule.acknowledged(2);
    schedule.acknowledged(3);
    expect(sendAll(schedule, 10)).toEqual([4, 5]);
  });

  it('a report that breaks it alone twice lets the others pass', () => {
    const schedule = scheduleOf([1, 2, 3]);
    sendAll(schedule, 0);
    for (const nowMs of [1, 2, 3]) {
      schedule.lost(nowMs);
      schedule.connected(nowMs, 8);
      if (nowMs < 3) expect(sendAll(schedule, nowMs)).toEqual([1]);
    }
    expect(deliverAll(schedule, 3)).toEqual([2, 3]);
    expect(deliverAll(schedule, 1_003)).toContain(1);
  });

  it('what the broker had acknowledged is sent again soon: it may have died with the broker', () => {
    const schedule = scheduleOf([1]);
    for (const nowMs of [0, 1_000, 3_000]) deliverAll(schedule, nowMs);
    expect(schedule.quietMs(3_000)).toBe(4_000);
    schedule.connected(3_100, 8);
    expect(schedule.quietMs(3_100)).toBe(1_000);
  });
});

describe('a request of the receiver', () => {
  it('sends a report again although it has its receipt, once', () => {
    const schedule = scheduleOf([]);
    expect(schedule.request(3, 0)).toBe(true);
    schedule.sync([], 0);
    expect(deliverAll(schedule, 0)).toEqual([3]);
    expect(deliverAll(schedule, 1e9)).toEqual([]);
  });

  it('brings forward what waits for its next turn', () => {
    const schedule = scheduleOf([1]);
    deliverAll(schedule, 0);
    schedule.request(1, 10);
    expect(deliverAll(schedule, 10)).toEqual([1]);
  });

  it('does not bring forward what the broker refuses', () => {
    const schedule = scheduleOf([1]);
    sendAll(schedule, 0);
    schedule.refused(1, 'message', 0);
    schedule.request(1, 10);
    expect(sendAll(schedule, 10)).toEqual([]);
  });

  it('is refused when too many are open', () => {
    const schedule = scheduleOf([]);
    const taken = Array.from({ length: requestedReportsMax + 1 }, (_, reportSeq) => schedule.request(reportSeq, 0));
    expect(taken.filter(Boolean)).toHaveLength(requestedReportsMax);
    schedule.forget(0);
    expect(schedule.request(0, 0)).toBe(true);
  });
});

type Step = { readonly kind: 'send' | 'ack' | 'refuse' | 'lose' | 'receipt' | 'wait'; readonly pick: number };

const steps = fc.array(
  fc.record({ kind: fc.constantFrom<Step['kind']>('send', 'ack', 'refuse', 'lose', 'receipt', 'wait'), pick: fc.nat(1_000) }),
  { maxLength: 80 },
);

/** What the schedule drives and what drives it, kept apart from its own books. */
class World {
  readonly schedule = scheduleOf([0, 1, 2, 3, 4, 5]);
  readonly unreceipted = new Set([0, 1, 2, 3, 4, 5]);
  readonly inFlight = new Set<number>();
  nowMs = 0;
  peakCount = 0;

  step({ kind, pick }: Step): void {
    const chosen = [...this.inFlight][pick % Math.max(1, this.inFlight.size)];
    if (kind === 'send') this.#send();
    else if (kind === 'wait') this.nowMs += pick * 10;
    else if (kind === 'receipt') this.unreceipted.delete(pick % 6);
    else if (kind === 'lose') this.#lose();
    else if (chosen !== undefined) this.#answer(chosen, kind === 'ack', pick);
    this.schedule.sync([...this.unreceipted], this.nowMs);
  }

  #send(): void {
    const reportSeq = this.schedule.next(this.nowMs);
    if (reportSeq === undefined) return;
    expect(this.inFlight.has(reportSeq)).toBe(false);
    this.schedule.sent(reportSeq, this.nowMs);
    this.inFlight.add(reportSeq);
    this.peakCount = Math.max(this.peakCount, this.inFlight.size);
  }

  #lose(): void {
    this.schedule.lost(this.nowMs);
    this.inFlight.clear();
    this.schedule.connected(this.nowMs, 8);
  }

  #answer(reportSeq: number, isTaken: boolean, pick: number): void {
    this.inFlight.delete(reportSeq);
    if (isTaken) this.schedule.acknowledged(reportSeq);
    else this.schedule.refused(reportSeq, pick % 2 === 0 ? 'message' : 'topic', this.nowMs);
  }
}

describe('under any course of events', () => {
  it('no more is in flight than allowed, and every report without a receipt comes up again', () => {
    fc.assert(
      fc.property(steps, (course) => {
        const world = new World();
        for (const step of course) world.step(step);
        expect(world.peakCount).toBeLessThanOrEqual(limits.inFlightCountMax);
        for (const reportSeq of world.inFlight) world.schedule.acknowledged(reportSeq);
        expect(new Set(deliverAll(world.schedule, world.nowMs + 100_000))).toEqual(world.unreceipted);
      }),
    );
  });

  it('a quiet time is true: nothing is due within it, and something is after it', () => {
    fc.assert(
      fc.property(steps, (course) => {
        const world = new World();
        for (const step of course) world.step(step);
        const { schedule, nowMs } = world;
        const quietMs = schedule.quietMs(nowMs);
        const hasWork = (atMs: number) => schedule.next(atMs) !== undefined || schedule.isOverdue(atMs);
        if (quietMs > 1) expect(hasWork(nowMs + quietMs - 1)).toBe(false);
        expect(hasWork(nowMs + quietMs)).toBe(Number.isFinite(quietMs));
      }),
    );
  });
});
