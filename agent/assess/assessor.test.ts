import { describe, expect, it } from 'vitest';
import { cobot, illustrative } from '../../tests/support/assessment-fixture.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import type { ClosedWindow, Scorer, WindowFeatures } from '../contract/features.ts';
import type { FrameLayout } from '../contract/frame.ts';
import { monoMs } from '../contract/time.ts';
import { isUnknown } from '../contract/unknown.ts';
import { noUsage } from '../contract/usage.ts';
import { Assessor, type AssessorState } from './assessor.ts';

const jointLayout: FrameLayout = { sourceId: 'arm', component: 'joint', parts: ['j1', 'j2'], signals: ['torqueNm'], periodMs: 100 };
const ambientLayout: FrameLayout = { sourceId: 'hall', component: 'ambient', parts: ['hall'], signals: ['temperatureC'], periodMs: 1000 };

function features(layout: FrameLayout, values: readonly number[], startMs: number): WindowFeatures {
  const column = Float64Array.from(values);
  const window = { startMs: monoMs(startMs), endMs: monoMs(startMs + 1000), frameCount: 10 };
  return {
    ...window,
    layout,
    count: new Uint32Array(values.length).fill(10),
    mean: column,
    sd: column.map(() => 0),
    min: column,
    max: column,
  };
}

function windowAt(second: number, streams: (startMs: number) => WindowFeatures[]): ClosedWindow {
  const startMs = second * 1000;
  return { startMs: monoMs(startMs), endMs: monoMs(startMs + 1000), operatingMs: 1000, streams: streams(startMs) };
}

const scorerOf = (scores: readonly number[]): Scorer => ({
  backend: 'cpu',
  weightsSha256: 'abc',
  modelVersion: 'test-1',
  score: ({ startMs }) => ({
    startMs,
    jointScores: Float64Array.from(scores),
    jointMask: Uint8Array.from(scores, (score) => (score < 0 ? 0 : 1)),
  }),
  close: () => undefined,
});

const nothing = { eventCounts: {}, observable: [] };
const assessorWith = (change: { declared?: DeclaredContext; scorer?: Scorer; state?: AssessorState } = {}) =>
  new Assessor({
    profile: cobot,
    model: illustrative,
    declared: change.declared,
    scorer: change.scorer,
    ...(change.state && { state: change.state }),
  });
const counters = (operatingMs: number, gapMs = 0) => ({
  ...noUsage,
  powerOnMs: operatingMs,
  readyMs: operatingMs,
  operatingMs,
  collaborativeMs: 0,
  gapMs,
  operatingMsByE: [0, 0, operatingMs, 0, 0] as const,
  operatingMsByEPhys: [0, 0, operatingMs, 0, 0] as const,
  operatingMsByEPeople: [0, 0, operatingMs, 0, 0] as const,
  cycleCount: 1,
});

describe('assessor', () => {
  it('has a grade before the first window, so that no operating time is without one', () => {
    expect(assessorWith().grade.e).toBe(3);
    expect(assessorWith({ declared: { humanExposure: 'H4' } }).grade.ePeople).toBe(5);
  });

  it('says that the grade changed when its digits or provenance do, not when a measured value moves within its grade', () => {
    const assessor = assessorWith();
    const changed = [22, 22.4, 22.9].map(
      (ambientC, second) =>
        assessor.step(
          windowAt(second * 61, (startMs) => [features(ambientLayout, [ambientC], startMs)]),
          nothing,
        ).gradeChanged,
    );
    expect(changed).toEqual([true, false, false]);
    expect(assessor.grade.dimensions.D1?.provenance).toBe('measured');
  });

  it('does not take a restored grade for a new one, whatever the order of its keys', () => {
    const assessor = assessorWith();
    assessor.step(
      windowAt(0, () => []),
      nothing,
    );
    const { evaluated } = assessor.state.assessment.environment;
    const reversed = Object.fromEntries(Object.entries(evaluated?.grade.dimensions ?? {}).reverse());
    const state = structuredClone(assessor.state) as { assessment: { environment: { evaluated: { grade: { dimensions: object } } } } };
    state.assessment.environment.evaluated.grade.dimensions = reversed;
    const restored = assessorWith({ state: state as unknown as AssessorState });
    expect(
      restored.step(
        windowAt(61, () => []),
        nothing,
      ).gradeChanged,
    ).toBe(false);
  });

  it('goes on without a model, and says that none ran', () => {
    const assessor = assessorWith();
    assessor.step(
      windowAt(0, (startMs) => [features(jointLayout, [1, 1], startMs)]),
      nothing,
    );
    expect(assessor.anomalyReport()).toMatchObject({ status: 'learning', backend: 'none' });
  });

  it('keeps raw scores out of the report (C4)', () => {
    const assessor = assessorWith({ scorer: scorerOf([1, 1]) });
    assessor.step(
      windowAt(0, (startMs) => [features(jointLayout, [1, 1], startMs)]),
      nothing,
    );
    expect(Object.keys(assessor.anomalyReport()).filter((key) => /score/i.test(key))).toEqual([]);
  });

  it('uses load where torque is measured and rated', () => {
    const assessor = assessorWith();
    for (let second = 0; second < 10; second++)
      assessor.step(
        windowAt(second, (startMs) => [features(jointLayout, [50, 0], startMs)]),
        nothing,
      );
    expect(isUnknown(assessor.assess(counters(10_000)).relativities.use)).toBe(false);
  });

  it('lists the rated classes nobody can report', () => {
    expect(assessorWith().notObserved(['impact', 'protectiveStop'])).toEqual(['emergencyStop', 'fall', 'limitTrip', 'majorFault']);
  });

  it('lowers coverage by the imputed share of a gap', () => {
    const assessor = assessorWith();
    expect(assessor.riskInput(counters(3_600_000)).coverageRatio).toBe(1);
    expect(assessor.riskInput(counters(3_600_000, 3_600_000)).coverageRatio).toBe(0.5);
  });
});
