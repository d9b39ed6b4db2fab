import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newStates, quietWindow } from '../../tests/support/desk-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { ClosedWindow, WindowFeatures } from '../contract/features.ts';
import { monoMs } from '../contract/time.ts';
import { type DeskStates, restartDesks } from './desk-states.ts';
import { SilenceDesk } from './silence-desk.ts';

const joint = { name: 'elbow', type: 'revolute', role: 'actuator', torqueNm: 10 } as const;
const open = (states: DeskStates = newStates()) => ({ states, desk: new SilenceDesk({ states, profile: { joints: [joint] } }) });

function streamOf(sourceId: string, component: 'joint' | 'imu', value: number | undefined): WindowFeatures {
  const signals = [component === 'joint' ? 'torqueNm' : 'temperatureC'] as const;
  const one = (number: number) => Float64Array.of(number);
  return {
    ...{ layout: { sourceId, component, parts: ['elbow'], signals, periodMs: 100 }, startMs: monoMs(0), endMs: monoMs(0), frameCount: 1 },
    ...{ count: Uint32Array.of(value === undefined ? 0 : 10), mean: one(value ?? 0), sd: one(0), min: one(0), max: one(0) },
  };
}

/** A minute at this share of the rated torque, the sensor heard or not. */
const minute = (index: number, loadRatio: number | undefined, hearsSensor = true): ClosedWindow => ({
  ...{ startMs: monoMs(index * 60_000), endMs: monoMs(index * 60_000 + 60_000), operatingMs: 60_000 },
  streams: [
    streamOf('arm', 'joint', loadRatio === undefined ? undefined : loadRatio * 10),
    ...(hearsSensor ? [streamOf('sensor', 'imu', 20)] : []),
  ],
});
const gapOf = (durationMs: number, sourceId = 'sensor') =>
  ({ sourceId, fromMs: monoMs(1_000_000), toMs: monoMs(1_000_000 + durationMs), cause: 'silence' }) as const;

/** `rounds` times: minutes at low load, one at `loadRatio`, then the sensor is silent for this long. */
function silences(rounds: number, loadRatio: number | undefined, { restMinutes = 9, durationMs = 60_000 } = {}) {
  const { desk, states } = open();
  const entries = Array.from({ length: rounds }, (_, round) => {
    const from = round * (restMinutes + 2);
    for (let index = 0; index < restMinutes; index++) desk.window(minute(from + index, 0.1));
    desk.window(minute(from + restMinutes, loadRatio));
    desk.window(minute(from + restMinutes + 1, 0.1, false));
    return desk.gap(gapOf(durationMs), timeAt(0)).entries;
  }).flat();
  return { entries, states };
}

describe('§3.9: a source that falls silent when the load is high', () => {
  it('is a finding at the third silence, with the load before it and how much of the time the load is high', () => {
    expect(silences(2, 0.8).entries).toEqual([]);
    const { entries } = silences(3, 0.8);
    expect(entries).toMatchObject([{ type: 'sensor.unplugged', urgent: true }]);
    expect(entries[0]?.data).toEqual({
      ...{ sourceId: 'sensor', durationMs: 60_000, loadRatio: 0.8, gapCount: 3, highLoadGapCount: 3, highLoadTimeRatio: 0.090909 },
    });
  });

  it('begins to count anew once it was said', () => {
    expect(silences(5, 0.8).entries).toHaveLength(1);
    expect(silences(6, 0.8).entries).toHaveLength(2);
  });

  it.each([
    ['just below half of the rated torque', 0.499999, 0],
    ['at half of it', 0.5, 1],
  ])('counts %s as it should', (_, loadRatio, expected) => {
    expect(silences(3, loadRatio).entries).toHaveLength(expected);
  });

  it.each([
    ['59.999 s are a silence of the network', { durationMs: 59_999 }, 0],
    ['a robot at high load half of the time cannot exceed it twice', { restMinutes: 0 }, 0],
    ['a robot at high load a third of the time can', { restMinutes: 1 }, 1],
  ])('%s', (_, options, expected) => {
    expect(silences(3, 0.8, options).entries).toHaveLength(expected);
  });

  it('is none where no load is known', () => {
    const { desk, states } = open();
    for (let index = 0; index < 5; index++) {
      desk.window(minute(index, undefined));
      expect(desk.gap(gapOf(90_000), timeAt(0)).entries).toEqual([]);
    }
    expect(states.silence.silences).toEqual({});
  });

  it('needs most silences to come after high load', () => {
    const { desk } = open();
    const loads = [0.1, 0.9, 0.1, 0.1, 0.1, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9];
    const entries = loads.flatMap((load, index) => {
      desk.window(minute(2 * index, load));
      desk.window(minute(2 * index + 1, 0.1, false));
      return desk.gap(gapOf(60_000), timeAt(0)).entries;
    });
    // Three of twelve is exactly twice the eighth of the time at high load, not more.
    expect(entries).toEqual([]);
  });

  it('takes the load of before the silence, however long it was and whatever came in it', () => {
    const { desk, states } = open();
    desk.window(minute(0, 0.9));
    for (let index = 1; index < 50; index++) desk.window(minute(index, 0, false));
    expect(states.silence.heard).toEqual({ arm: 0, sensor: 0.9 });
    desk.window(quietWindow(4_000_000, 0));
    expect(states.silence.heard.sensor).toBe(0.9);
  });

  it('says the mean of about a minute, not the last second', () => {
    const { desk, states } = open();
    desk.window(minute(0, 0.1));
    desk.window({ ...minute(1, 0.7), startMs: monoMs(60_000), endMs: monoMs(61_000) });
    expect(states.silence.loadRatio).toBe(0.11);
  });

  it('forgets the load and who was heard with the process, and keeps the counts', () => {
    const { states } = silences(2, 0.8);
    const { silence } = restartDesks(states);
    expect(silence).toMatchObject({ loadRatio: null, heard: {}, silences: { sensor: { gapCount: 2, highCount: 2 } } });
    expect(open(restartDesks(states)).desk.gap(gapOf(90_000), timeAt(0)).entries).toEqual([]);
  });

  it('is nothing a state of an older version lacks', () => {
    const { silence: _, ...older } = newStates();
    expect(restartDesks(older as DeskStates).silence).toEqual(newStates().silence);
  });

  it('keeps a bounded memory, and counts old silences half (property)', () => {
    const any = fc.record({ load: fc.double({ min: 0, max: 2, noNaN: true }), source: fc.nat({ max: 200 }), ms: fc.nat({ max: 200_000 }) });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 150 }), (rounds) => {
        const { desk, states } = open();
        rounds.forEach(({ load, source, ms }, index) => {
          desk.window({ ...minute(index, load, false), streams: [streamOf('arm', 'joint', load * 10), streamOf(`s${source}`, 'imu', 1)] });
          desk.gap(gapOf(ms, `s${source % 3}`), timeAt(0));
        });
        const { heard, silences: counts, knownMs, highMs } = states.silence;
        expect(Object.keys(heard).length).toBeLessThanOrEqual(64);
        expect(Object.values(counts).every(({ gapCount, highCount }) => gapCount <= 17 && highCount <= gapCount)).toBe(true);
        expect(highMs).toBeLessThanOrEqual(knownMs);
      }),
      { numRuns: 30 },
    );
  });
});
