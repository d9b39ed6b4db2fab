import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradeOf } from '../../tests/support/telemetry.ts';
import { monoMs } from '../contract/time.ts';
import type { UsageCounters } from '../contract/usage.ts';
import { addAmounts, countUsage, type MotionKind, openingUsageMeter, seeMotion, seePresence } from './usage-meter.ts';

const powered = { grade: gradeOf(2), drivesPowered: true };

/** What is known of joints and base at the start, each for so long; then one count. */
function standing(known: Partial<Record<MotionKind, readonly [moving: boolean, untilMs: number]>>, balances = true): UsageCounters {
  let state = seePresence(countUsage(openingUsageMeter(), monoMs(0), powered), monoMs(0), 60_000);
  for (const [kind, [moving, knownUntilMs]] of Object.entries(known)) {
    state = seeMotion(state, kind as MotionKind, { moving, knownUntilMs });
  }
  return countUsage(state, monoMs(10_000), { ...powered, balances }).counters;
}

describe('operating', () => {
  it('is a moving base, and a running program with nothing moving', () => {
    expect(standing({ joints: [false, 10_000], base: [true, 10_000] }).operatingMs).toBe(10_000);
    expect(standing({ joints: [false, 10_000], program: [true, 6000] }).operatingMs).toBe(6000);
    expect(standing({ joints: [false, 10_000], program: [false, 6000] }).operatingMs).toBe(0);
  });

  it('is counted once, however many things show it', () => {
    const counters = standing({ joints: [true, 4000], base: [true, 9000], program: [true, 7000] });
    expect(counters).toMatchObject({ operatingMs: 9000, cycleCount: 1 });
  });
});

describe('standing', () => {
  it('is operating while the base is known not to travel, whatever the joints do', () => {
    expect(standing({ joints: [true, 10_000], base: [false, 10_000] }).standingMs).toBe(10_000);
    expect(standing({ joints: [true, 10_000], base: [true, 10_000] }).standingMs).toBe(0);
  });

  it('is told from still joints where nobody reports the base', () => {
    expect(standing({ joints: [false, 10_000], program: [true, 10_000] }).standingMs).toBe(10_000);
    expect(standing({ joints: [true, 10_000] }).standingMs).toBe(0);
  });

  it('is told from still joints from when the base falls silent', () => {
    expect(standing({ joints: [false, 10_000], base: [true, 3000], program: [true, 10_000] }).standingMs).toBe(7000);
  });

  it('is not assumed when neither is known', () => {
    expect(standing({ program: [true, 10_000] })).toMatchObject({ operatingMs: 10_000, standingMs: 0 });
  });

  it('is nothing for a robot that need not balance, nor while it does not operate', () => {
    expect(standing({ joints: [true, 10_000], base: [false, 10_000] }, false).standingMs).toBe(0);
    expect(standing({ joints: [false, 10_000], base: [false, 10_000] }).standingMs).toBe(0);
  });

  it('any partition of a time line gives the same totals', () => {
    const evidence = fc.tuple(fc.boolean(), fc.nat(12_000));
    const known = fc.record({ joints: evidence, base: evidence, program: evidence });
    fc.assert(
      fc.property(known, fc.nat(12_000), fc.array(fc.nat(10_000)), (seen, presentMs, cuts) => {
        let opening = seePresence(countUsage(openingUsageMeter(), monoMs(0), powered), monoMs(0), presentMs);
        for (const [kind, [moving, knownUntilMs]] of Object.entries(seen)) {
          opening = seeMotion(opening, kind as MotionKind, { moving, knownUntilMs });
        }
        const conditions = { ...powered, balances: true };
        let state = opening;
        for (const cut of cuts.toSorted((a, b) => a - b)) state = countUsage(state, monoMs(cut), conditions);
        const whole = countUsage(opening, monoMs(10_000), conditions);
        expect(countUsage(state, monoMs(10_000), conditions).counters).toEqual(whole.counters);
        expect(whole.counters.standingMs).toBeLessThanOrEqual(whole.counters.operatingMs);
      }),
    );
  });
});

describe('amounts', () => {
  it('M-11: are whole, and millimetres are carried, so that no rounding adds up', () => {
    let state = openingUsageMeter();
    for (let reading = 0; reading < 1000; reading++) state = addAmounts(state, { distanceUm: 999, energyMj: 3, loadMs: 2 });
    expect(state.counters).toMatchObject({ distanceMm: 999, energyMj: 3000, loadMs: 2000 });
    expect(addAmounts(state, {}).counters).toEqual(state.counters);
  });

  it('put suspends, unmetered hours and what a sleeping gateway missed where they belong', () => {
    const { counters } = addAmounts(openingUsageMeter(), { suspendedMs: 5000, unmeteredMs: 7000, gapMs: 11_000 });
    expect(counters).toMatchObject({ suspendedMs: 5000, unmeteredMs: 7000, gapMs: 11_000, powerOnMs: 0, operatingMs: 0 });
  });
});
