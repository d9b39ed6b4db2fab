import { describe, expect, it } from 'vitest';
import type { ClosedWindow, WindowFeatures } from '../contract/features.ts';
import type { FrameLayout } from '../contract/frame.ts';
import { monoMs } from '../contract/time.ts';
import { siteObservation } from './site-observation.ts';

interface Cell {
  readonly mean?: number;
  readonly sd?: number;
  readonly min?: number;
  readonly max?: number;
  readonly count?: number;
}

function stream(layout: Pick<FrameLayout, 'component' | 'parts' | 'signals'>, cells: readonly Cell[]): WindowFeatures {
  const column = (of: (cell: Cell) => number): Float64Array => Float64Array.from(cells, of);
  return {
    layout: { sourceId: 'x', periodMs: 100, ...layout },
    startMs: monoMs(0),
    endMs: monoMs(1000),
    frameCount: 10,
    count: Uint32Array.from(cells, ({ count = 10 }) => count),
    mean: column(({ mean = 0 }) => mean),
    sd: column(({ sd = 0 }) => sd),
    min: column(({ min, mean = 0 }) => min ?? mean),
    max: column(({ max, mean = 0 }) => max ?? mean),
  };
}

const axes = ['accelerationXMPerS2', 'accelerationYMPerS2', 'accelerationZMPerS2'] as const;
const observe = (streams: readonly WindowFeatures[], operatingMs = 0) =>
  siteObservation({ startMs: monoMs(0), endMs: monoMs(1000), operatingMs, streams } satisfies ClosedWindow);
const imu = (cells: readonly Cell[], parts: readonly string[] = ['pelvis']) => stream({ component: 'imu', parts, signals: axes }, cells);
const shaken = imu([{ sd: 0.3 }, { sd: 0.4, max: 12 }, { mean: 9.81, sd: 0, min: 4.81 }]);

describe('the inertial unit', () => {
  it('gives vibration and peak over all axes while the robot is at rest; gravity is in neither', () => {
    expect(observe([shaken])).toMatchObject({ backgroundVibrationMPerS2: 0.5, peakMPerS2: 13, hasInertialUnit: true });
  });

  it('gives neither while it works, but is heard', () => {
    const unseen = { unknown: 'notObserved' };
    expect(observe([shaken], 1)).toMatchObject({ backgroundVibrationMPerS2: unseen, peakMPerS2: unseen, hasInertialUnit: true });
  });

  it('is that of the body, not that of a limb', () => {
    const cells = axes.flatMap(() => [{ sd: 5 }, { sd: 0.1 }]);
    expect(observe([imu(cells, ['left_wrist', 'torso'])]).backgroundVibrationMPerS2).toBeCloseTo(Math.sqrt(3) * 0.1, 9);
  });

  it.each([
    ['an axis is missing', imu([{ sd: 1 }, { sd: 1 }, { count: 0 }])],
    ['there are too few readings', imu([{ count: 7 }, { count: 7 }, { count: 7 }])],
    ['it has angles only', stream({ component: 'imu', parts: ['pelvis'], signals: ['rollRad'] }, [{}])],
  ])('says nothing when %s', (_, one) => {
    expect(observe([one])).toMatchObject({ backgroundVibrationMPerS2: { unknown: 'notObserved' }, hasInertialUnit: false });
  });
});

describe('air and boards', () => {
  const ambient = (signal: 'temperatureC' | 'relativeHumidityRatio', mean: number, count = 10) =>
    stream({ component: 'ambient', parts: ['hall'], signals: [signal] }, [{ mean, count }]);

  it('temperature and humidity may come from two streams', () => {
    expect(observe([ambient('temperatureC', 21), ambient('relativeHumidityRatio', 0.4)])).toMatchObject({
      ambientC: 21,
      humidityRatio: 0.4,
    });
  });

  it('a sensor that said nothing this time is missing, one that is not there not reported', () => {
    expect(observe([ambient('temperatureC', 0, 0)])).toMatchObject({
      ambientC: { unknown: 'missing' },
      humidityRatio: { unknown: 'notReported' },
    });
  });

  it('the coolest board is the nearest to the air', () => {
    const boards = stream({ component: 'controller', parts: ['cpu', 'nvme', 'pmic'], signals: ['temperatureC'] }, [
      { mean: 48 },
      { mean: 26 },
      { mean: 3, count: 0 },
    ]);
    expect(observe([boards]).boardC).toBe(26);
    expect(observe([]).boardC).toEqual({ unknown: 'notReported' });
  });
});
