import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReconnectDelay } from './reconnect-delay.ts';

const limits = { reconnectFirstDelayMs: 500, reconnectDelayMsMax: 60_000, stableAfterMs: 300_000 };
const early = { connectedMs: 0, isStanding: false };

describe('the wait before the next connection', () => {
  it('doubles its ceiling up to the limit', () => {
    const delay = new ReconnectDelay(limits, () => 1);
    expect(Array.from({ length: 9 }, () => delay.next(early))).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('is spread over everything below the ceiling, so that a fleet does not come back in one moment', () => {
    const delay = new ReconnectDelay(limits, () => 0.25);
    expect([delay.next(early), delay.next(early)]).toEqual([125, 250]);
  });

  it('keeps growing when connections end early, and starts over after a stable one', () => {
    const delay = new ReconnectDelay(limits, () => 1);
    for (const connectedMs of [0, 10, 1_000]) delay.next({ connectedMs, isStanding: false });
    expect(delay.next({ connectedMs: 299_999, isStanding: false })).toBe(4_000);
    expect(delay.next({ connectedMs: 300_000, isStanding: false })).toBe(500);
  });

  it('is half the limit at least when the reason will not go away by itself', () => {
    const lowest = new ReconnectDelay(limits, () => 0);
    expect(lowest.next({ connectedMs: 0, isStanding: true })).toBe(30_000);
  });

  it('never exceeds its limit', () => {
    const endings = fc.array(fc.record({ connectedMs: fc.nat(400_000), isStanding: fc.boolean() }), { maxLength: 2_000 });
    fc.assert(
      fc.property(endings, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (ended, draw) => {
        const delay = new ReconnectDelay(limits, () => draw);
        const waits = ended.map((one) => delay.next(one));
        expect(waits.every((waitMs) => waitMs >= 0 && waitMs <= limits.reconnectDelayMsMax)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
