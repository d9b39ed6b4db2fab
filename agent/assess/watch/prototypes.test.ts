import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../models/training/seeded-random.ts';
import { rowPlaces, rowSize } from './joint-row.ts';
import { postureOf } from './posture.ts';
import { fitPrototypes, furthestJoint, nearest, prototypeCountMax, robotVector } from './prototypes.ts';

const jointCount = 2;

/** A robot that stands in one of three postures, or moves. */
function standing(place: number, efforts: readonly number[], idleMs = 1000) {
  const rows = new Float64Array(jointCount * rowSize).fill(Number.NaN);
  efforts.forEach((effort, joint) => {
    rows[joint * rowSize + rowPlaces.effortMean] = effort;
    rows[joint * rowSize + rowPlaces.effortChange] = 0;
  });
  return { endMs: place * 1000, idleMs, still: true, rows };
}

const random = seededRandom(11);
const postures = [
  [0.1, 0.5],
  [0.3, -0.2],
  [-0.4, 0.1],
] as const;
const normal = Array.from({ length: 600 }, (_, place) => {
  const efforts = postures[Math.floor(place / 10) % 3] ?? postures[0];
  return standing(
    place,
    efforts.map((effort) => effort + 0.01 * random.normal()),
    (place % 10) * 1000,
  );
});

describe('prototypes of a robot', () => {
  const reference = fitPrototypes(normal);

  it('know the postures of commissioning and are surprised by others, naming the joint', () => {
    if (reference === undefined) throw new Error('nothing fitted');
    const known = postureOf(standing(700, [0.3, -0.2], 3000), reference);
    const strange = postureOf(standing(700, [0.3, 0.9], 3000), reference);
    expect(known?.score).toBeLessThan(4);
    expect(strange?.score).toBeGreaterThan(20);
    expect(strange?.jointIndex).toBe(1);
    expect(strange?.observedValue).toBeCloseTo(0.9, 3);
  });

  it('are surprised by a pause far longer than any', () => {
    if (reference === undefined) throw new Error('nothing fitted');
    expect(postureOf(standing(700, [0.3, -0.2], 3_600_000), reference)?.score).toBeGreaterThan(10);
  });

  it('are at most so many, and none without efforts', () => {
    const many = Array.from({ length: prototypeCountMax + 500 }, (_, place) => normal[place % 600] ?? standing(0, [0, 0]));
    expect(fitPrototypes(many)?.rows.length).toBeLessThanOrEqual(prototypeCountMax);
    expect(fitPrototypes([{ ...standing(0, [Number.NaN, Number.NaN]) }])).toBeUndefined();
    expect(robotVector(standing(0, [Number.NaN, Number.NaN]))).toBeUndefined();
  });

  it('are not calibrated on themselves: each is compared with those 15 s away', () => {
    const apart = normal.map((window) => ({ ...window, endMs: 0 }));
    expect(fitPrototypes(apart)).toBeUndefined();
  });

  it('leave an effort out of account while the robot moves', () => {
    expect([...(robotVector({ ...standing(0, [0.7, 0.7], 0), still: false }) ?? [])]).toEqual([0, 0, 0, 0, 0]);
  });

  it('find the nearest by distance, and no joint when only idle time differs', () => {
    const found = nearest(Float64Array.of(0, 0, 0), [Float64Array.of(3, 4, 0), Float64Array.of(0, 1, 0)]);
    expect(found.distanceSigma).toBe(1);
    expect(nearest(Float64Array.of(1), []).distanceSigma).toBe(Number.POSITIVE_INFINITY);
    expect(furthestJoint(Float64Array.of(1, 1, 5), [1, 1, 0])).toBeUndefined();
    expect(furthestJoint(Float64Array.of(1, 1, 4, 1, 5), [1, 1, 0, 0, 0])).toBe(1);
  });

  it('go through JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(reference))).toEqual(reference);
  });
});
