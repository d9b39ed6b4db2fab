import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochWallMs, timeAt } from '../../tests/support/telemetry.ts';
import { monoMs, monoMsOf, monoNs, type TimePoint, timePointAt } from './time.ts';

const withNs = (ns: bigint): TimePoint => ({ ...timeAt(0), monoNs: monoNs(ns) });
const moments = fc.integer({ min: 0, max: 10 ** 12 });

describe('whole milliseconds of the monotonic clock', () => {
  it.each([
    [0n, 0],
    [999_999n, 0],
    [1_000_000n, 1],
    [1_999_999n, 1],
    [86_400_000_000_000n, 86_400_000],
  ])('of %d ns are %i, never rounded up', (ns, expected) => {
    expect(monoMsOf(withNs(ns))).toBe(expected);
  });

  it('stay exact for an uptime of a hundred years', () => {
    const yearsMs = 100 * 365 * 86_400_000;
    expect(monoMsOf(withNs(BigInt(yearsMs) * 1_000_000n + 999_999n))).toBe(yearsMs);
  });

  it('add up: what lies between three moments is the sum of its parts (property)', () => {
    const nanoseconds = fc.bigInt({ min: 0n, max: 10n ** 18n });
    fc.assert(
      fc.property(fc.array(nanoseconds, { minLength: 3, maxLength: 3 }), (ns) => {
        const [a = 0, b = 0, c = 0] = ns.toSorted((x, y) => (x < y ? -1 : 1)).map((each) => monoMsOf(withNs(each)));
        expect(b - a + (c - b)).toBe(c - a);
        expect(a <= b && b <= c).toBe(true);
      }),
    );
  });
});

describe('the time point at a moment of the same boot', () => {
  it('moves wall, monotonic and boot time by the same amount, and keeps boot and synchronisation', () => {
    const reference = { ...timeAt(5000), syncState: 'synced', boottimeMs: 9000 } as const;
    expect(timePointAt(reference, monoMs(7500))).toEqual({
      wallMs: epochWallMs + 7500,
      monoNs: 7_500_000_000n,
      bootId: 'boot-1',
      boottimeMs: 11_500,
      syncState: 'synced',
    });
  });

  it('lies before the reference as well as after it', () => {
    expect(timePointAt(timeAt(5000), monoMs(1000))).toEqual(timeAt(1000));
  });

  it('is the reference itself, nanoseconds and all, at its own millisecond', () => {
    const reference = withNs(5_000_123_456n);
    expect(timePointAt(reference, monoMs(5000))).toBe(reference);
  });

  it('is at the millisecond that was asked for (property)', () => {
    fc.assert(
      fc.property(moments, moments, (fromMs, toMs) => {
        const found = timePointAt(timeAt(fromMs), monoMs(toMs));
        expect(monoMsOf(found)).toBe(toMs);
        expect(found.wallMs).toBe(epochWallMs + toMs);
      }),
    );
  });

  it('comes back to where it started (property)', () => {
    fc.assert(
      fc.property(moments, moments, (fromMs, toMs) => {
        const there = timePointAt(timeAt(fromMs), monoMs(toMs));
        expect(timePointAt(there, monoMs(fromMs))).toEqual(timeAt(fromMs));
      }),
    );
  });
});
