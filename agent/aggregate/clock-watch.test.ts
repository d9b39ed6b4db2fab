import { describe, expect, it } from 'vitest';
import { ClockCourse } from '../../tests/support/clock-course.ts';
import { epochWallMs } from '../../tests/support/telemetry.ts';
import { suspendMsMin } from './clock-watch.ts';

const hourMs = 3_600_000;

describe('a host that sleeps', () => {
  it('is on record, with the time it slept in no other counter', () => {
    const course = new ClockCourse().start().run(1000, 1).sleep(hourMs).run(1000, 1).run(1000);
    expect(course.ofType('meter.suspended')).toEqual([{ suspendedMs: hourMs, countedAs: 'suspendedMs' }]);
    expect(course.state.meter.counters).toMatchObject({ suspendedMs: hourMs, powerOnMs: 2000, operatingMs: 2000, gapMs: 1000 });
    expect(course.ofType('clock.step')).toEqual([]);
  });

  it('has slept only beyond two seconds, but many short sleeps add up to one', () => {
    const course = new ClockCourse().start().sleep(suspendMsMin).run(1000, 1);
    expect(course.ofType('meter.suspended')).toEqual([]);
    course.sleep(500).run(1000, 1);
    expect(course.ofType('meter.suspended')).toEqual([{ suspendedMs: 2500, countedAs: 'suspendedMs' }]);
  });

  it('is told only once of one sleep', () => {
    const course = new ClockCourse().start().sleep(hourMs).run(1000, 1).run(1000, 1).run(1000, 1);
    expect(course.ofType('meter.suspended')).toHaveLength(1);
  });

  it('is not asleep when it is another boot', () => {
    const course = new ClockCourse().start().run(1000, 1).stop().reboot(hourMs).start().run(1000, 1);
    expect(course.ofType('meter.suspended')).toEqual([]);
  });
});

describe('a wall clock', () => {
  it('that steps is on record and told to the open report', () => {
    const course = new ClockCourse().start().stepWall(-hourMs).run(1000, 1);
    expect(course.ofType('clock.step')).toEqual([{ stepMs: -hourMs }]);
    expect(course.steps).toEqual([-hourMs]);
  });

  it('that is set by the first time service of a process did not step; the period is told from when to when it was labelled wrong', () => {
    const course = new ClockCourse().start().run(5000, 1).stepWall(hourMs, 'synced').run(1000, 1);
    expect(course.ofType('clock.synchronised')).toEqual([{ stepMs: hourMs }]);
    expect([course.steps, course.ofType('clock.step')]).toEqual([[], []]);
    expect(course.labels).toEqual([{ stepMs: hourMs, fromWallMs: epochWallMs, toWallMs: epochWallMs + 5000 }]);
  });

  it('that was right when the time service came is on record too: labels can be trusted from there', () => {
    const course = new ClockCourse().start().stepWall(0, 'synced').run(1000, 1);
    expect(course.ofType('clock.synchronised')).toEqual([{ stepMs: 0 }]);
  });

  it('that is set by a second synchronisation of the same process stepped', () => {
    const course = new ClockCourse().start().stepWall(hourMs, 'synced').run(1000, 1);
    course.stepWall(0, 'unsynced').run(1000, 1).stepWall(-hourMs, 'synced').run(1000, 1);
    expect(course.ofType('clock.synchronised')).toEqual([{ stepMs: hourMs }]);
    expect(course.ofType('clock.step')).toEqual([{ stepMs: -hourMs }]);
  });

  it('that was synchronised when the process began is never excused', () => {
    const course = new ClockCourse().stepWall(0, 'synced').start().stepWall(0, 'unsynced').run(1000, 1);
    course.stepWall(hourMs, 'synced').run(1000, 1);
    expect(course.ofType('clock.step')).toEqual([{ stepMs: hourMs }]);
  });
});

describe('a late tick', () => {
  it('says that the agent was kept from working', () => {
    const course = new ClockCourse().start().tick().run(1000).tick().run(9000).tick();
    expect(course.ofType('meter.stalled')).toEqual([{ lateMs: 8000 }]);
    expect(course.ofType('meter.suspended')).toEqual([]);
  });

  it('is none up to three ticks, and none after a sleep', () => {
    const course = new ClockCourse().start().tick().run(3000).tick().sleep(hourMs).run(1000).tick();
    expect(course.ofType('meter.stalled')).toEqual([]);
    expect(course.ofType('meter.suspended')).toHaveLength(1);
  });
});

describe('a process that begins where another ended', () => {
  const lastPersisted = new Date(epochWallMs + 1000).toISOString();

  it('after a stop has lost nothing', () => {
    const course = new ClockCourse().start().run(1000, 1).stop().reboot(hourMs).start();
    expect(course.ofType('meter.resumed')).toEqual([
      { lastPersisted, end: 'stopped', lossBoundMs: 0, downMs: { unknown: 'notObserved' }, hostUpMs: 5000 },
    ]);
  });

  it('after a power cut has lost at most what one period holds back', () => {
    const course = new ClockCourse().start().run(1000, 1).cut().reboot(hourMs).start();
    expect(course.ofType('meter.resumed')).toEqual([
      { lastPersisted, end: 'powerCut', lossBoundMs: 60_000, downMs: { unknown: 'notObserved' }, hostUpMs: 5000 },
    ]);
  });

  it('after it was killed in the same boot has lost at most the time since', () => {
    const downAfterMs = (ms: number) => new ClockCourse().start().run(1000, 1).cut().pass(ms).start().ofType('meter.resumed');
    expect(downAfterMs(7000)).toEqual([{ lastPersisted, end: 'killed', lossBoundMs: 7000, downMs: 7000, hostUpMs: 0 }]);
    expect(downAfterMs(hourMs)).toEqual([{ lastPersisted, end: 'killed', lossBoundMs: 60_000, downMs: hourMs, hostUpMs: 0 }]);
  });

  it('takes no sleep for its own that fell between two processes', () => {
    const course = new ClockCourse().start().run(1000, 1).cut().sleep(hourMs).start().run(1000, 1);
    expect(course.ofType('meter.suspended')).toEqual([]);
    expect(course.ofType('meter.resumed')).toMatchObject([{ downMs: hourMs }]);
  });

  it('is the first of all: nothing is resumed', () => {
    expect(new ClockCourse().start().entries).toEqual([]);
  });
});

describe('every record of the clocks', () => {
  it('is durable at once (B2)', () => {
    const course = new ClockCourse().start().sleep(hourMs).run(1000, 1).stepWall(hourMs).run(9000).tick().cut().reboot(1).start().stop();
    expect(course.entries.length).toBeGreaterThan(4);
    expect(course.entries.every(({ urgent }) => urgent)).toBe(true);
  });
});
