import { describe, expect, it } from 'vitest';
import { timeAt } from '../../tests/support/telemetry.ts';
import { type TimePoint, wallMs } from '../contract/time.ts';
import { coldBoardUntilMs } from './cold-board-until-ms.ts';

const hour = 3_600_000;
const before = timeAt(5 * hour);
/** `sinceBootMs` into a boot that began `offMs` after the last moment known. */
const booted = (offMs: number, sinceBootMs = 30_000): TimePoint => ({
  ...timeAt(sinceBootMs),
  bootId: 'boot-2',
  wallMs: wallMs(before.wallMs + offMs + sinceBootMs),
});

describe('R-7: a cold start', () => {
  it.each([
    [2 * hour, true],
    [2 * hour - 1, false],
    [14 * hour, true],
    [366 * 24 * hour, true],
    [366 * 24 * hour + 1, false],
    [-hour, false],
  ])('R-7: a boot %d ms after the agent last ran is cold: %s', (offMs, isCold) => {
    expect(coldBoardUntilMs(before, booted(offMs)) !== undefined).toBe(isCold);
  });

  it('R-7: ends ten minutes after the boot, however late the agent came', () => {
    expect(coldBoardUntilMs(before, booted(8 * hour, 30_000))).toBe(600_000);
    expect(coldBoardUntilMs(before, booted(8 * hour, 600_000))).toBe(600_000);
    expect(coldBoardUntilMs(before, booted(8 * hour, 600_001))).toBeUndefined();
  });

  it('R-7: is none without a past, and none within one boot', () => {
    expect(coldBoardUntilMs(undefined, booted(8 * hour))).toBeUndefined();
    expect(coldBoardUntilMs(before, { ...booted(8 * hour), bootId: before.bootId })).toBeUndefined();
  });
});
