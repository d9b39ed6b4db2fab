import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../agent/contract/profile.ts';
import { cobotProfile, humanoidProfile } from '../../../tests/support/simulation-fixture.ts';
import { packCapacityAh } from './battery-pack.ts';
import { createEffects, type Effects } from './effects.ts';
import { Plant } from './plant.ts';
import { buildRobot, kindOf } from './robot-build.ts';
import { seededRandom } from './seeded-random.ts';

interface Run {
  readonly plant: Plant;
  readonly effects: Effects;
  /** Moves on for so long; `each` sees the plant after every step. */
  advance(seconds: number, each?: (plant: Plant) => void): void;
}

function start(profile: Profile, seed = 1, dtMs = 50): Run {
  const random = seededRandom(seed);
  const build = buildRobot(profile, kindOf(profile), random);
  const plant = new Plant(build, random);
  const effects = createEffects(build.jointNames.length, build.cellCount);
  let nowMs = 0;
  return {
    plant,
    effects,
    advance: (seconds, each) => {
      for (let k = 0; k < (seconds * 1000) / dtMs; k++, nowMs += dtMs) {
        plant.step(nowMs, dtMs, effects);
        each?.(plant);
      }
    },
  };
}

const speeds = (plant: Plant): number => Math.max(...plant.joints.velocityRadPerS.map(Math.abs));

describe.each([
  ['humanoid', humanoidProfile],
  ['cobot', cobotProfile],
])('a healthy %s', (_, profile) => {
  it('keeps every joint inside its limits of position, speed and torque, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const run = start(profile, seed);
        run.advance(60, ({ joints, build }) => {
          joints.positionRad.forEach((position, index) => {
            const limit = profile.joints[index];
            const inside = position >= (limit?.lowerRad ?? 0) && position <= (limit?.upperRad ?? 0);
            const slow = Math.abs(joints.velocityRadPerS[index] ?? 0) <= (limit?.velocityRadPerS ?? 0);
            const weak = Math.abs(joints.torqueNm[index] ?? 0) <= (build.torqueMaxNm[index] ?? 0);
            expect(inside && slow && weak, `${limit?.name} at ${position}`).toBe(true);
          });
        });
      }),
      { numRuns: 8 },
    );
  });

  it('reports a speed that is the change of its position', () => {
    const run = start(profile);
    let before = run.plant.joints.positionRad.slice();
    run.advance(30, ({ joints }) => {
      joints.positionRad.forEach((position, index) => {
        expect(joints.velocityRadPerS[index]).toBeCloseTo((position - (before[index] ?? 0)) / 0.05, 9);
      });
      before = joints.positionRad.slice();
    });
  });

  it('settles at temperatures a robot of its kind has: above the air, below 70 °C', () => {
    const run = start(profile, 1, 100);
    run.advance(3600);
    const { joints, climate, controllerC } = run.plant;
    const hottestC = Math.max(...joints.windingC);
    expect(hottestC).toBeGreaterThan(climate.temperatureC + 8);
    expect(hottestC).toBeLessThan(70);
    joints.windingC.forEach((windingC, index) => {
      expect(windingC).toBeGreaterThan(climate.temperatureC - 2);
      expect(windingC).toBeGreaterThanOrEqual((joints.caseC[index] ?? 0) - 1);
    });
    expect(controllerC).toBeGreaterThan(climate.temperatureC + 10);
  });
});

describe('the battery of a humanoid', () => {
  it('gives what the robot takes: energy out equals power times time, charge falls by it', () => {
    const run = start(humanoidProfile, 1, 100);
    const before = run.plant.battery.chargeRatio;
    let drawnAs = 0;
    let takenJ = 0;
    let givenJ = 0;
    run.advance(1200, ({ battery, powerW }) => {
      drawnAs -= battery.currentA * 0.1;
      givenJ -= battery.currentA * battery.voltageV * 0.1;
      takenJ += powerW * 0.1;
    });
    expect(before - run.plant.battery.chargeRatio).toBeCloseTo(drawnAs / 3600 / packCapacityAh, 9);
    expect(givenJ / takenJ).toBeCloseTo(1, 1);
    expect(takenJ / 1200).toBeGreaterThan(100);
    expect(takenJ / 1200).toBeLessThan(500);
  });

  it('has cells that add up to the pack, and one cell lower when it sags', () => {
    const run = start(humanoidProfile);
    run.effects.cellSagV[4] = 0.2;
    run.advance(5);
    const cells = Array.from({ length: 13 }, (_, index) => run.plant.cellVoltageV(index, run.effects));
    const sum = cells.reduce((total, each) => total + each, 0);
    expect(sum).toBeCloseTo(run.plant.battery.voltageV, 1);
    expect(Math.min(...cells)).toBe(cells[4]);
    expect(Math.max(...cells) - (cells[4] ?? 0)).toBeGreaterThan(0.18);
  });
});

describe('a robot that must stop', () => {
  it('is still within half a second of a protective stop, keeps its drives powered, and goes on after it', () => {
    const run = start(cobotProfile);
    run.advance(3);
    run.effects.protectiveStop = true;
    run.advance(1);
    expect(speeds(run.plant)).toBeLessThan(0.01);
    expect(run.plant.powered).toBe(true);
    expect(Math.max(...run.plant.joints.torqueNm.map(Math.abs))).toBeGreaterThan(1);
    run.effects.protectiveStop = false;
    let fastestRadPerS = 0;
    run.advance(4, (plant) => {
      fastestRadPerS = Math.max(fastestRadPerS, speeds(plant));
    });
    expect(fastestRadPerS).toBeGreaterThan(0.1);
  });

  it('loses torque and current with an emergency stop', () => {
    const run = start(humanoidProfile);
    run.advance(20);
    run.effects.emergencyStop = true;
    run.advance(0.1);
    expect(run.plant.powered).toBe(false);
    expect(run.plant.joints.torqueNm.every((torque) => torque === 0)).toBe(true);
    expect(run.plant.powerW).toBe(run.plant.build.electronicsW);
  });

  it('has no power in the modes in which robots have none', () => {
    const run = start(cobotProfile);
    const powered = (['off', 'booting', 'standby', 'updating', 'fault', 'ready', undefined] as const).map((robotMode) => {
      run.effects.robotMode = robotMode;
      run.advance(0.1);
      return run.plant.powered;
    });
    expect(powered).toEqual([false, false, false, false, false, true, true]);
  });
});
