import { describe, expect, it } from 'vitest';
import { day, hourMs } from '../../tests/support/tariff-fixture.ts';
import { readPeriod } from './read-period.ts';

const nowMs = day('2026-11-22') + 5 * hourMs;

describe('a period', () => {
  it('is whole UTC days, a month being its first, up to the end of today', () => {
    expect(readPeriod({ from: '2026-01', to: '2026-04' }, nowMs)).toEqual({ fromMs: day('2026-01-01'), toMs: day('2026-04-01') });
    expect(readPeriod({ from: '2026-11-22', to: '2026-11-23' }, nowMs).toMs).toBe(day('2026-11-23'));
  });

  it.each([
    ['that is no day', { from: 'soon', to: '2026-04' }, /--from: soon/],
    ['of two that are none', { from: 'x', to: 'y' }, /--from: x[\s\S]*--to: y/],
    ['that ends before it begins', { from: '2026-04', to: '2026-04-01' }, /a day after/],
    ['that has not been', { from: '2026-11', to: '2026-12' }, /at most 2026-11-23/],
    ['of a year without its month', { from: '2025', to: '2026-01' }, /--from: 2025/],
    ['longer than a statement', { from: '1990-01', to: '2026-01' }, /at most 3660 days/],
  ])('is refused %s', (_, text, message) => {
    expect(() => readPeriod(text, nowMs)).toThrow(
      expect.objectContaining({ code: 'receiver/period', message: expect.stringMatching(message) }),
    );
  });
});
