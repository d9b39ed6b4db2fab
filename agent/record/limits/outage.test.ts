import { describe, expect, it } from 'vitest';
import { commitFailed, heldRecordsMax, holdBack, type Outage, retryLimitsMs } from './outage.ts';

const failing = (count: number): Outage => {
  let outage = commitFailed(undefined, 'record/disk-io', 0);
  for (let attempt = 1; attempt < count; attempt++) outage = commitFailed(outage, 'record/disk-io', outage.nextMs);
  return outage;
};

describe('an outage of the disk', () => {
  it('is tried again after 1, 2, 4 … s, and never less often than once a minute', () => {
    const waitsMs = Array.from({ length: 10 }, (_, index) => failing(index + 1)).map(
      (outage, index, all) => outage.nextMs - (all[index - 1]?.nextMs ?? 0),
    );
    expect(waitsMs).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
  });

  it('keeps when it began, counts attempts, and names the newest failure', () => {
    const outage = commitFailed(commitFailed(undefined, 'record/disk-full', 500), 'record/disk-read-only', 1500);
    expect(outage).toMatchObject({ code: 'record/disk-read-only', sinceMs: 500, attemptCount: 2, nextMs: 3500 });
  });

  it('lasts years without its pace overflowing', () => {
    const outage = { ...failing(3), attemptCount: 1e9, nextMs: 0 };
    expect(commitFailed(outage, 'record/disk-io', 7).nextMs).toBe(7 + retryLimitsMs.max);
  });

  it('holds back what finds no room in memory, and counts it by type', () => {
    const outage = failing(1);
    expect(holdBack(outage, { type: 'event.started' }, heldRecordsMax - 1)).toBeUndefined();
    const once = holdBack(outage, { type: 'event.started' }, heldRecordsMax);
    const twice = once && holdBack(once, { type: 'event.started' }, heldRecordsMax);
    expect(twice && holdBack(twice, { type: 'usage.gap' }, heldRecordsMax)?.unrecorded).toEqual({ 'event.started': 2, 'usage.gap': 1 });
    expect(outage.unrecorded).toEqual({});
  });

  it('keeps those counts over further failures', () => {
    const held = holdBack(failing(1), { type: 'clock.step' }, heldRecordsMax);
    expect(commitFailed(held, 'record/disk-io', 9).unrecorded).toEqual({ 'clock.step': 1 });
  });
});
