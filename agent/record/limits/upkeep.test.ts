import { describe, expect, it } from 'vitest';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { openingUsageMeter } from '../../aggregate/usage-meter.ts';
import * as entries from '../entries.ts';
import { Ledger } from '../ledger.ts';
import type { UpkeepSituation } from './upkeep.ts';

const dayMs = 86_400_000;
const zero = openingUsageMeter().counters;

/** A ledger with ticks, an event and hourly reports on each of these days; receipts are stored on demand. */
class Course {
  readonly ledger = new Ledger({ path: ':memory:', agentId: 'a', origin: 'live', epoch: 0, identity: {} });
  reportSeq = 0;

  live(day: number, { ticks = 6, reports = 3 } = {}): this {
    for (let hour = 0; hour < reports; hour++) {
      const time = timeAt(day * dayMs + hour * 3_600_000);
      for (let tick = 0; tick < ticks; tick++)
        this.#append(entries.meterTick(time, null, { ...zero, powerOnMs: day * 1000 + hour * 10 + tick }));
      this.#append(entries.eventStarted({ eventClass: 'impact', sourceId: 'arm', start: time }));
      const payload = { epoch: 0, log: { size: this.ledger.size }, period: { to: new Date(time.wallMs).toISOString() } };
      this.ledger.commit({ report: { reportSeq: this.reportSeq++, jws: jwsOf(payload) } });
    }
    return this;
  }

  receipt(reportSeq: number, day: number): void {
    this.ledger.outbox.storeReceipt({ reportSeq, jws: jwsOf({ receivedAt: new Date(timeAt(day * dayMs).wallMs).toISOString() }) });
  }

  /** What upkeep replaces on this day, plan by plan. */
  upkeep(day: number, change: Partial<UpkeepSituation> = {}) {
    const situation = { nowMs: timeAt(day * dayMs).wallMs, fillRatio: 0.1, isBound: false, ...change };
    const plans = [];
    for (let plan = this.ledger.limits.stage(situation); plan !== undefined; plan = this.ledger.limits.stage(situation)) {
      this.ledger.append(entries.dayAggregate(timeAt(day * dayMs), plan.data));
      this.ledger.commit({});
      plans.push(plan);
    }
    return plans;
  }

  #append(entry: ReturnType<typeof entries.meterTick>): void {
    if (entry !== undefined) this.ledger.append(entry);
  }
}

const jwsOf = (payload: object): string => `h.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.s`;
const days = (plans: readonly { data: Readonly<Record<string, unknown>> }[]) => plans.map(({ data }) => data.day);

describe('upkeep', () => {
  it('replaces a day at a time, oldest first, only those old enough', () => {
    const course = new Course().live(0).live(1).live(2);
    expect(course.upkeep(89)).toEqual([]);
    expect(days(course.upkeep(91.5))).toEqual(['2026-01-01', '2026-01-02']);
    expect(course.upkeep(91.75)).toEqual([]);
  });

  it('leaves the events where they are, and the first record of all', () => {
    const course = new Course().live(0).live(1);
    course.upkeep(400);
    const types = [...course.ledger.lines()].map((line) => JSON.parse(line).type ?? 'folded');
    expect(types.filter((type) => type === 'event.started')).toHaveLength(6);
    expect(types.filter((type) => type === 'meter.tick')).toHaveLength(1);
  });

  it('leaves a day alone that is not over: nothing labelled later stands behind it', () => {
    const course = new Course().live(0);
    expect(course.upkeep(4000)).toEqual([]);
  });

  it('waits for the receipt of a required recipient, and 30 days more', () => {
    const course = new Course().live(0).live(1);
    expect(course.upkeep(400, { isBound: true })).toEqual([]);
    for (let reportSeq = 0; reportSeq < 3; reportSeq++) course.receipt(reportSeq, 300);
    expect(course.upkeep(329, { isBound: true })).toEqual([]);
    expect(days(course.upkeep(330, { isBound: true }))).toEqual(['2026-01-01']);
  });

  it('takes no day that no report has sealed', () => {
    const course = new Course().live(0);
    course.ledger.append(entries.agentStopped(timeAt(dayMs), 'x'));
    course.ledger.append(entries.agentStopped(timeAt(2 * dayMs), 'x'));
    course.ledger.commit({});
    expect(days(course.upkeep(400))).toEqual(['2026-01-01']);
    expect(course.upkeep(4000)).toEqual([]);
  });

  it('does not wait when the byte cap is reached', () => {
    const course = new Course().live(0).live(1);
    expect(days(course.upkeep(2, { isBound: true, fillRatio: 0.97 }))).toEqual([]);
    expect(days(course.upkeep(2, { isBound: true, fillRatio: 0.99 }))).toEqual(['2026-01-01', '2026-01-02']);
    expect(course.ledger.reports()).toHaveLength(6);
  });

  it('takes events after 24 months, behind the periodic rows', () => {
    const course = new Course().live(0).live(1);
    const plans = course.upkeep(732);
    expect(plans.map(({ kind, data }) => `${kind} ${data.day}`)).toEqual([
      'periodic 2026-01-01',
      'periodic 2026-01-02',
      'events 2026-01-01',
    ]);
    expect(plans[2]?.data).toMatchObject({ eventCounts: { impact: 3 } });
  });

  it('keeps the first report of all and the last of each month, and says which went', () => {
    const course = new Course();
    // 29 January to 3 February.
    for (let day = 28; day < 34; day++) course.live(day);
    const plans = course.upkeep(500);
    expect(course.ledger.reports().map(({ reportSeq }) => reportSeq)).toEqual([0, 8, 17]);
    expect(plans[0]?.data.droppedReports).toEqual({ fromSeq: 1, toSeq: 1 });
  });

  it('counts reports that were receipted on when they have gone', () => {
    const course = new Course().live(0).live(1);
    for (let reportSeq = 0; reportSeq < 4; reportSeq++) course.receipt(reportSeq, 1);
    course.upkeep(40, { isBound: true });
    expect(course.ledger.reports().length).toBeLessThan(6);
    expect(course.ledger.outbox.counts()).toEqual({ closedCount: 6, receiptedCount: 4 });
  });

  it('is not misled by a clock that was set back: the day is longer, and whole', () => {
    const course = new Course().live(5).live(2).live(7).live(8);
    expect(
      course
        .upkeep(500)
        .filter(({ kind }) => kind === 'periodic')
        .map(({ data }) => data.countByType),
    ).toEqual([{ 'meter.tick': 35 }, { 'meter.tick': 18 }, { 'meter.tick': 18 }]);
  });

  it('stages one plan at a time: the next waits until the first is durable', () => {
    const course = new Course().live(0).live(1).live(2);
    const situation = { nowMs: timeAt(400 * dayMs).wallMs, fillRatio: 0, isBound: false };
    expect(course.ledger.limits.stage(situation)).toBeDefined();
    expect(course.ledger.limits.stage(situation)).toBeUndefined();
    course.ledger.commit({});
    expect(course.ledger.limits.stage(situation)?.data.day).toBe('2026-01-02');
  });
});
