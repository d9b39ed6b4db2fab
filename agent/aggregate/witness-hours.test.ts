import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, WitnessBench } from '../../tests/support/witness-fixture.ts';

const dayMs = 24 * hourMs;

describe('within a run', () => {
  it('a controller that counts on while the host sleeps finds an unmetered run of that time', () => {
    const bench = new WitnessBench()
      .boot(0)
      .tell('powerOnMs', 0)
      .pass(20 * minuteMs)
      .sleep(40 * minuteMs);
    bench.tell('powerOnMs', 60 * minuteMs).pass(20 * minuteMs);
    expect(bench.said('meter.unmeteredRun')).toMatchObject([{ where: 'withinRun', unmeteredMs: 40 * minuteMs }]);
    expect(bench.counters.unmeteredMs).toBe(40 * minuteMs);
  });

  it('a counter that rises faster than time is doubted: said, and compared from there on', () => {
    const bench = new WitnessBench()
      .boot(0)
      .tell('powerOnMs', 0)
      .pass(20 * minuteMs);
    bench.tell('powerOnMs', 9000 * hourMs).pass(20 * minuteMs);
    expect(bench.said('witness.implausible')).toMatchObject([{ before: 0, now: 9000 * hourMs }]);
    expect(bench.counters.unmeteredMs).toBe(0);
  });

  it('adds what short absences hide, once they are more than 2 %', () => {
    const bench = new WitnessBench();
    let witnessMs = 0;
    for (let day = 0; day < 30; day++) {
      bench
        .boot(day * dayMs)
        .tell('powerOnMs', witnessMs)
        .pass(hourMs);
      witnessMs += hourMs + 4 * minuteMs;
      bench.cut();
    }
    bench
      .boot(30 * dayMs)
      .tell('powerOnMs', witnessMs)
      .pass(30 * minuteMs);
    const hiddenMs = 30 * 4 * minuteMs;
    expect(bench.counters.unmeteredMs).toBeGreaterThan(hiddenMs * 0.8);
    expect(bench.counters.unmeteredMs).toBeLessThanOrEqual(hiddenMs);
  });

  it('a witness that counts less is said once per run and changes nothing', () => {
    const bench = new WitnessBench().boot(0).tell('powerOnMs', 9);
    bench.pass(2 * hourMs, { each: () => bench.tell('powerOnMs', 9) });
    expect(bench.said('witness.behind')).toHaveLength(1);
    expect(bench.counters.unmeteredMs).toBe(0);
  });

  it('an hour meter is not behind for showing whole hours', () => {
    const bench = new WitnessBench().boot(0);
    const shown = (): number => Math.floor(bench.counters.powerOnMs / hourMs) * hourMs;
    bench.pass(30 * hourMs, { each: () => bench.tell('powerOnMs', shown(), { stepSize: hourMs }) });
    expect(bench.said('witness.behind')).toEqual([]);
    expect(bench.said('meter.unmeteredRun')).toEqual([]);
  });

  it('what changed goes on record every ten minutes and at the stop, in one record', () => {
    const bench = new WitnessBench().boot(0);
    bench.tell('powerOnMs', 0).tell('cycleCount', 4, { component: 'battery', serialNumber: 'B-1' });
    bench.pass(60 * minuteMs, { each: () => bench.tell('powerOnMs', bench.counters.powerOnMs) }).stop();
    const records = bench.said('witness.readings');
    expect(records.length).toBeGreaterThanOrEqual(6);
    expect(records.length).toBeLessThanOrEqual(8);
    expect(records[0]).toMatchObject({ readings: [{ counter: 'powerOnMs' }, { counter: 'cycleCount', serialNumber: 'B-1', value: 4 }] });
    expect(JSON.stringify(records.slice(1))).not.toContain('cycleCount');
  });
});
