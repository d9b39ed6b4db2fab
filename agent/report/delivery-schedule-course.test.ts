import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { courseLimits, deliverAll, scheduleOf } from '../../tests/support/delivery-course.ts';

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
        expect(world.peakCount).toBeLessThanOrEqual(courseLimits.inFlightCountMax);
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
