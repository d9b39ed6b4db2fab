import { describe, expect, it } from 'vitest';
import type { WindowFeatures } from '../../agent/contract/features.ts';
import type { SignalName } from '../../agent/contract/signal.ts';
import { seededRandom } from './seeded-random.ts';
import { type SimulatedFault, simulateWindow } from './simulate-window.ts';
import type { SyntheticJoint, SyntheticRobot } from './synthetic-robot.ts';

const signals: readonly SignalName[] = [
  'velocityRadPerS',
  'positionRad',
  'motorTemperatureC',
  'voltageV',
  'currentA',
  'torqueNm',
  'loadRatio',
];
/** A joint on which nothing acts: no mass, friction or gravity; sensors without noise or steps. */
const empty: SyntheticJoint = {
  inertiaKgM2: 0,
  gravityNm: 0,
  gravityPhaseRad: 0,
  couplingRatio: 0,
  coulombNm: 0,
  viscousNmSPerRad: 0,
  frictionPerKRatio: 0,
  torquePerCurrentNmPerA: 4,
  ratedTorqueNm: 40,
  velocityMaxRadPerS: 6,
  temperatureC: 40,
  effortNoiseRatio: 0,
  effortStepRatio: 0,
};

function robotOf(joints: readonly Partial<SyntheticJoint>[], change: Partial<SyntheticRobot> = {}): SyntheticRobot {
  const frameCountPerWindow = change.frameCountPerWindow ?? 1;
  const parts = joints.map((_, index) => `joint${index + 1}`);
  return {
    joints: joints.map((joint) => ({ ...empty, ...joint })),
    layout: { sourceId: 'synthetic', component: 'joint', parts, signals, periodMs: 1000 / frameCountPerWindow },
    limits: joints.map(() => ({ velocityRadPerS: undefined, torqueNm: undefined, currentA: undefined })),
    frameCountPerWindow,
    voltageV: 48,
    brakes: false,
    torqueFromCurrent: false,
    velocityNoiseRatio: 0,
    ...change,
  };
}

type Reading = Record<SignalName, number> & { readonly window: WindowFeatures };

/** Many windows of a robot, each as the means of one joint; one sample a window unless the robot has more. */
function readings(robot: SyntheticRobot, { partIndex = 0, fault }: { partIndex?: number; fault?: SimulatedFault } = {}): Reading[] {
  const random = seededRandom(17);
  return Array.from({ length: 300 }, () => {
    const window = simulateWindow(robot, random, fault === undefined ? {} : { fault });
    const means = signals.map((signal, s) => [signal, window.mean[s * robot.joints.length + partIndex] ?? 0]);
    return { ...Object.fromEntries(means), window } as Reading;
  });
}

const moving = (all: readonly Reading[]): Reading[] => all.filter(({ velocityRadPerS }) => Math.abs(velocityRadPerS) > 0.05);

describe('friction', () => {
  const joint = { coulombNm: 3, viscousNmSPerRad: 0.7 };

  it('is dry and viscous, with the sign of the speed, exactly', () => {
    const all = readings(robotOf([joint]));
    expect(moving(all).length).toBeGreaterThan(80);
    for (const { torqueNm, velocityRadPerS } of all) {
      const dry = 3 * Math.tanh(velocityRadPerS / (0.02 * 6));
      expect(torqueNm).toBeCloseTo(dry + 0.7 * velocityRadPerS, 9);
      expect(torqueNm * velocityRadPerS).toBeGreaterThanOrEqual(0);
    }
  });

  it('that is viscous falls with temperature as an exponential about 40 °C, and that is dry does not', () => {
    const at = (temperatureC: number, change: Partial<SyntheticJoint>) =>
      moving(readings(robotOf([{ ...change, frictionPerKRatio: 0.02, temperatureC }]))).map(({ torqueNm }) => torqueNm);
    const [cool, warm] = [at(40, { viscousNmSPerRad: 1 }), at(65, { viscousNmSPerRad: 1 })];
    warm.forEach((torque, k) => {
      expect(torque / (cool[k] ?? 1)).toBeCloseTo(Math.exp(-0.5), 9);
    });
    expect(at(65, { coulombNm: 2 })).toEqual(at(40, { coulombNm: 2 }));
  });

  it('that has risen is so many times as much at its joint, and the same at the others', () => {
    const robot = robotOf([joint, joint]);
    const fault: SimulatedFault = { kind: 'frictionRise', partIndex: 1, factorRatio: 2.5 };
    const [sound, faulty] = [readings(robot, { partIndex: 1 }), readings(robot, { partIndex: 1, fault })];
    faulty.forEach(({ torqueNm, currentA }, k) => {
      expect(torqueNm).toBeCloseTo(2.5 * (sound[k]?.torqueNm ?? 0), 9);
      expect(currentA).toBeCloseTo(2.5 * (sound[k]?.currentA ?? 0), 9);
    });
    expect(readings(robot, { fault }).map(({ torqueNm }) => torqueNm)).toEqual(readings(robot).map(({ torqueNm }) => torqueNm));
  });
});

describe('gravity', () => {
  it('is a sine of the posture, heavier by a payload of up to 60 % that is the same for all joints', () => {
    const robot = robotOf([
      { gravityNm: 10, gravityPhaseRad: 0.4 },
      { gravityNm: 5, gravityPhaseRad: -1 },
    ]);
    const [first, second] = [readings(robot), readings(robot, { partIndex: 1 })];
    const payloads = first.map(({ torqueNm, positionRad }) => torqueNm / (10 * Math.sin(positionRad + 0.4)) - 1);
    payloads.forEach((payload, k) => {
      expect(payload).toBeGreaterThan(-1e-9);
      expect(payload).toBeLessThan(0.6 + 1e-9);
      const { torqueNm = 0, positionRad = 0 } = second[k] ?? {};
      expect(torqueNm).toBeCloseTo(5 * (1 + payload) * Math.sin(positionRad - 1), 6);
    });
    const emptyRatio = payloads.filter((payload) => Math.abs(payload) < 1e-9).length / payloads.length;
    expect(emptyRatio).toBeGreaterThan(0.4);
    expect(emptyRatio).toBeLessThan(0.6);
  });

  it('of a coupled joint also depends on the one before it, and of the first on none', () => {
    const robot = robotOf([{}, { gravityNm: 10, couplingRatio: 0.5 }]);
    const before = readings(robot).map(({ positionRad }) => positionRad);
    readings(robot, { partIndex: 1 }).forEach(({ torqueNm, positionRad }, k) => {
      const payload = torqueNm / (10 * Math.sin(positionRad + 0.5 * (before[k] ?? 0))) - 1;
      expect(payload > -1e-6 && payload < 0.6 + 1e-6).toBe(true);
    });
    for (const { torqueNm, positionRad } of readings(robotOf([{ gravityNm: 10, couplingRatio: 1 }]))) {
      expect(Math.abs(torqueNm)).toBeLessThanOrEqual(16 * Math.abs(Math.sin(positionRad)) + 1e-9);
    }
  });
});

describe('inertia', () => {
  it('takes a torque in proportion to a steady change of speed', () => {
    const robot = robotOf([{ inertiaKgM2: 0.8 }], { frameCountPerWindow: 2 });
    const column = (signal: SignalName) => signals.indexOf(signal);
    // A torque that does not vary over a window in which the speed does is that of a constant acceleration.
    const ramps = readings(robot).filter(
      ({ window }) => (window.sd[column('torqueNm')] ?? 1) < 1e-9 && (window.sd[column('velocityRadPerS')] ?? 0) > 1e-3,
    );
    expect(ramps.length).toBeGreaterThan(20);
    for (const { torqueNm, window } of ramps) {
      const v = column('velocityRadPerS');
      const acceleration = ((window.max[v] ?? 0) - (window.min[v] ?? 0)) / 0.5;
      expect(Math.abs(torqueNm)).toBeCloseTo(0.8 * acceleration, 6);
    }
  });
});

describe('what the drive reports', () => {
  const joint = { coulombNm: 4, gravityNm: 12, viscousNmSPerRad: 0.3 };

  it('is one torque told three ways: measured, by its current, and as a share of the rated one', () => {
    for (const { torqueNm, currentA, loadRatio } of readings(robotOf([joint]))) {
      expect(currentA).toBeCloseTo(torqueNm / 4, 9);
      expect(loadRatio).toBeCloseTo(torqueNm / 40, 9);
    }
  });

  it('sags the voltage by 3 % at rated torque', () => {
    for (const { torqueNm, voltageV } of readings(robotOf([joint]))) {
      expect(voltageV).toBeCloseTo(48 * (1 - (0.03 * Math.abs(torqueNm)) / 40), 9);
    }
  });

  it.each([
    [false, 1],
    [true, 2],
  ])('under over-current shows in the torque only where that is told from the current: %s', (torqueFromCurrent, ratio) => {
    const robot = robotOf([joint], { torqueFromCurrent });
    const sound = readings(robot);
    readings(robot, { fault: { kind: 'overCurrent', partIndex: 0, factorRatio: 2 } }).forEach(({ currentA, torqueNm, loadRatio }, k) => {
      expect(currentA).toBeCloseTo(2 * (sound[k]?.currentA ?? 0), 9);
      expect(loadRatio).toBeCloseTo(2 * (sound[k]?.loadRatio ?? 0), 9);
      expect(torqueNm).toBeCloseTo(ratio * (sound[k]?.torqueNm ?? 0), 9);
    });
  });

  it('comes in the steps of its sensor where it has any', () => {
    for (const { torqueNm, currentA } of readings(robotOf([{ ...joint, effortStepRatio: 0.02 }]))) {
      for (const steps of [torqueNm / 0.8, currentA / 0.2]) expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-6);
    }
  });

  it('is noisy by its share of the rated torque, where nothing else acts', () => {
    const silent = readings(robotOf([{ effortNoiseRatio: 0.02 }])).map(({ torqueNm }) => torqueNm);
    const sd = Math.sqrt(silent.reduce((sum, value) => sum + value * value, 0) / silent.length);
    expect(Math.abs(sd / (0.02 * 40) - 1)).toBeLessThan(0.12);
  });

  it('is nothing while brakes hold a joint that stands, and gravity without them', () => {
    const standing = ({ velocityRadPerS }: Reading) => velocityRadPerS === 0;
    const braked = readings(robotOf([joint], { brakes: true })).filter(standing);
    expect(braked.length).toBeGreaterThan(50);
    expect(braked.every(({ torqueNm }) => torqueNm === 0)).toBe(true);
    expect(
      readings(robotOf([joint]))
        .filter(standing)
        .every(({ torqueNm }) => torqueNm === 0),
    ).toBe(false);
  });

  it('says its own temperature, without any change in a second', () => {
    for (const { motorTemperatureC, window } of readings(robotOf([{ temperatureC: 51.5 }], { frameCountPerWindow: 10 }))) {
      expect([motorTemperatureC, window.sd[signals.indexOf('motorTemperatureC')]]).toEqual([51.5, 0]);
    }
  });
});
