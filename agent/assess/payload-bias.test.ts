import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cobot, illustrative } from '../../tests/support/assessment-fixture.ts';
import { quickPlan, watchedLife } from '../../tests/support/watched-life.ts';
import type { WindowFeatures } from '../contract/features.ts';
import type { Profile } from '../contract/profile.ts';
import { monoMs } from '../contract/time.ts';
import { Assessor } from './assessor.ts';
import { biasFromRatio, type PayloadBiasState, type SteadyEffort, stepPayloadBias } from './payload-bias.ts';
import type { JointDrift } from './watch/drift-track.ts';

const dayMs = 86_400_000;
const rated = { torqueNm: 50, currentA: undefined, velocityRadPerS: undefined };
const unrated = { ...rated, torqueNm: undefined };
const driftOf = (meanRatio: number, weightMs = dayMs): JointDrift => ({ weightMs, meanRatios: [meanRatio, 0.9, 0.9], isBeyond: [] });

/** Two joints, the first with this slow mean. */
function effortOf(meanRatio: number, change: Partial<SteadyEffort> = {}): SteadyEffort {
  const drifts = [driftOf(meanRatio), driftOf(0)];
  return { layout: { parts: ['shoulder', 'elbow'], signals: ['positionRad', 'torqueNm'] }, drifts, limits: [rated, rated], ...change };
}
const found = (effort: SteadyEffort, was: PayloadBiasState = []) => stepPayloadBias(was, effort).findings;

describe('a steady residual beside what was learned', () => {
  it('is a finding from a tenth of the rating on, whichever way it goes, with joint, share and time', () => {
    expect(found(effortOf(0.1))).toEqual([]);
    expect(found(effortOf(-0.12))).toEqual([
      {
        code: 'payload.bias',
        data: { joint: 'shoulder', channel: 'torqueNm', biasRatio: -0.12, ratedValue: 50, steadyMs: dayMs },
      },
    ]);
  });

  it('is said once, and again only after it was over', () => {
    const begun = stepPayloadBias([], effortOf(0.12));
    expect(begun.state).toEqual(['shoulder']);
    const still = stepPayloadBias(begun.state, effortOf(0.09));
    expect(still).toEqual({ state: begun.state, findings: [] });
    const over = stepPayloadBias(still.state, effortOf(0.07));
    expect(over.state).toEqual([]);
    expect(found(effortOf(0.12), over.state)).toHaveLength(1);
  });

  it('is none in the first ten hours, before anything was learned, and of a joint nobody rated', () => {
    expect(found(effortOf(0, { drifts: [driftOf(0.5, 35_999_999)] }))).toEqual([]);
    expect(found(effortOf(0, { drifts: [] }))).toEqual([]);
    expect(found(effortOf(0.5, { limits: [unrated, unrated] }))).toEqual([]);
    expect(found(effortOf(0.5, { limits: [] }))).toEqual([]);
  });

  it('is measured against the rated current of a robot that says no torque, and against nothing of one that says neither', () => {
    const layout = { parts: ['shoulder'], signals: ['currentA'] } as const;
    expect(found(effortOf(0.5, { layout, limits: [{ ...rated, currentA: 4 }] }))).toMatchObject([
      { data: { channel: 'currentA', ratedValue: 4 } },
    ]);
    expect(found(effortOf(0.5, { layout }))).toEqual([]);
    expect(found(effortOf(0.5, { layout: { parts: ['shoulder'], signals: ['loadRatio'] } }))).toEqual([]);
    expect(found(effortOf(0.5, { layout: undefined }))).toEqual([]);
  });

  it('keeps a bounded state, says each joint once per rise, and never one within the bound (property)', () => {
    const mean = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(mean, { maxLength: 40 }), (means) => {
        let state: PayloadBiasState = [];
        let isStanding = false;
        for (const meanRatio of means) {
          const step = stepPayloadBias(state, effortOf(meanRatio));
          const begins = !isStanding && Math.abs(meanRatio) > biasFromRatio;
          expect(step.findings.length).toBe(begins ? 1 : 0);
          state = step.state;
          isStanding = state.includes('shoulder');
          expect(state.length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('a robot that carries more than it was learned with', () => {
  const { robot, normal } = watchedLife(6, 420);
  const profile: Profile = {
    ...cobot,
    joints: robot.layout.parts.map((name, joint) => ({
      name,
      type: 'revolute',
      role: 'actuator',
      currentA: robot.limits[joint]?.currentA ?? 1,
    })),
  };
  const learned = () => new Assessor({ profile, model: illustrative, declared: undefined, scorer: undefined, watch: { plan: quickPlan } });

  /** The life it was learned in, then eleven hours of it with so much of the rated current more in the second joint. */
  function codesAfter(shareRatio: number): readonly string[] {
    const assessor = learned();
    const cell = robot.layout.signals.indexOf('currentA') * robot.layout.parts.length + 1;
    const found: string[] = [];
    const live = (joints: WindowFeatures, second: number, operatingMs: number): void => {
      const times = { startMs: monoMs(second * 1000), endMs: monoMs(second * 1000 + 1000) };
      const window = { ...times, operatingMs, streams: [{ ...joints, ...times }] };
      const { findings } = assessor.step(window, { eventCounts: {}, observable: [] });
      found.push(...findings.flatMap(({ code, data }) => (code === 'payload.bias' ? [`${code} ${data.joint}`] : [])));
    };
    for (const [second, joints] of normal.entries()) live(joints, second, 1000);
    for (let minute = 0; minute < 660; minute += 1) {
      const joints = normal[minute % normal.length];
      if (joints === undefined) throw new Error('the fixture lives');
      const mean = Float64Array.from(joints.mean);
      mean[cell] = (mean[cell] ?? 0) + shareRatio * (robot.limits[1]?.currentA ?? 0);
      live({ ...joints, mean }, normal.length + minute, 60_000);
    }
    return found;
  }

  it('is told once, by its joint; one that carries the same is not', () => {
    expect(codesAfter(0.3)).toEqual([`payload.bias ${robot.layout.parts[1]}`]);
    expect(codesAfter(0)).toEqual([]);
  }, 30_000);
});
