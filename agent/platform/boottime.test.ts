import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Boottime } from './boottime.ts';

const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;

describe('time since boot', () => {
  it('asks the system once in 100 ms, and tells the rest from the monotonic clock', () => {
    let askedCount = 0;
    const boottime = new Boottime(() => {
      askedCount++;
      return 5000;
    });
    expect([0, 1, 50, 99].map((ms) => boottime.at(ns(ms)))).toEqual([5_000_000, 5_000_001, 5_000_050, 5_000_099]);
    expect(askedCount).toBe(1);
    boottime.at(ns(100));
    expect(askedCount).toBe(2);
  });

  it('sees a suspend within 100 ms of the resume', () => {
    let suspendedS = 0;
    const boottime = new Boottime(() => 10 + suspendedS);
    boottime.at(ns(0));
    suspendedS = 3600;
    expect(boottime.at(ns(99))).toBe(10_099);
    expect(boottime.at(ns(100))).toBe(3_610_000);
  });

  it('sees a suspend at once when it is told to ask again', () => {
    let suspendedS = 0;
    const boottime = new Boottime(() => 10 + suspendedS);
    boottime.at(ns(0));
    suspendedS = 3600;
    boottime.forget();
    expect(boottime.at(ns(1))).toBe(3_610_000);
  });

  it('never runs backwards, however coarse the system’s answer is', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(150), { maxLength: 60 }), (stepsMs) => {
        let monoMs = 0;
        const boottime = new Boottime(() => Math.floor(monoMs / 10) / 100);
        let lastMs = 0;
        for (const stepMs of stepsMs) {
          monoMs += stepMs;
          const nowMs = boottime.at(ns(monoMs));
          expect(nowMs).toBeGreaterThanOrEqual(lastMs);
          expect(Math.abs(nowMs - monoMs)).toBeLessThanOrEqual(20);
          lastMs = nowMs;
        }
      }),
    );
  });
});
