import { describe, expect, it } from 'vitest';
import { simulateMetering } from './simulate-metering.ts';

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
const often = { hours: 60, intensityRatio: 3 } as const;

describe('twenty robots through hours of faults', () => {
  const outcomes = seeds.map((seed) => simulateMetering({ seed, ...often }));

  it('keep every invariant', () => {
    expect(outcomes.flatMap(({ seed, violations }) => violations.map((violation) => ({ seed, ...violation })))).toEqual([]);
  });

  it('meet every kind of fault', () => {
    const kinds = [...new Set(outcomes.flatMap(({ faults }) => Object.keys(faults)))];
    const steps = ['wallStep.back', 'wallStep.forth', 'wallStep.to1970', 'wallStep.to2038'];
    const ends = ['agent.killed', 'agent.stopped', 'agent.powerCut', 'agent.leftOut', 'agent.late', 'powerCut'];
    const parts = ['pack.swapped', 'controller.replaced', 'counter.reset', 'counter.wrapped'];
    expect(kinds).toEqual(expect.arrayContaining([...steps, ...ends, ...parts, 'suspend', 'silence', 'robot.off']));
  });

  it('are billed less than they ran, and the difference is not nothing', () => {
    const sum = (of: (outcome: (typeof outcomes)[number]) => number): number => outcomes.reduce((total, outcome) => total + of(outcome), 0);
    const trueMs = sum(({ powerOn }) => powerOn.trueMs);
    expect(sum(({ powerOn }) => powerOn.billedMs)).toBeLessThan(trueMs);
    expect(sum(({ powerOn }) => powerOn.billedMs)).toBeGreaterThan(trueMs / 2);
    for (const part of ['awayMs', 'asleepMs', 'unseenMs', 'lostMs'] as const)
      expect(sum(({ powerOn }) => powerOn[part])).toBeGreaterThan(0);
    expect(sum(({ unmeteredMs }) => unmeteredMs)).toBeGreaterThan(0);
  });
});

describe('the same seed', () => {
  it('is the same history, to the record; another one is another', () => {
    const once = simulateMetering({ seed: 7, ...often });
    expect(simulateMetering({ seed: 7, ...often })).toEqual(once);
    expect(simulateMetering({ seed: 8, ...often }).digest).not.toBe(once.digest);
  });

  it('hands over its trace when it is asked to, or when it fails', () => {
    expect(simulateMetering({ seed: 7, hours: 20 }).trace).toEqual([]);
    expect(simulateMetering({ seed: 7, hours: 20, isTraced: true }).trace.length).toBeGreaterThan(3);
  });
});
