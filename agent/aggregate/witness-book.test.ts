import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, WitnessBench } from '../../tests/support/witness-fixture.ts';
import { seriesCountMax } from './witness-book.ts';

const dayMs = 24 * hourMs;
const pack = (serialNumber: string) => ({ component: 'battery', serialNumber });

describe('a hot-swapped pack', () => {
  it('is said, and witnesses only the time it was present', () => {
    const bench = new WitnessBench().boot(0).tell('cycleCount', 50, pack('A')).pass(hourMs);
    bench.tell('cycleCount', 200, pack('B')).pass(hourMs);
    // Pack A worked elsewhere meanwhile.
    bench.tell('cycleCount', 90, pack('A')).pass(hourMs);
    expect(bench.said('component.replaced')).toEqual([
      { sourceId: 'robot', component: 'battery', before: 'A', now: 'B' },
      { sourceId: 'robot', component: 'battery', before: 'B', now: 'A' },
    ]);
    expect(bench.said('meter.unmeteredRun')).toEqual([]);
  });

  it('that was swapped while the robot was off answers nothing, and one that stayed answers', () => {
    const swapped = new WitnessBench().boot(0).tell('cycleCount', 50, pack('A')).pass(hourMs).cut().boot(dayMs);
    swapped.tell('cycleCount', 900, pack('B')).pass(5 * minuteMs);
    expect(swapped.said('usage.between')).toMatchObject([{ class: 'offConsistent', witnesses: [] }]);
    const stayed = new WitnessBench().boot(0).pass(hourMs).tell('cycleCount', 50, pack('A')).window().cut().boot(dayMs);
    stayed
      .tell('cycleCount', 54, pack('A'))
      .window()
      .pass(5 * minuteMs);
    expect(stayed.said('usage.between')).toMatchObject([{ class: 'unmeteredRun' }]);
  });

  it('that came back in a later run is taken up afresh', () => {
    const bench = new WitnessBench().boot(0).tell('cycleCount', 50, pack('A')).pass(minuteMs);
    bench.tell('cycleCount', 7, pack('B')).pass(hourMs).cut().boot(dayMs);
    bench.tell('cycleCount', 99, pack('A')).pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'offConsistent' }]);
  });

  it('beside another one in its own place replaces nothing', () => {
    const bench = new WitnessBench().boot(0);
    const both = (): void => {
      bench.tell('cycleCount', 1, { ...pack('A'), sourceId: 'left' }).tell('cycleCount', 2, { ...pack('B'), sourceId: 'right' });
    };
    bench.pass(hourMs, { each: both });
    expect(bench.said('component.replaced')).toEqual([]);
  });
});

describe('a replaced controller', () => {
  it('starts a new series: its own hours are no run', () => {
    const bench = new WitnessBench()
      .boot(0)
      .tell('powerOnMs', 5_000 * hourMs)
      .pass(hourMs)
      .cut()
      .boot(dayMs);
    bench.tell('powerOnMs', 9_000 * hourMs, { serialNumber: 'C-2' }).pass(hourMs);
    expect(bench.said('component.replaced')).toMatchObject([{ before: 'C-1', now: 'C-2' }]);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'offConsistent' }]);
    expect(bench.counters.unmeteredMs).toBe(0);
  });

  it('that only now tells its serial number replaced nothing', () => {
    const bench = new WitnessBench().boot(0).tell('powerOnMs', 0, { serialNumber: null }).pass(minuteMs);
    bench.tell('powerOnMs', minuteMs).pass(minuteMs);
    expect(bench.said('component.replaced')).toEqual([]);
  });
});

describe('a counter', () => {
  it.each([
    ['of 32 bit milliseconds, after 49.7 days', 2 ** 32, 1],
    ['of 16 bit hours', 65_536 * hourMs, hourMs],
  ])('%s, wraps without a finding, and its run is still found', (_, wrapsAt, stepSize) => {
    const told = { wrapsAt, stepSize };
    const bench = new WitnessBench()
      .boot(0)
      .tell('powerOnMs', wrapsAt - hourMs, told)
      .window()
      .cut()
      .boot(dayMs);
    bench
      .tell('powerOnMs', 7 * hourMs, told)
      .window()
      .pass(20 * minuteMs);
    expect(bench.said('witness.reset')).toEqual([]);
    expect(bench.counters.unmeteredMs).toBe(8 * hourMs);
  });

  it('that service set back to 0 is a reset: said, nothing credited or imputed, compared from there on', () => {
    const bench = new WitnessBench()
      .boot(0)
      .tell('powerOnMs', 5_000 * hourMs)
      .pass(hourMs)
      .cut()
      .boot(dayMs);
    bench.tell('powerOnMs', 0).window().pass(hourMs);
    bench
      .tell('powerOnMs', hourMs)
      .window()
      .pass(20 * minuteMs);
    expect(bench.said('witness.reset')).toMatchObject([{ counter: 'powerOnMs', before: 5_000 * hourMs, now: 0 }]);
    expect(bench.counters.unmeteredMs).toBe(0);
  });

  it('that claims more than the time there was is doubted, and imputes no more than that time', () => {
    const bench = new WitnessBench().boot(0).tell('powerOnMs', 0).window().cut().boot(dayMs);
    bench
      .tell('powerOnMs', 900 * hourMs)
      .window()
      .pass(20 * minuteMs);
    expect(bench.said('witness.implausible')).toHaveLength(1);
    expect(bench.counters.unmeteredMs).toBeLessThanOrEqual(dayMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'unmeteredRun' }]);
  });

  it('finds a run all the same when the clock was set back meanwhile, and never one of more than a month', () => {
    const found = (risenMs: number): WitnessBench => {
      const bench = new WitnessBench()
        .boot(9 * dayMs)
        .tell('powerOnMs', 0)
        .window()
        .cut()
        .boot(dayMs);
      return bench
        .tell('powerOnMs', risenMs)
        .window()
        .pass(20 * minuteMs);
    };
    expect(found(8 * hourMs).counters.unmeteredMs).toBe(8 * hourMs);
    expect(found(8 * hourMs).said('witness.implausible')).toEqual([]);
    const jumped = found(9_000 * hourMs);
    expect(jumped.said('witness.implausible')).toHaveLength(1);
    expect(jumped.counters.unmeteredMs).toBeLessThanOrEqual(31 * dayMs);
  });

  it('finds a run in the boot that goes on by boottime, whatever the wall clock did', () => {
    const bench = new WitnessBench().boot(0).tell('powerOnMs', 0).window().cut();
    bench.restart(3 * hourMs).step(-2 * hourMs);
    bench
      .tell('powerOnMs', 3 * hourMs)
      .window()
      .pass(20 * minuteMs);
    expect(bench.said('witness.implausible')).toEqual([]);
    expect(bench.counters.unmeteredMs).toBe(3 * hourMs);
  });

  it('that is lower after the clock was set back is a reset, never a wrap', () => {
    const told = { wrapsAt: 2 ** 32 };
    const bench = new WitnessBench()
      .boot(9 * dayMs)
      .tell('powerOnMs', 2 ** 32 - hourMs, told)
      .window()
      .cut()
      .boot(dayMs);
    bench
      .tell('powerOnMs', 0, told)
      .window()
      .pass(20 * minuteMs);
    expect(bench.said('witness.reset')).toHaveLength(1);
    expect(bench.counters.unmeteredMs).toBe(0);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('of %d is no reading', (value) => {
    const bench = new WitnessBench().boot(0).tell('powerOnMs', value).pass(minuteMs);
    expect(bench.state.series).toEqual({});
  });
});

describe('the book', () => {
  it('keeps a bounded number of series, the one read longest ago making room', () => {
    const bench = new WitnessBench().boot(0);
    for (let index = 0; index <= seriesCountMax; index++)
      bench.tell('travelUrad', 5, { component: `joint ${index}`, serialNumber: 'J' }).pass(minuteMs);
    expect(Object.keys(bench.state.series)).toHaveLength(seriesCountMax);
    expect(bench.state.series['joint 0/J/travelUrad']).toBeUndefined();
  });

  it('goes on from plain JSON', () => {
    const bench = new WitnessBench().boot(0).tell('powerOnMs', 0).pass(hourMs).stop();
    expect(JSON.parse(JSON.stringify(bench.state))).toEqual(bench.state);
  });

  it('never imputes more than the wall time that passed, whatever counters say', () => {
    const value = fc.oneof(fc.nat(1000), fc.maxSafeNat());
    const reading = fc.record({
      counter: fc.constantFrom('powerOnMs' as const, 'operatingMs' as const, 'travelUrad' as const, 'cycleCount' as const),
      serialNumber: fc.constantFrom('S', 'T', null),
      value,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.array(reading, { maxLength: 3 })), { maxLength: 12 }), (steps) => {
        const bench = new WitnessBench({ dutyRatio: 1 }).boot(0);
        let wallMs = 0;
        for (const [what, readings] of steps) {
          for (const { counter, serialNumber, value: shown } of readings) bench.tell(counter, shown, { serialNumber });
          bench.pass(20 * minuteMs);
          wallMs += 20 * minuteMs;
          if (what === 0) continue;
          wallMs += hourMs;
          (what === 1 ? bench.cut() : bench.stop()).boot(wallMs);
        }
        const { powerOnMs, unmeteredMs } = bench.counters;
        expect(unmeteredMs).toBeGreaterThanOrEqual(0);
        expect(powerOnMs + unmeteredMs).toBeLessThanOrEqual(wallMs + minuteMs);
      }),
    );
  });
});
