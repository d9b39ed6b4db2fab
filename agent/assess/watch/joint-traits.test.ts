import { describe, expect, it } from 'vitest';
import { quickPlan, type WatchedLife, watchedLife } from '../../../tests/support/watched-life.ts';
import type { FleetPrior, JointTraits } from '../../contract/fleet-prior.ts';
import { endCollecting } from './end-collecting.ts';
import { PhysicsWatch } from './physics-watch.ts';

const jointCount = 6;

function learned({ normal, robot }: WatchedLife): PhysicsWatch {
  const physics = new PhysicsWatch();
  for (const joints of normal) physics.learn(joints, robot.limits);
  return physics;
}

const traitsOf = (life: WatchedLife): readonly JointTraits[] => learned(life).freeze();

const life = watchedLife(jointCount, quickPlan.collectMs / 1000);
const withoutSignal = (name: string): WatchedLife => {
  const row = life.robot.layout.signals.indexOf(name as 'currentA');
  const normal = life.normal.map((window) => ({
    ...window,
    count: window.count.map((count, cell) => (Math.floor(cell / jointCount) === row ? 0 : count)),
  }));
  return { ...life, normal };
};

describe('traits of a joint', () => {
  it('are its friction, its scatter and its steepest warming', () => {
    const traits = traitsOf(life);
    expect(traits.length).toBe(jointCount);
    for (const { frictionRatio = 0, scatterRatio = 0, riseC = 0 } of traits) {
      expect(frictionRatio).toBeGreaterThanOrEqual(1e-4);
      expect(scatterRatio).toBeGreaterThanOrEqual(1e-4);
      expect(riseC).toBeGreaterThanOrEqual(0.5);
    }
  });

  it('follow the friction that the joint was built with', () => {
    const [third] = [2];
    const joints = life.robot.joints.map((joint, index) => (index === third ? { ...joint, coulombNm: 3 * joint.coulombNm } : joint));
    const rubbing = watchedLife(jointCount, quickPlan.collectMs / 1000, { built: { joints } });
    const ratios = traitsOf(rubbing).map(({ frictionRatio = 0 }, joint) => frictionRatio / (traitsOf(life)[joint]?.frictionRatio ?? 1));
    expect(ratios[third]).toBeGreaterThan(2);
    expect(Math.max(...ratios.filter((_, joint) => joint !== third))).toBeLessThan(1.1);
  });

  it('are left out where nothing was measured', () => {
    expect(traitsOf(withoutSignal('currentA')).every((traits) => traits.frictionRatio === undefined && traits.riseC !== undefined)).toBe(
      true,
    );
    expect(traitsOf(withoutSignal('motorTemperatureC')).every(({ riseC }) => riseC === undefined)).toBe(true);
  });
});

describe('the end of collecting', () => {
  const { parts } = life.robot.layout;
  const fleet: FleetPrior = {
    sha256: 'sha256:00',
    signedBy: 'maker',
    robotCount: 24,
    joints: { joint3: { frictionRatio: { low: 1e-6, high: 1e-5 } } },
  };

  it('says what was found of every joint, and that nobody screened it', () => {
    const { suspects, facts } = endCollecting(learned(life), parts, undefined);
    expect(suspects).toEqual([]);
    expect(facts).toMatchObject({ judged: parts, suspects: [], fleetPrior: null });
    expect(Object.keys(facts.traits as object)).toEqual([...parts]);
  });

  it('hears only rules of a joint outside its fleet', () => {
    const physics = learned(life);
    const { suspects, facts } = endCollecting(physics, parts, fleet);
    expect(suspects).toMatchObject([{ joint: 'joint3', cause: 'outsideFleet', trait: 'frictionRatio', low: 1e-6, high: 1e-5 }]);
    expect(facts).toMatchObject({
      judged: parts.filter((part) => part !== 'joint3'),
      fleetPrior: { sha256: 'sha256:00', signedBy: 'maker', robotCount: 24 },
    });
    const [window] = life.normal;
    const rating = window && physics.rate(window, life.robot.limits);
    expect([rating?.votes(2).size, (rating?.votes(1).size ?? 0) > 0]).toEqual([0, true]);
  });

  it('measures how the others warm without the suspect', () => {
    const [all, without] = [learned(life), learned(life)];
    all.freeze();
    without.freeze(() => [0, 1, 2]);
    expect(without.reference?.rise).not.toEqual(all.reference?.rise);
    expect(without.reference?.efforts.map((effort) => effort === null)).toEqual([true, true, true, false, false, false]);
    without.freeze(() => [3]);
    expect(without.reference?.efforts[3]).not.toBeNull();
  });
});
