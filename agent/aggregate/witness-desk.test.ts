import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, WitnessBench } from '../../tests/support/witness-fixture.ts';

const dayMs = 24 * hourMs;
const shiftMs = 8 * hourMs;

describe('the time between two boots', () => {
  it('that no witness contradicts is off: nothing is imputed, nothing is found', () => {
    const bench = new WitnessBench()
      .boot(0)
      .tell('powerOnMs', 1000 * hourMs)
      .pass(shiftMs);
    bench
      .tell('powerOnMs', 1008 * hourMs)
      .pass(minuteMs)
      .cut()
      .boot(dayMs);
    bench.tell('powerOnMs', 1008 * hourMs + minuteMs).pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'offConsistent', imputedMs: 0, afterStop: false, sameBoot: false }]);
    expect(bench.counters.unmeteredMs).toBe(0);
    expect(bench.said('meter.unmeteredRun')).toEqual([]);
  });

  it('is off when nothing witnesses at all, after a stop as after a cut', () => {
    const bench = new WitnessBench()
      .boot(0)
      .pass(shiftMs)
      .stop()
      .boot(dayMs)
      .pass(shiftMs)
      .cut()
      .boot(2 * dayMs)
      .pass(hourMs);
    expect(bench.said('usage.between')).toMatchObject([
      { class: 'offConsistent', afterStop: true, wallGapMs: dayMs - shiftMs },
      { class: 'offConsistent', afterStop: false },
    ]);
  });

  it('in which a controller counted eight hours is an unmetered run of eight hours', () => {
    const bench = new WitnessBench()
      .boot(0)
      .tell('powerOnMs', 100 * hourMs)
      .pass(hourMs);
    bench
      .tell('powerOnMs', 101 * hourMs)
      .pass(minuteMs)
      .stop()
      .boot(dayMs);
    bench.tell('powerOnMs', 109 * hourMs + minuteMs).pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([
      { class: 'unmeteredRun', imputedMs: shiftMs, imputedBy: 'controller/C-1/powerOnMs' },
    ]);
    expect(bench.said('meter.unmeteredRun')).toEqual([{ where: 'betweenRuns', witness: 'controller/C-1/powerOnMs', unmeteredMs: shiftMs }]);
    expect(bench.counters.unmeteredMs).toBe(shiftMs);
  });

  it('is imputed once, however many witnesses saw it, and not again by later readings', () => {
    const bench = new WitnessBench().boot(0);
    const tell = (hours: number): WitnessBench =>
      bench.tell('powerOnMs', hours * hourMs).tell('powerOnMs', (500 + hours) * hourMs, { component: 'host nvme', serialNumber: 'N-1' });
    tell(100).window().pass(hourMs);
    tell(101).window().cut().boot(dayMs);
    tell(109).window().pass(hourMs);
    tell(110).window().pass(hourMs);
    tell(111).stop();
    expect(bench.counters.unmeteredMs).toBe(shiftMs);
    expect(bench.said('meter.unmeteredRun')).toHaveLength(1);
  });

  it('takes operating hours before power-on hours', () => {
    const bench = new WitnessBench().boot(0).tell('powerOnMs', 0).tell('operatingMs', 0).window().cut().boot(dayMs);
    bench
      .tell('powerOnMs', shiftMs)
      .tell('operatingMs', 3 * hourMs)
      .window()
      .pass(20 * minuteMs);
    expect(bench.counters.unmeteredMs).toBe(3 * hourMs);
  });

  it('in which an odometer turned is imputed at what it turns per operating hour', () => {
    const bench = new WitnessBench().boot(0);
    let turnedRad = 0;
    const odometer = (rad: number): void => {
      turnedRad += rad;
      bench.tell('travelUrad', turnedRad * 1e6, { component: 'joint elbow', serialNumber: 'J-1' });
    };
    odometer(0);
    bench
      .pass(2 * hourMs, { each: () => odometer(10) })
      .cut()
      .boot(dayMs);
    odometer(1800);
    bench.window().pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'unmeteredRun', imputedMs: 3 * hourMs }]);
  });

  it('in which an odometer turned, but never taught what an hour turns, is imputed at the duty', () => {
    const bench = new WitnessBench({ dutyRatio: 0.25 })
      .boot(0)
      .tell('distanceMm', 0)
      .pass(minuteMs)
      .cut()
      .boot(dayMs + minuteMs);
    bench.tell('distanceMm', 9_000_000).pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'unmeteredRun', imputedBy: 'duty', imputedMs: dayMs / 4 }]);
  });

  it.each([
    ['carried, its joints turned by hand', 'travelUrad', 9_000_000],
    ['pushed aside', 'distanceMm', 50_000],
    ['a pack that ended a cycle while it charged', 'cycleCount', 1],
  ] as const)('is off for a robot %s', (_, counter, riseValue) => {
    const bench = new WitnessBench().boot(0).tell(counter, 5).pass(hourMs).cut().boot(dayMs);
    bench.tell(counter, 5 + riseValue).pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'offConsistent', imputedMs: 0 }]);
  });

  it('does not take charging for a run: throughput is weak with any serial number', () => {
    const bench = new WitnessBench().boot(0).pass(hourMs).tell('throughputMah', 5, { component: 'battery' }).window().cut().boot(dayMs);
    bench
      .tell('throughputMah', 30_000, { component: 'battery' })
      .window()
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'doubtful', imputedMs: 0 }]);
  });

  it('is judged before a run too short to hear its witnesses is forgotten, and the witness is still heard later', () => {
    const bench = new WitnessBench()
      .boot(0)
      .tell('powerOnMs', 0)
      .window()
      .cut()
      .boot(dayMs)
      .pass(minuteMs)
      .cut()
      .boot(2 * dayMs);
    bench
      .tell('powerOnMs', shiftMs + minuteMs)
      .window()
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'offConsistent' }, { class: 'unmeteredRun', imputedMs: shiftMs }]);
  });

  it('is judged again by a strong witness that answers late', () => {
    const bench = new WitnessBench().boot(0).tell('powerOnMs', 0).window().cut().boot(dayMs).pass(hourMs);
    bench.tell('powerOnMs', shiftMs + hourMs).window();
    expect(bench.said('usage.between')).toMatchObject([
      { class: 'offConsistent' },
      { class: 'unmeteredRun', imputedMs: shiftMs, isLate: true },
    ]);
    expect(bench.counters.unmeteredMs).toBe(shiftMs);
  });
});
