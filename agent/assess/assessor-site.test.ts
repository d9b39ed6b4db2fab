import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { cobot, illustrative } from '../../tests/support/assessment-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { WindowFeatures } from '../contract/features.ts';
import type { FrameLayout } from '../contract/frame.ts';
import { monoMs, type TimePoint, wallMs } from '../contract/time.ts';
import { assessmentStateSchema } from './assessment-state-schema.ts';
import { Assessor, type AssessorParts } from './assessor.ts';

const hour = 3_600_000;
const nothing = { eventCounts: {}, observable: [] };
const layoutOf = (layout: Pick<FrameLayout, 'component' | 'parts' | 'signals'>): FrameLayout => ({
  sourceId: 'x',
  periodMs: 100,
  ...layout,
});
const board = layoutOf({ component: 'controller', parts: ['cpu', 'nvme'], signals: ['temperatureC'] });
const hall = layoutOf({ component: 'ambient', parts: ['hall'], signals: ['temperatureC'] });
const body = layoutOf({
  component: 'imu',
  parts: ['base'],
  signals: ['accelerationXMPerS2', 'accelerationYMPerS2', 'accelerationZMPerS2'],
});

const assessorWith = (change: Partial<AssessorParts> = {}) =>
  new Assessor({ profile: cobot, model: illustrative, declared: undefined, scorer: undefined, ...change });

function stepAt(assessor: Assessor, endMs: number, streams: readonly (readonly [FrameLayout, readonly number[], (readonly number[])?])[]) {
  const moments = { startMs: monoMs(endMs - 1000), endMs: monoMs(endMs) };
  const features = streams.map(([layout, means, sds = means.map(() => 0)]): WindowFeatures => {
    const [mean, sd] = [Float64Array.from(means), Float64Array.from(sds)];
    return { ...moments, layout, frameCount: 10, count: new Uint32Array(means.length).fill(10), mean, sd, min: mean, max: mean };
  });
  return assessor.step({ ...moments, operatingMs: 0, streams: features }, nothing);
}

/** Half a minute into a boot, so long after the process before ended. */
const bootAfter = (offMs: number): TimePoint => ({
  ...timeAt(30_000),
  bootId: 'boot-2',
  wallMs: wallMs(timeAt(0).wallMs + offMs + 30_000),
});

describe('a cold start', () => {
  it('derives the air from the coolest board of the first window, once', () => {
    const assessor = assessorWith();
    assessor.begin(bootAfter(9 * hour), timeAt(0));
    stepAt(assessor, 31_000, [[board, [30, 21]]]);
    expect(assessor.grade.dimensions.D1).toEqual({ grade: 2, provenance: 'derived', value: '21 ± 5 °C' });
    for (let minute = 1; minute < 5; minute++) stepAt(assessor, 31_000 + minute * 60_000, [[board, [70, 55]]]);
    expect(assessor.grade.dimensions.D1?.value).toBe('21 ± 5 °C');
  });

  it.each([
    ['an hour off', 1, 31_000],
    ['a board that speaks eleven minutes after the boot', 9, 661_000],
  ])('is none after %s: a board is not the air', (_, offH, endMs) => {
    const assessor = assessorWith();
    assessor.begin(bootAfter(offH * hour), timeAt(0));
    stepAt(assessor, endMs, [[board, [30, 21]]]);
    expect(assessor.grade.dimensions.D1?.provenance).toBe('unknown');
  });
});

describe('the grade in one line', () => {
  const declared = { declaredBy: 'ACME', declaredAt: '2026-05-02', humanExposure: 'H4', lifecycleStage: 'pilotTest' } as const;

  it('says who declared and whether anybody signed', () => {
    const unsigned = assessorWith({ declared }).gradeText();
    expect(unsigned).toMatch(/^E5 in stage pilotTest \(binding: D8 human exposure H4, declared by ACME 2026-05-02, unsigned; /);
    const signed = assessorWith({ declared, declaredSigner: { kid: 'k', role: 'integrator' } }).gradeText();
    expect(signed).toMatch(/declared by ACME 2026-05-02, signed by integrator; /);
  });

  it('has stress hours beside it once a temperature was measured', () => {
    const assessor = assessorWith();
    expect(assessor.gradeText()).not.toContain('stress');
    for (let second = 1; second <= 720; second++) stepAt(assessor, second * 1000, [[hall, [40]]]);
    expect(assessor.gradeText()).toMatch(/\); stress 0\.7 h in 0\.2 h measured$/);
  });
});

describe('the state of the environment', () => {
  const validate = new Ajv().compile(assessmentStateSchema);

  it('has the form reports promise, with everything in it', () => {
    const assessor = assessorWith();
    assessor.begin(bootAfter(9 * hour), timeAt(0));
    for (let second = 31; second < 200; second++)
      stepAt(assessor, second * 1000, [
        [board, [30, 21]],
        [hall, [22 + second / 1000]],
        [body, [0, 0, 9.81], [0.01, 0.02, 0.02]],
      ]);
    const state = assessor.assessmentState();
    expect(validate(state), JSON.stringify(validate.errors)).toBe(true);
    expect(Object.keys(assessor.state.assessment.environment)).toEqual(
      expect.arrayContaining(['rest', 'board', 'coldSuspect', 'suspects']),
    );
    expect(assessor.grade.dimensions.D4).toEqual({ grade: 1, provenance: 'measured', value: 0.03 });
    expect(assessor.grade.dimensions.D5).toEqual({ grade: 2, provenance: 'measured', value: 0 });
  });

  it('of an older version, which has none of the later members, goes on', () => {
    const { state } = assessorWith();
    const { readings, minutesC, dwell, conflicts, evaluated } = state.assessment.environment;
    const older = { ...state, assessment: { ...state.assessment, environment: { readings, minutesC, dwell, conflicts, evaluated } } };
    expect(validate(JSON.parse(JSON.stringify(older.assessment)))).toBe(true);
    const assessor = assessorWith({ state: older });
    stepAt(assessor, 60_000, [[hall, [22]]]);
    expect(assessor.grade.dimensions.D1).toMatchObject({ grade: 1, provenance: 'measured' });
  });
});
