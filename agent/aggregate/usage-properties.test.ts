import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CourseMeter, type CourseStep, robotCourse } from '../../tests/support/robot-course.ts';
import type { UsageCounters } from '../contract/usage.ts';
import { type AggregateState, restartAggregate } from './aggregate-state.ts';

const copyOf = (state: AggregateState): AggregateState => JSON.parse(JSON.stringify(state)) as AggregateState;
const endOf = (steps: readonly CourseStep[]): number => (steps.at(-1)?.atMs ?? 0) + 7000;

function countersOf(meter: CourseMeter): UsageCounters {
  return meter.aggregator.state.meter.counters;
}

function metered(steps: readonly CourseStep[]): CourseMeter {
  const meter = new CourseMeter();
  for (const step of steps) meter.hear(step);
  meter.finish(endOf(steps));
  return meter;
}

const numbersOf = (counters: UsageCounters): number[] => Object.values(counters).flat();

describe('the meter of a robot with legs, for any course', () => {
  it('gives the same totals for any partition of the time line', () => {
    fc.assert(
      fc.property(robotCourse, fc.array(fc.nat(400_000), { maxLength: 40 }), (steps, cuts) => {
        const whole = metered(steps);
        const parted = new CourseMeter();
        const moments = [...cuts.filter((cut) => cut > (steps[0]?.atMs ?? 0)).map((atMs) => ({ atMs })), ...steps];
        for (const moment of moments.toSorted((a, b) => a.atMs - b.atMs)) {
          if (moment.atMs > endOf(steps)) continue;
          if ('heard' in moment) parted.hear(moment);
          else parted.pass(moment.atMs);
        }
        parted.finish(endOf(steps));
        expect(countersOf(parted)).toEqual(countersOf(whole));
      }),
    );
  });

  it('gives the same totals when it is saved and taken up again anywhere', () => {
    fc.assert(
      fc.property(robotCourse, fc.nat(50), (steps, cut) => {
        const first = new CourseMeter();
        for (const step of steps.slice(0, cut)) first.hear(step);
        const second = new CourseMeter(copyOf(first.aggregator.save()));
        for (const step of steps.slice(cut)) second.hear(step);
        second.finish(endOf(steps));
        expect(countersOf(second)).toEqual(countersOf(metered(steps)));
      }),
    );
  });

  it('nests what is part of something, and counts in whole numbers', () => {
    fc.assert(
      fc.property(robotCourse, (steps) => {
        const counters = countersOf(metered(steps));
        const { powerOnMs, readyMs, operatingMs, collaborativeMs, standingMs, gapMs } = counters;
        const nested = [powerOnMs, readyMs, operatingMs, collaborativeMs];
        expect(nested.toSorted((a, b) => b - a)).toEqual(nested);
        expect(standingMs).toBeLessThanOrEqual(operatingMs);
        expect(counters.loadMs).toBeLessThanOrEqual(Math.ceil(operatingMs / 2) + steps.length);
        expect(powerOnMs + gapMs).toBe(endOf(steps) - (steps[0]?.atMs ?? 0));
        expect(numbersOf(counters).every((number) => Number.isSafeInteger(number) && number >= 0)).toBe(true);
      }),
    );
  });

  it('never falls, from moment to moment', () => {
    fc.assert(
      fc.property(robotCourse, (steps) => {
        const meter = new CourseMeter();
        let before = numbersOf(countersOf(meter));
        for (const step of steps) {
          meter.hear(step);
          const now = numbersOf(countersOf(meter));
          expect(now.every((number, place) => number >= (before[place] ?? 0))).toBe(true);
          before = now;
        }
      }),
    );
  });

  it('keeps every total over a restart and credits nothing for the time between', () => {
    fc.assert(
      fc.property(robotCourse, robotCourse, (before, after) => {
        const first = metered(before);
        const saved = countersOf(first);
        const second = new CourseMeter(restartAggregate(copyOf(first.aggregator.save())));
        expect(countersOf(second)).toEqual(saved);
        for (const step of after) second.hear(step);
        second.finish(endOf(after));
        const alone = countersOf(metered(after));
        const gained = countersOf(second);
        expect(gained.powerOnMs - saved.powerOnMs).toBeLessThanOrEqual(alone.powerOnMs);
        expect(gained.energyMj - saved.energyMj).toBe(alone.energyMj);
        expect(gained.distanceMm - saved.distanceMm).toBe(alone.distanceMm);
      }),
    );
  });
});
