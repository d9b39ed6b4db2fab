import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventClassHistory } from '../contract/assessment.ts';
import { unknown } from '../contract/unknown.ts';
import { eventRates } from './event-rates.ts';

const hourMs = 3_600_000;
const historyOf = (part: Partial<EventClassHistory>): EventClassHistory => ({
  ...{ eventClass: 'protectiveStop', eventCount: 0, exposureMs: 0, agedCount: 0, agedExposureMs: 0, weightRatio: 0.3 },
  ...{ ratePerH: 0, rateP05PerH: 0, rateP95PerH: 0, credibilityRatio: 0, relativityRatio: 1 },
  ...part,
});

describe('rates of events', () => {
  it('are by operating hours and by starts of operation, in both languages', () => {
    const [rate] = eventRates([historyOf({ eventCount: 3, exposureMs: 120 * hourMs })], 800);
    expect(rate).toMatchObject({ eventClass: 'protectiveStop', eventCount: 3, per100H: 2.5, perCycleRatio: 0.00375 });
    expect(rate?.text.en).toBe('protective stop: 3, 2.5 in 100 operating hours, 3.75 in 1,000 starts of operation');
    expect(rate?.text.zh).toBe('保护性停止：3 次，每 100 运行小时 2.5 次，每 1000 次启动运行 3.75 次');
  });

  it('of a robot that never started are unknown by starts, not nought', () => {
    const [rate] = eventRates([historyOf({ eventCount: 1, exposureMs: hourMs })], 0);
    expect(rate).toMatchObject({ per100H: 100, perCycleRatio: unknown('insufficientData') });
    expect(rate?.text.en).toContain('– in 1,000 starts');
  });

  it('leave out a class that nothing could report: no events of it is no finding', () => {
    expect(eventRates([historyOf({}), historyOf({ eventClass: 'impact', exposureMs: hourMs })], 10)).toMatchObject([
      { eventClass: 'impact', eventCount: 0, per100H: 0, perCycleRatio: 0 },
    ]);
  });

  it('twice the events in twice the use are the same rates (property)', () => {
    const counts = fc.record({
      n: fc.nat({ max: 1000 }),
      hours: fc.integer({ min: 1, max: 100_000 }),
      cycles: fc.integer({ min: 1, max: 100_000 }),
    });
    fc.assert(
      fc.property(counts, ({ n, hours, cycles }) => {
        const [once] = eventRates([historyOf({ eventCount: n, exposureMs: hours * hourMs })], cycles);
        const [twice] = eventRates([historyOf({ eventCount: 2 * n, exposureMs: 2 * hours * hourMs })], 2 * cycles);
        expect(twice?.per100H).toBeCloseTo(once?.per100H as number, 9);
        expect(twice?.perCycleRatio).toBeCloseTo(once?.perCycleRatio as number, 9);
      }),
    );
  });
});
