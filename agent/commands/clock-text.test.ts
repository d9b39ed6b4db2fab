import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockText } from './clock-text.ts';

const secondsOf = (text: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
};

describe('a duration as h:mm:ss', () => {
  it.each([
    [0, '0:00:00'],
    [999, '0:00:00'],
    [59_999, '0:00:59'],
    [60_000, '0:01:00'],
    [3_599_999, '0:59:59'],
    [3_600_000, '1:00:00'],
    [36_000_000, '10:00:00'],
    [360_000_000_000, '100000:00:00'],
  ])('of %i ms is %s', (ms, text) => {
    expect(clockText(ms)).toBe(text);
  });

  it('is never more than was metered, and less by under a second (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (ms) => {
        const shownMs = secondsOf(clockText(ms)) * 1000;
        expect(shownMs).toBeLessThanOrEqual(ms);
        expect(ms - shownMs).toBeLessThan(1000);
      }),
    );
  });

  it('has two digits of minutes and of seconds (property)', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (ms) => /^\d+:[0-5]\d:[0-5]\d$/.test(clockText(ms))));
  });
});
