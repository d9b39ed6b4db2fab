import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlationOf, momentsOf } from '../../../tests/support/moments.ts';
import { cobotProfile, humanoidProfile } from '../../../tests/support/simulation-fixture.ts';
import { cellAt } from './cell-at.ts';
import { createEffects } from './effects.ts';
import { Plant } from './plant.ts';
import { buildRobot, type RobotBuild } from './robot-build.ts';
import { randomStream, seededRandom } from './seeded-random.ts';

const robotCount = 400;
const builds = Array.from({ length: robotCount }, (_, seed) => buildRobot(cobotProfile, 'cobot', randomStream(seed, 0)));
const plants = Array.from({ length: robotCount }, (_, seed) => {
  const random = randomStream(seed, 0);
  return new Plant(buildRobot(humanoidProfile, 'humanoid', random), random);
});

type Column = 'coulombNm' | 'viscousNmPerRadPerS' | 'inertiaNmS2' | 'gravityNm';
const columnOf = (column: Column, index: number): number[] => builds.map((build: RobotBuild) => cellAt(build[column], index));

/** A uniform draw from `low` to `high` has its mean in the middle and this spread; 400 draws come within a few percent of both. */
function expectUniform(values: readonly number[], [low, high]: readonly [number, number]): void {
  const { mean, sd, min, max } = momentsOf(values);
  const width = high - low;
  expect(min).toBeGreaterThanOrEqual(low - 1e-9);
  expect(max).toBeLessThanOrEqual(high + 1e-9);
  expect(Math.abs(mean - (low + high) / 2)).toBeLessThan(0.08 * width);
  expect(Math.abs(sd - width / Math.sqrt(12))).toBeLessThan(0.05 * width);
  expect(max - min).toBeGreaterThan(0.9 * width);
}

describe('robots of one model', () => {
  const torqueMaxNm = cellAt(builds[0]?.torqueMaxNm ?? new Float64Array(), 1);

  it.each([
    ['coulombNm', 0.05],
    ['viscousNmPerRadPerS', 0.03],
    ['inertiaNmS2', 0.02],
    ['gravityNm', 0.35],
  ] as const)('differ in %s by up to 8 %% either way, evenly, about what is usual', (column, ratio) => {
    const usual = ratio * torqueMaxNm;
    expectUniform(columnOf(column, 1), [0.92 * usual, 1.08 * usual]);
  });

  it('differ in each quantity and each joint on its own', () => {
    const columns = [columnOf('coulombNm', 1), columnOf('viscousNmPerRadPerS', 1), columnOf('gravityNm', 1), columnOf('coulombNm', 2)];
    columns.forEach((column, k) => {
      for (const other of columns.slice(k + 1)) expect(Math.abs(correlationOf(column, other))).toBeLessThan(0.2);
    });
  });

  it('do not differ in what the maker states', () => {
    for (const column of ['torqueMaxNm', 'velocityMaxRadPerS', 'lowerRad', 'upperRad', 'torquePerCurrentNmPerA'] as const) {
      expect(new Set(builds.map((build) => build[column].join())).size, column).toBe(1);
    }
  });

  it('start with 80 to 95 % of their charge, in air of 20 to 25 °C and 40 to 50 % humidity', () => {
    expectUniform(
      plants.map(({ battery }) => battery.chargeRatio),
      [0.8, 0.95],
    );
    const air = momentsOf(plants.map(({ climate }) => climate.temperatureC));
    expect([air.min > 20 - 0.8, air.max < 25 + 0.8, Math.abs(air.mean - 22.5) < 0.3]).toEqual([true, true, true]);
    const wet = momentsOf(plants.map(({ climate }) => climate.relativeHumidityRatio));
    expect([wet.min > 0.38, wet.max < 0.52, Math.abs(wet.mean - 0.45) < 0.01]).toEqual([true, true, true]);
  });

  it('have cells that differ by up to 4 mV either way', () => {
    expectUniform(
      plants.map(({ cellOffsetV }) => cellAt(cellOffsetV, 6)),
      [-0.004, 0.004],
    );
  });

  it('start warm: motors 4 K, pack 3 K and controller 10 K above the air', () => {
    for (const { joints, battery, controllerC, climate } of plants) {
      const above = [cellAt(joints.windingC, 0), cellAt(joints.caseC, 28), battery.temperatureC, controllerC].map((each) =>
        (each - climate.temperatureC).toFixed(9),
      );
      expect(above).toEqual(['4.000000000', '4.000000000', '3.000000000', '10.000000000']);
    }
  });
});

describe('the limits of a build', () => {
  it('are inside those of the profile, and never cross, however narrow a joint is', () => {
    const joint = fc.record({
      lowerRad: fc.double({ min: -3, max: 0, noNaN: true }),
      widthRad: fc.double({ min: 0, max: 6, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(joint, { minLength: 1, maxLength: 8 }), (drawn) => {
        const joints = drawn.map(({ lowerRad, widthRad }, index) => ({
          name: `j${index}`,
          type: 'revolute' as const,
          role: 'actuator' as const,
          lowerRad,
          upperRad: lowerRad + widthRad,
        }));
        const build = buildRobot({ ...cobotProfile, joints }, 'cobot', seededRandom(1));
        joints.forEach(({ lowerRad, upperRad }, index) => {
          const [low, high] = [cellAt(build.lowerRad, index), cellAt(build.upperRad, index)];
          expect(low >= lowerRad && low <= upperRad && high >= lowerRad && high <= upperRad).toBe(true);
          if (upperRad - lowerRad > 0.05) expect(high - low).toBeCloseTo(upperRad - lowerRad - 0.04, 9);
        });
      }),
    );
  });
});

describe('two plants of one seed', () => {
  it('are the same robot to the bit after any faults, step by step', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.array(fc.nat(5), { minLength: 5, maxLength: 40 }), (seed, moments) => {
        const [a, b] = [0, 1].map(() => {
          const random = seededRandom(seed);
          const build = buildRobot(cobotProfile, 'cobot', random);
          return { plant: new Plant(build, random), effects: createEffects(6, 0) };
        });
        moments.forEach((kind, k) => {
          for (const each of [a, b]) {
            if (each === undefined) continue;
            Object.assign(each.effects, { protectiveStop: kind === 1, emergencyStop: kind === 2, paceRatio: kind === 3 ? 1.5 : 1 });
            each.plant.step(k * 100, 100, each.effects);
          }
          expect(a?.plant.joints).toEqual(b?.plant.joints);
        });
        expect(a?.plant.body).toEqual(b?.plant.body);
      }),
      { numRuns: 20 },
    );
  });
});
