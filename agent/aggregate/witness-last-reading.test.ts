import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, WitnessBench } from '../../tests/support/witness-fixture.ts';

const dayMs = 24 * hourMs;

describe('an odometer last read some minutes before the end', () => {
  const uradPerMs = 300;
  const turned = (bench: WitnessBench, runMs: number): WitnessBench =>
    bench.tell('travelUrad', runMs * uradPerMs, { component: 'joint elbow' });

  it.each([
    ['in its first hour', 0],
    ['watched for a day', dayMs],
  ])('contradicts nothing by what was metered since: %s', (_, watchedMs) => {
    const bench = new WitnessBench().boot(0);
    let runMs = 0;
    for (; runMs <= watchedMs; runMs += 10 * minuteMs) turned(bench, runMs).pass(10 * minuteMs);
    turned(bench.stop().boot(3 * dayMs), runMs).pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'offConsistent', imputedMs: 0 }]);
  });

  it('contradicts nothing by what it turns in the minute before a new agent starts', () => {
    const bench = new WitnessBench().boot(0);
    turned(bench, 0).window().stop().boot(dayMs);
    turned(bench, minuteMs)
      .window()
      .pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'offConsistent', imputedMs: 0 }]);
    const ran = new WitnessBench().boot(0);
    turned(ran, 0).window().stop().boot(dayMs);
    turned(ran, hourMs)
      .window()
      .pass(5 * minuteMs);
    expect(ran.said('usage.between')).toMatchObject([{ class: 'unmeteredRun', imputedBy: 'duty' }]);
  });

  it('finds what it turned beyond that', () => {
    const bench = new WitnessBench().boot(0);
    let runMs = 0;
    for (; runMs <= dayMs; runMs += 10 * minuteMs) turned(bench, runMs).pass(10 * minuteMs);
    turned(bench.stop().boot(3 * dayMs), runMs + 2 * hourMs).pass(5 * minuteMs);
    expect(bench.said('usage.between')).toMatchObject([{ class: 'unmeteredRun' }]);
    expect(bench.counters.unmeteredMs / hourMs).toBeCloseTo(2, 1);
  });
});
