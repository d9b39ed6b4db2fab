import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day } from '../../tests/support/tariff-fixture.ts';
import { dayMs, formatUtcDay, parseUtcDay, startOfUtcDay, utcMonthAt, utcMonthsIn } from './utc-month.ts';

const anyMoment = fc.integer({ min: 0, max: day('2100-01-01') });

describe('a UTC month', () => {
  it.each([
    ['2026-02-28', '2026-02', 28],
    ['2028-02-29', '2028-02', 29],
    ['2026-12-31', '2026-12', 31],
  ])('that holds %s is %s with %i days', (text, month, dayCount) => {
    expect(utcMonthAt(day(text) + dayMs - 1)).toMatchObject({ month, dayCount });
  });

  it('begins with its first moment and ends before the next', () => {
    fc.assert(
      fc.property(anyMoment, (atMs) => {
        const { startMs, endMs, month } = utcMonthAt(atMs);
        expect([startMs <= atMs, atMs < endMs]).toEqual([true, true]);
        expect(utcMonthAt(endMs).startMs).toBe(endMs);
        expect(parseUtcDay(month)).toBe(startMs);
      }),
    );
  });

  it('follows the one before without a hole, however long the time', () => {
    const months = utcMonthsIn(day('2025-11-15'), day('2026-02-01'));
    expect(months.map(({ month }) => month)).toEqual(['2025-11', '2025-12', '2026-01']);
    expect(utcMonthsIn(5, 5)).toEqual([]);
  });
});

describe('a UTC day', () => {
  it('is read as it is written, and a month stands for its first', () => {
    expect(parseUtcDay('2026-01-31')).toBe(day('2026-01-31'));
    expect(parseUtcDay('2026-03')).toBe(day('2026-03-01'));
    fc.assert(fc.property(anyMoment, (atMs) => parseUtcDay(formatUtcDay(atMs)) === startOfUtcDay(atMs)));
  });

  it.each(['', '2026', '2026-13', '2026-02-30', '2026-1-1', 'yesterday', '2026-01-01T00:00:00Z'])('is not %j', (text) => {
    expect(parseUtcDay(text)).toBeUndefined();
  });
});
