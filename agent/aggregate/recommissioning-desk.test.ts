import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newStates, quietWindow } from '../../tests/support/desk-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { DeskStates } from './desk-states.ts';
import { restartDesks } from './desk-states.ts';
import { RecommissioningDesk } from './recommissioning-desk.ts';

const hourMs = 3_600_000;
const rebaseline = (seq: number, cause = 'versionChanged') => ({ epoch: 0, seq, type: 'anomaly.rebaseline', data: { cause } });

/** What the desk says when the robot operates for so many hours after each of these records. */
function lived(records: readonly (readonly [seq: number, operatedH: number, cause?: string])[], states: DeskStates = newStates()) {
  const desk = new RecommissioningDesk({ states });
  return records.flatMap(([seq, operatedH, cause]) => {
    desk.record(rebaseline(seq, cause));
    const first = desk.window(quietWindow(1000, 0), timeAt(1000));
    desk.window(quietWindow(2000, operatedH * hourMs), timeAt(2000));
    return first.entries;
  });
}

describe('learning a robot anew', () => {
  it('once is no finding, however long ago the robot was learned first', () => {
    expect(lived([[7, 100]])).toEqual([]);
  });

  it('twice within 500 operating hours is one, with both records and their causes', () => {
    expect(
      lived([
        [7, 120],
        [90, 10, 'signedEvent'],
      ]),
    ).toEqual([
      {
        type: 'commissioning.repeated',
        time: timeAt(1000),
        urgent: true,
        data: { rebaselineCount: 2, withinOperatingMs: 120 * hourMs, causes: ['signedEvent', 'versionChanged'], records: ['0:7', '0:90'] },
      },
    ]);
  });

  it('twice further apart is none, and rest counts nothing', () => {
    expect(
      lived([
        [7, 501],
        [90, 0],
      ]),
    ).toEqual([]);
    expect(
      lived([
        [7, 500],
        [90, 0],
      ]),
    ).toHaveLength(1);
  });

  it('is said once for each time, and goes on from its saved state', () => {
    const states = newStates();
    lived([[7, 10]], states);
    const resumed = restartDesks(JSON.parse(JSON.stringify(states)));
    expect(lived([[8, 10]], resumed)).toHaveLength(1);
    const desk = new RecommissioningDesk({ states: resumed });
    expect(desk.window(quietWindow(3000, hourMs), timeAt(3000)).entries).toEqual([]);
    desk.record({ ...rebaseline(9), type: 'anomaly.phase' });
    expect(desk.window(quietWindow(3000, hourMs), timeAt(3000)).entries).toEqual([]);
  });

  it('is remembered within bounds, and names only records it heard (property)', () => {
    const life = fc.array(fc.tuple(fc.nat({ max: 1_000 }), fc.integer({ min: 0, max: 600 })), { maxLength: 60 });
    fc.assert(
      fc.property(life, (records) => {
        const states = newStates();
        const entries = lived(records, states);
        expect(states.recommissioning.rebaselines.length).toBeLessThanOrEqual(16);
        const heard = new Set(records.map(([seq]) => `0:${seq}`));
        for (const { data } of entries) {
          const named = data.records as readonly string[];
          expect(named.length).toBeGreaterThan(1);
          expect(named.every((record) => heard.has(record))).toBe(true);
          expect(Number(data.withinOperatingMs)).toBeLessThanOrEqual(500 * hourMs);
        }
      }),
      { numRuns: 50 },
    );
  });
});
