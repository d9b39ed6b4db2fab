import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockCourse } from '../../tests/support/clock-course.ts';
import { gradeOf, timeAt } from '../../tests/support/telemetry.ts';
import { noUsage } from '../contract/usage.ts';
import { suspendMsMin } from './clock-watch.ts';
import { beginLife, instanceIdOf, lifeFacts, statesOf } from './process-life.ts';

type States = Readonly<Record<string, number>>;
const stateNames = ['suspendedMs', 'silentMs', 'poweredOnlyMs', 'readyOnlyMs', 'operatingAloneMs', 'collaborativeMs'];
const sumOf = (states: States): number => stateNames.reduce((sum, name) => sum + (states[name] ?? Number.NaN), 0);

describe('the life of a process', () => {
  it('is parted into exclusive states that add up', () => {
    const life = beginLife(timeAt(1000), { ...noUsage, powerOnMs: 500, gapMs: 7 });
    const counters = { ...noUsage, powerOnMs: 4500, readyMs: 3000, operatingMs: 2000, collaborativeMs: 500, gapMs: 1007 };
    expect(statesOf(life, counters, 6000)).toEqual({
      elapsedMs: 5000,
      suspendedMs: 0,
      silentMs: 1000,
      poweredOnlyMs: 1000,
      readyOnlyMs: 1000,
      operatingAloneMs: 1500,
      collaborativeMs: 500,
    });
  });

  it('that ended before anything was counted is empty', () => {
    expect(sumOf(statesOf(beginLife(timeAt(9), noUsage), noUsage, null) as unknown as States)).toBe(0);
  });

  it('M-4: has a name of its own, the same whoever asks', () => {
    expect(instanceIdOf(timeAt(5))).toBe(instanceIdOf(timeAt(5)));
    expect(instanceIdOf(timeAt(5))).not.toBe(instanceIdOf(timeAt(6)));
    expect(instanceIdOf(timeAt(5))).not.toBe(instanceIdOf({ ...timeAt(5), bootId: 'boot-2' }));
  });

  it('is stated with where it began', () => {
    const life = beginLife(timeAt(0), noUsage);
    expect(lifeFacts(life, statesOf(life, noUsage, 0), 'cut')).toMatchObject({
      instanceId: 'boot-1:0',
      bootId: 'boot-1',
      from: '2026-01-01T00:00:00.000Z',
      end: 'cut',
    });
  });
});

type Act = {
  readonly kind: 'run' | 'sleep' | 'step' | 'killed' | 'rebooted' | 'cut';
  readonly ms: number;
  readonly speed: number | undefined;
};

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(
    'run' as const,
    'run' as const,
    'run' as const,
    'sleep' as const,
    'step' as const,
    'killed' as const,
    'rebooted' as const,
    'cut' as const,
  ),
  ms: fc.integer({ min: suspendMsMin + 1, max: 20_000 }),
  speed: fc.constantFrom(0, 1, 1, undefined),
});

/** Plays the acts; gives the boottime that every process was there for, from its start to its last moment. */
function play(course: ClockCourse, acts: readonly Act[]): number[] {
  const observed: number[] = [];
  let begunMs = course.now().boottimeMs;
  const end = (stops: boolean): void => {
    course.run(1);
    observed.push(course.now().boottimeMs - begunMs);
    if (stops) course.stop();
    else course.cut();
  };
  const begin = (): void => {
    begunMs = course.now().boottimeMs;
    course.start(gradeOf(4));
  };
  begin();
  for (const { kind, ms, speed } of acts) {
    if (kind === 'run') course.run(ms, speed);
    else if (kind === 'sleep') course.sleep(ms);
    else if (kind === 'step') course.stepWall(ms * 1000);
    else {
      end(kind === 'rebooted');
      if (kind !== 'killed') course.reboot(ms);
      begin();
    }
  }
  end(true);
  return observed;
}

describe('conservation, for any history of cuts, sleeps, steps, kills and restarts', () => {
  it('the states of every life add up exactly to its elapsed time, and a stopped life to all the boottime it was there for', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const course = new ClockCourse();
        const observed = play(course, acts);
        const boots = course.ofType('meter.boot') as unknown as (States & { end: string; elapsedMs: number })[];
        expect(boots).toHaveLength(observed.length);
        boots.forEach((boot, k) => {
          expect(sumOf(boot)).toBe(boot.elapsedMs);
          if (boot.end === 'stopped') expect(boot.elapsedMs).toBe(observed[k]);
          else expect(boot.elapsedMs).toBeLessThanOrEqual(observed[k] ?? 0);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('the lives together are the lifetime counters: nothing is in one and not in the other', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const course = new ClockCourse();
        play(course, acts);
        const boots = course.ofType('meter.boot') as unknown as States[];
        const total = (name: string): number => boots.reduce((sum, boot) => sum + (boot[name] ?? Number.NaN), 0);
        const { counters } = course.state.meter;
        expect(total('suspendedMs')).toBe(counters.suspendedMs);
        expect(total('silentMs')).toBe(counters.gapMs);
        expect(total('collaborativeMs')).toBe(counters.collaborativeMs);
        expect(total('operatingAloneMs') + total('collaborativeMs')).toBe(counters.operatingMs);
        expect(total('poweredOnlyMs') + total('readyOnlyMs') + counters.operatingMs).toBe(counters.powerOnMs);
      }),
      { numRuns: 60 },
    );
  });
});
