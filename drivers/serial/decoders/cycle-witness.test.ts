import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { CycleWitness } from './cycle-witness.ts';

const witness = () => new CycleWitness({ sourceId: 'bms', part: 'pack', serialNumber: 'B-42' });
const said = (one: CycleWitness, readings: readonly (readonly [ms: number, count: number])[]): number[][] =>
  readings.map(([ms, count]) => one.read(count, timeAt(ms)).map(({ value }) => value));

describe('cycles of a pack', () => {
  it('are a witness under the serial number that somebody wrote down', () => {
    expect(witness().read(58, timeAt(1000))).toEqual([
      {
        ...{ kind: 'witness', sourceId: 'bms', component: 'battery pack', serialNumber: 'B-42', time: timeAt(1000) },
        ...{ counter: 'cycleCount', value: 58, stepSize: 1 },
      },
    ]);
  });

  it('are said first, when they change, and every ten minutes', () => {
    const readings = [
      [0, 5],
      [1000, 5],
      [2000, 6],
      [3000, 6],
      [602_000, 6],
      [603_000, 6],
    ] as const;
    expect(said(witness(), readings)).toEqual([[5], [], [6], [], [6], []]);
  });

  it('that are not known are not said, and are no change', () => {
    const one = witness();
    one.read(5, timeAt(0));
    expect(one.read(unknown('missing'), timeAt(1000))).toEqual([]);
    expect(one.read(5, timeAt(2000))).toEqual([]);
  });
});
