import { describe, expect, it } from 'vitest';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import type { SignalName } from '../../agent/contract/signal.ts';
import { seededRandom } from './seeded-random.ts';
import { type SimulatedFault, simulateWindow } from './simulate-window.ts';
import { type SyntheticRobot, syntheticRobot } from './synthetic-robot.ts';

/** The first seed's robot that states both current and torque, where torque has its own sensor. */
function robotWith(accept: (robot: SyntheticRobot) => boolean): SyntheticRobot {
  for (let seed = 0; seed < 1000; seed++) {
    const robot = syntheticRobot(seededRandom(seed));
    if (accept(robot)) return robot;
  }
  throw new Error('no such robot');
}

const states = (robot: SyntheticRobot, ...wanted: SignalName[]): boolean => wanted.every((signal) => robot.layout.signals.includes(signal));
const robot = robotWith((one) => states(one, 'currentA', 'torqueNm') && !one.torqueFromCurrent && one.frameCountPerWindow > 1);

/** Mean over many windows of |mean| of this signal at joint 2, all with the same random numbers whatever the fault. */
function typicalAbs(signal: SignalName, fault?: SimulatedFault): number {
  const random = seededRandom(9);
  const cell = robot.layout.signals.indexOf(signal) * robot.joints.length + 2;
  const windows = Array.from({ length: 200 }, () => simulateWindow(robot, random, fault === undefined ? {} : { fault }));
  return windows.reduce((sum, window) => sum + Math.abs(window.mean[cell] ?? 0), 0) / windows.length;
}

function filledCount(window: WindowFeatures): number {
  return window.count.filter((count) => count > 0).length;
}

describe('a simulated window', () => {
  it('is the same for the same seed', () => {
    expect(simulateWindow(robot, seededRandom(4))).toEqual(simulateWindow(robot, seededRandom(4)));
  });

  it('has the shape of the robot, and statistics that fit each other', () => {
    const window = simulateWindow(robot, seededRandom(4));
    expect(window.mean.length).toBe(robot.joints.length * robot.layout.signals.length);
    expect(window.frameCount).toBe(robot.frameCountPerWindow);
    for (const [cell, mean] of window.mean.entries()) {
      expect(window.count[cell]).toBe(robot.frameCountPerWindow);
      expect(window.min[cell]).toBeLessThanOrEqual(mean + 1e-9);
      expect(window.max[cell]).toBeGreaterThanOrEqual(mean - 1e-9);
      expect(window.sd[cell]).toBeLessThanOrEqual((window.max[cell] ?? 0) - (window.min[cell] ?? 0) + 1e-9);
    }
  });

  it('drops about the share of cells that was asked for', () => {
    const all = filledCount(simulateWindow(robot, seededRandom(4)));
    const random = seededRandom(4);
    const kept = Array.from({ length: 40 }, () => filledCount(simulateWindow(robot, random, { channelDropRatio: 0.4 })));
    expect(kept.reduce((sum, count) => sum + count, 0) / (40 * all)).toBeCloseTo(0.6, 1);
  });

  it('draws more current, but no more measured torque, under over-current', () => {
    const fault: SimulatedFault = { kind: 'overCurrent', partIndex: 2, factorRatio: 2 };
    expect(typicalAbs('currentA', fault)).toBeGreaterThan(1.5 * typicalAbs('currentA'));
    expect(typicalAbs('torqueNm', fault)).toBeCloseTo(typicalAbs('torqueNm'), 9);
  });

  it('needs more torque when friction has risen, at that joint alone', () => {
    expect(typicalAbs('torqueNm', { kind: 'frictionRise', partIndex: 2, factorRatio: 5 })).toBeGreaterThan(1.05 * typicalAbs('torqueNm'));
    expect(typicalAbs('torqueNm', { kind: 'frictionRise', partIndex: 1, factorRatio: 5 })).toBe(typicalAbs('torqueNm'));
  });

  it('takes the load off the motor where brakes hold a standing robot', () => {
    const braked = robotWith((one) => one.brakes && states(one, 'torqueNm', 'velocityRadPerS'));
    const quiet = { ...braked, joints: braked.joints.map((joint) => ({ ...joint, effortNoiseRatio: 0, effortStepRatio: 0 })) };
    const random = seededRandom(2);
    const first = braked.layout.signals.indexOf('torqueNm') * braked.joints.length;
    const torques = Array.from({ length: 60 }, () =>
      Array.from(simulateWindow(quiet, random).mean.subarray(first, first + braked.joints.length)),
    );
    expect(torques.some((row) => row.every((torque) => torque === 0))).toBe(true);
    expect(torques.some((row) => row.some((torque) => torque !== 0))).toBe(true);
  });
});
