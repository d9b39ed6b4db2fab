import { describe, expect, it } from 'vitest';
import { cobotProfile } from '../../../tests/support/simulation-fixture.ts';
import { createEffects, type Effects } from './effects.ts';
import { type JointColumns, type JointStep, openingJoints, stepJoints } from './joint-columns.ts';
import { createPose, type Pose } from './pose.ts';
import { buildRobot } from './robot-build.ts';
import { seededRandom } from './seeded-random.ts';

const build = buildRobot(cobotProfile, 'cobot', seededRandom(2));
const jointCount = 6;
const dtS = 0.02;
const ambientC = 22;

interface Bench {
  readonly columns: JointColumns;
  readonly effects: Effects;
  readonly pose: Pose;
  /** Steps on and gives the power of each step. */
  advance(stepCount: number, change?: Partial<JointStep>): number[];
}

/** Six joints at rest at this angle, and nothing that happens unless a test makes it. */
function bench(restRad = 0): Bench {
  const pose = createPose(jointCount);
  pose.targetRad.fill(restRad);
  const effects = createEffects(jointCount, 0);
  const columns = openingJoints(build, pose, ambientC);
  const usual = { build, pose, effects, crumpledRad: new Float64Array(jointCount), ambientC, powered: true, wobbleRatio: 0, dtS };
  return {
    columns,
    effects,
    pose,
    advance: (stepCount, change = {}) => Array.from({ length: stepCount }, () => stepJoints(columns, { ...usual, ...change })),
  };
}

describe('joints at the start', () => {
  it('are at rest where the pose wants them, as warm as said, without torque or current', () => {
    const { columns } = bench(0.5);
    expect([...columns.positionRad]).toEqual(new Array(jointCount).fill(0.5));
    expect([...columns.commandRad]).toEqual([...columns.positionRad]);
    expect([columns.windingC, columns.caseC].map((column) => column[3])).toEqual([ambientC, ambientC]);
    expect([columns.velocityRadPerS, columns.torqueNm, columns.currentA].every((column) => column.every((cell) => cell === 0))).toBe(true);
  });

  it('are inside their limits even when the pose is not', () => {
    const { columns } = bench(100);
    columns.positionRad.forEach((position, index) => {
      expect(position).toBe(build.upperRad[index]);
    });
  });
});

describe('a commanded joint', () => {
  it('goes where the pose wants it and comes to rest there', () => {
    const run = bench();
    run.pose.targetRad.fill(0.4);
    run.advance(100);
    expect(run.columns.positionRad[1]).toBeCloseTo(0.4, 9);
    expect(run.columns.velocityRadPerS[1]).toBeCloseTo(0, 9);
  });

  it('follows with a lag of 40 ms: after that time a third of the way is left', () => {
    const run = bench();
    run.pose.targetRad.fill(0.01);
    run.advance(2);
    expect(1 - (run.columns.positionRad[1] ?? 0) / 0.01).toBeCloseTo(Math.exp(-1), 6);
  });

  it('never goes faster than 90 % of its limit, however far it is behind', () => {
    const run = bench();
    run.pose.targetRad.fill(3);
    run.advance(10);
    run.columns.velocityRadPerS.forEach((velocity, index) => {
      expect(velocity).toBeCloseTo(0.9 * (build.velocityMaxRadPerS[index] ?? 0), 9);
    });
  });

  it('is never told to leave its limits, by a pose, a tremble or a fall', () => {
    const run = bench();
    run.pose.targetRad.fill(-50);
    run.effects.oscillationRad.fill(5);
    run.effects.collapseRatio = 1;
    run.advance(1, { wobbleRatio: -1, crumpledRad: new Float64Array(jointCount).fill(-70) });
    expect([...run.columns.commandRad]).toEqual([...build.lowerRad]);
  });

  it('trembles by its amplitude, and lies as crumpled as the fall has got', () => {
    const run = bench();
    run.effects.oscillationRad[2] = 0.04;
    run.advance(1, { wobbleRatio: 0.5 });
    expect([...run.columns.commandRad]).toEqual([0, 0, 0.02, 0, 0, 0]);
    run.effects.collapseRatio = 0.25;
    run.advance(1, { wobbleRatio: 0, crumpledRad: new Float64Array(jointCount).fill(1) });
    expect([...run.columns.commandRad]).toEqual(new Array(jointCount).fill(0.25));
  });
});

describe('a joint without power', () => {
  it('is held by its brake: no motion, torque or current, and no power taken', () => {
    const run = bench(0.3);
    run.advance(5);
    run.pose.targetRad.fill(1.5);
    const before = run.columns.positionRad.slice();
    expect(run.advance(50, { powered: false })).toEqual(new Array(50).fill(0));
    expect(run.columns.positionRad).toEqual(before);
    for (const column of [run.columns.velocityRadPerS, run.columns.torqueNm, run.columns.currentA]) {
      expect([...column]).toEqual(new Array(jointCount).fill(0));
    }
  });

  it('cools while it stands', () => {
    const run = bench(0.3);
    run.columns.windingC.fill(80);
    run.advance(500, { powered: false });
    expect(run.columns.windingC[0]).toBeLessThan(78);
  });
});

describe('what joints carry and take', () => {
  it('holds gravity with a torque and its current, at rest by copper loss alone', () => {
    const run = bench(0.3);
    const powerW = run.advance(200).at(-1) ?? 0;
    const expectedNm = (build.gravityNm[1] ?? 0) * Math.sin(0.3 + Math.PI / 2);
    expect(run.columns.torqueNm[1]).toBeCloseTo(expectedNm, 9);
    expect(run.columns.currentA[1]).toBeCloseTo(expectedNm / (build.torquePerCurrentNmPerA[1] ?? 1), 9);
    expect(powerW).toBeGreaterThan(0);
    expect(run.columns.windingC[1]).toBeGreaterThan(run.columns.windingC[0] ?? 0);
  });

  it('is nothing in free fall, less when they lie, and more under a load', () => {
    const torque = (change: (run: Bench) => void): number => {
      const run = bench(0.3);
      change(run);
      run.advance(200, { crumpledRad: new Float64Array(jointCount).fill(0.3) });
      return run.columns.torqueNm[1] ?? 0;
    };
    const healthy = torque(() => undefined);
    expect(torque(({ effects }) => Object.assign(effects, { freeFallRatio: 1 }))).toBeCloseTo(0, 9);
    expect(torque(({ effects }) => Object.assign(effects, { collapseRatio: 0.6 })) / healthy).toBeCloseTo(0.4, 9);
    expect(torque(({ pose }) => pose.loadRatio.fill(1.35)) / healthy).toBeCloseTo(1.35, 9);
  });

  it('takes mechanical power over an efficiency of 85 %, and gives none back when it is driven', () => {
    const run = bench(0);
    run.effects.freeFallRatio = 1;
    run.pose.targetRad[0] = 3;
    const [powerW] = run.advance(1);
    const mechanicalW = (run.columns.torqueNm[0] ?? 0) * (run.columns.velocityRadPerS[0] ?? 0);
    const resistiveW = (powerW ?? 0) - mechanicalW / 0.85;
    expect(mechanicalW).toBeGreaterThan(1);
    expect(resistiveW).toBeGreaterThan(0);
    expect(resistiveW).toBeLessThan(0.9 * (powerW ?? 0));
    run.pose.targetRad[0] = 0;
    for (const brakingW of run.advance(30)) expect(brakingW).toBeGreaterThanOrEqual(0);
  });

  it('warms the one winding a fault heats, and its case more slowly', () => {
    const [sound, faulty] = [bench(0.3), bench(0.3)];
    faulty.effects.heatRiseC[4] = 160;
    for (const run of [sound, faulty]) run.advance(500);
    const rises = faulty.columns.windingC.map((windingC, index) => windingC - (sound.columns.windingC[index] ?? 0));
    // 100 W per size into 80 J/K for 10 s, less the little that has reached the case.
    expect(rises[4]).toBeGreaterThan(10);
    expect(rises[4]).toBeLessThan(12.5);
    expect([...rises].filter((rise) => rise === 0)).toHaveLength(5);
    expect(faulty.columns.caseC[4]).toBeGreaterThan(sound.columns.caseC[4] ?? 0);
    expect(faulty.columns.caseC[4]).toBeLessThan((sound.columns.caseC[4] ?? 0) + 1.5);
  });

  it('rubs more with the wear of its own gear only', () => {
    const [sound, worn] = [bench(), bench()];
    worn.effects.frictionRatio[3] = 3;
    for (const run of [sound, worn]) {
      run.effects.freeFallRatio = 1;
      run.pose.targetRad.fill(6);
      run.advance(20);
    }
    const ratios = worn.columns.torqueNm.map((torque, index) => torque / (sound.columns.torqueNm[index] ?? 1));
    expect(ratios[3]).toBeCloseTo(3, 2);
    expect(ratios.filter((ratio) => ratio === 1)).toHaveLength(5);
  });
});
