import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InstanceLock } from '../../agent/platform/instance-lock.ts';
import { ClockCourse } from '../support/clock-course.ts';
import { steadySteps } from '../support/fake-source.ts';
import { factsOf, live, liveThrough, liveUntilCut } from '../support/metered-life.ts';
import { scratchDirectory } from '../support/replayed.ts';

/*
 * Rules M-1 to M-6 and decisions B1, B2 (risk model §2.2): each test begins with the name of the rule it shows.
 */
const hourMs = 3_600_000;
const ledgerPath = (): string => join(scratchDirectory('metering-rules'), 'ledger.sqlite');

describe('durations and clocks', () => {
  it.each([0, -hourMs, hourMs, 500_000 * hourMs, -600_000 * hourMs])(
    'M-1: a wall clock that moves by %i ms changes no duration',
    async (byMs) => {
      const steps = [...steadySteps(0, 10), ...steadySteps(10, 20).map((step) => ({ ...step, atWallOffsetMs: byMs }))];
      const { counters } = await liveThrough(ledgerPath(), steps);
      expect(counters).toMatchObject({ powerOnMs: 19_000, operatingMs: 19_000, gapMs: 0 });
    },
  );

  it.each([
    ['1970', -Date.UTC(2026, 0, 1)],
    ['2038', Date.UTC(2038, 0, 19, 3, 14, 8) - Date.UTC(2026, 0, 1)],
  ])('M-1: a robot that wakes in %s meters, reports and verifies', async (_year, atWallOffsetMs) => {
    const { counters, verdict, reports } = await liveThrough(
      ledgerPath(),
      steadySteps(0, 30).map((step) => ({ ...step, atWallOffsetMs })),
    );
    expect([counters.operatingMs, verdict.verdict, reports.length]).toEqual([29_000, 'pass', 1]);
  });

  it('M-2: time asleep is split off: in no hour counter, on record', () => {
    const course = new ClockCourse()
      .start()
      .run(1000, 1)
      .sleep(8 * hourMs)
      .run(1000, 1)
      .run(1000, 1)
      .stop();
    expect(course.state.meter.counters).toMatchObject({ powerOnMs: 2000, operatingMs: 2000, suspendedMs: 8 * hourMs });
    expect(course.ofType('meter.suspended')).toHaveLength(1);
  });

  it('M-6: a step is on record with how far, in the report’s largest step, and reorders nothing', async () => {
    const steps = [...steadySteps(0, 10), ...steadySteps(10, 20).map((step) => ({ ...step, atWallOffsetMs: -hourMs }))];
    const life = await liveThrough(ledgerPath(), steps);
    expect(factsOf(life, 'clock.step')).toEqual([{ stepMs: -hourMs }]);
    expect(life.reports[0]?.time).toMatchObject({ maxStepMs: hourMs, syncState: 'unsynced' });
    expect(life.records.map(({ seq }) => seq)).toEqual(life.records.map((_, place) => place));
    const walls = life.records.map(({ wall }) => Date.parse(wall));
    expect(walls.some((wall, place) => place > 0 && wall < (walls[place - 1] ?? 0))).toBe(true);
    expect(life.verdict.findings.filter(({ severity }) => severity === 'failure')).toEqual([]);
  });
});

describe('what a clock’s behaviour is called', () => {
  it('B1: boottime that outruns monotonic time by more than 2 s is a suspend, no step', () => {
    const course = new ClockCourse().start().sleep(2001).run(1000, 1);
    expect(course.entries.map(({ type }) => type)).toEqual(['meter.suspended']);
  });

  it('B1: wall time that leaves boottime by more than 2 s is a step, no suspend', () => {
    const course = new ClockCourse().start().stepWall(2001).run(1000, 1);
    expect(course.entries.map(({ type }) => type)).toEqual(['clock.step']);
    expect(new ClockCourse().start().stepWall(2000).run(1000, 1).entries).toEqual([]);
  });

  it('B1: a late tick alone is a stall, and neither suspend nor step', () => {
    const course = new ClockCourse().start().tick().run(60_000).tick();
    expect(course.entries.map(({ type }) => type)).toEqual(['meter.stalled']);
  });

  it.each([
    ['1970', -Date.UTC(2026, 0, 1)],
    ['2038', Date.UTC(2038, 0, 19) - Date.UTC(2026, 0, 1)],
  ])('B1: a host that boots in %s and is synchronised has not stepped', (_year, byMs) => {
    const course = new ClockCourse().stepWall(byMs).start().run(1000, 1).stepWall(-byMs, 'synced').run(1000, 1).run(1000, 1);
    expect(course.ofType('clock.synchronised')).toEqual([{ stepMs: -byMs }]);
    expect([course.ofType('clock.step'), course.steps]).toEqual([[], []]);
  });
});

describe('what a power cut costs', () => {
  it('M-3: at most the stated loss bound, and what was not persisted is not credited', async () => {
    const path = ledgerPath();
    await liveUntilCut(path, [0, 600], 175);
    const { reports, records } = await live(path, [900, 960]);
    const resumed = factsOf({ records }, 'meter.resumed');
    expect(resumed).toMatchObject([{ end: 'killed', lossBoundMs: 60_000 }]);
    const trueMs = 174_000 + 59_000;
    const billedMs = reports.at(-1)?.exposure.closing.operatingMs ?? 0;
    expect(billedMs).toBeLessThanOrEqual(trueMs);
    expect(billedMs).toBeGreaterThanOrEqual(trueMs - Number(resumed[0]?.lossBoundMs));
    expect(reports.at(-1)?.time.lossBoundMs).toBe(60_000);
  });

  it('M-3: the life that was cut is on record from what was persisted, and adds up with the one after it', async () => {
    const path = ledgerPath();
    await liveUntilCut(path, [0, 600], 175);
    const life = await live(path, [900, 960]);
    const boots = factsOf(life, 'meter.boot');
    expect(boots.map(({ end }) => end)).toEqual(['cut', 'stopped']);
    const billed = boots.reduce((sum, boot) => sum + Number(boot.operatingAloneMs) + Number(boot.collaborativeMs), 0);
    expect(billed).toBe(life.counters.operatingMs);
  });

  it('M-3: a clean stop is told from a cut, and has lost nothing', async () => {
    const path = ledgerPath();
    await live(path, [0, 100]);
    expect(factsOf(await live(path, [200, 300]), 'meter.resumed')).toMatchObject([{ end: 'stopped', lossBoundMs: 0 }]);
  });
});

describe('granularity', () => {
  it('B2: one tick a minute with changed counters only, joints every quarter of an hour', async () => {
    const { records } = await live(ledgerPath(), [0, 1900], { reportPeriodMs: 10 * hourMs });
    const ticks = records.filter(({ type }) => type === 'meter.tick');
    const secondsOf = ticks.map(({ monoNs }) => Number(BigInt(monoNs) / 1_000_000_000n));
    expect(secondsOf.slice(1, -1).every((second, place) => second - (secondsOf[place] ?? 0) === 60)).toBe(true);
    expect(ticks.slice(1).every(({ data }) => !('suspendedMs' in data) && !('gapMs' in data))).toBe(true);
    expect(records.filter(({ type }) => type === 'meter.joints')).toHaveLength(3);
  });
});

describe('one meter per robot', () => {
  it('M-4: time is kept in segments that never overlap inside a boot and add up exactly', () => {
    const course = new ClockCourse();
    course.start().run(5000, 1).run(9000, 0).sleep(hourMs).run(2000, 1).stop().pass(7000).start().run(3000, 1).stop();
    const [first, second] = course.ofType('meter.boot');
    expect(first).toMatchObject({ elapsedMs: 16_000 + hourMs, suspendedMs: hourMs });
    expect(Date.parse(String(second?.from))).toBeGreaterThanOrEqual(Date.parse(String(first?.from)) + Number(first?.elapsedMs));
    expect(second?.instanceId).not.toBe(first?.instanceId);
  });

  it('M-4: a second agent is kept off by the lock, and every start has an instanceId of its own', async () => {
    const directory = scratchDirectory('metering-lock');
    mkdirSync(directory, { recursive: true });
    const lock = new InstanceLock(directory, 'boot-1');
    expect(() => new InstanceLock(directory, 'boot-1')).toThrow(/held by process/);
    const path = ledgerPath();
    await live(path, [0, 10]);
    const starts = factsOf(await live(path, [20, 30]), 'agent.started').map(({ instanceId }) => instanceId);
    expect(starts).toEqual(['boot-1:0', 'boot-1:20000000000']);
    lock.release();
  });
});
