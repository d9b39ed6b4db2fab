import { beforeAll, describe, expect, it } from 'vitest';
import { cobot, illustrative } from '../../tests/support/assessment-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { quickPlan, type WatchedLife, watchedLife } from '../../tests/support/watched-life.ts';
import type { WindowFeatures } from '../contract/features.ts';
import type { FleetPrior } from '../contract/fleet-prior.ts';
import { isUnknown } from '../contract/unknown.ts';
import { noUsage } from '../contract/usage.ts';
import { Assessor, type AssessorState, type WindowOutcome } from './assessor.ts';

/** More false alarms are allowed here than anybody promises, so that three minutes of calibration are enough for a threshold. */
const model = { ...illustrative, anomaly: { ...illustrative.anomaly, designRatePerH: 0.5 } };
const plan = { ...quickPlan, calibrateMs: 180_000 };
const calmS = (plan.collectMs + plan.calibrateMs) / 1000;

let life: WatchedLife;
beforeAll(() => {
  life = watchedLife(6, calmS, { faultyS: 150 });
});

type Change = Partial<{ state: AssessorState; texts: ReadonlyMap<string, string>; key: string; fleet: FleetPrior }>;

function assessorOf(change: Change = {}): Assessor {
  const { state, ...watch } = change;
  const parts = { profile: cobot, model, declared: undefined, scorer: undefined, layouts: [life.robot.layout] };
  const assessor = new Assessor({ ...parts, watch: { plan, ...watch }, ...(state === undefined ? {} : { state }) });
  assessor.begin(timeAt(0), undefined);
  return assessor;
}

type Events = Readonly<Record<string, number>>;

function live(assessor: Assessor, windows: readonly WindowFeatures[], eventsAt: (second: number) => Events = () => ({})): WindowOutcome[] {
  return windows.map((window, second) =>
    assessor.step(
      { startMs: window.startMs, endMs: window.endMs, operatingMs: 1000, streams: [window] },
      { eventCounts: eventsAt(second), observable: [] },
    ),
  );
}

const anomalyOf = (assessor: Assessor) => assessor.assess({ ...noUsage, operatingMs: 1_000_000 }).relativities.anomaly;

describe('a watched robot', () => {
  it('raises an alarm that explains itself', () => {
    const assessor = assessorOf();
    expect(live(assessor, life.normal).filter(({ alarm }) => alarm !== undefined)).toEqual([]);
    const [alarm] = live(assessor, life.faulty).flatMap((outcome) => outcome.alarm ?? []);
    expect(alarm).toMatchObject({
      ...{ alarmIndex: 1, joint: 'joint3', unit: 'A', levels: ['L0', 'L1'], similar: [] },
      ...{ decisionRule: 'peaksOverThreshold', backend: 'none', weightsSha256: 'none' },
      expectedValue: expect.any(Number),
      observedValue: expect.any(Number),
      trace: { unit: 'A' },
    });
    expect(assessor.anomalyStatus()).toMatchObject({
      phase: 'active',
      alarmCount: 1,
      alarm: { textEn: expect.stringContaining('joint3') },
    });
  });

  it('is neutral until it is active, and says that it learns', () => {
    const assessor = assessorOf();
    expect(anomalyOf(assessor)).toEqual({ unknown: 'notObserved' });
    live(assessor, life.normal.slice(0, 1));
    expect([assessor.anomalyStatus().phase, anomalyOf(assessor)]).toEqual([
      expect.stringMatching(/warmUp|collect/),
      { unknown: 'learning' },
    ]);
    live(assessor, life.normal.slice(1, calmS - 10));
    expect(anomalyOf(assessor)).toEqual({ unknown: 'learning' });
    expect(assessor.anomalyStatus()).toMatchObject({ phase: 'calibrate', status: 'learning', score: { unknown: 'learning' } });
    expect(assessor.anomalyReport()).toMatchObject({ phase: 'calibrate', isShortCommissioning: true, levels: ['L0', 'L1'] });
    live(assessor, life.normal.slice(calmS - 10));
    expect([assessor.anomalyStatus().phase, anomalyOf(assessor)]).toEqual(['active', expect.anything()]);
  });

  it('with a joint outside its fleet says so, and hears only rules of it', () => {
    const joints = { joint3: { frictionRatio: { low: 1e-6, high: 1e-5 } } };
    const assessor = assessorOf({ fleet: { joints, robotCount: 24, sha256: 'sha256:00', signedBy: 'maker' } });
    live(assessor, life.normal);
    const [alarm] = live(assessor, life.faulty).flatMap((outcome) => outcome.alarm ?? []);
    expect(alarm).not.toMatchObject({ joint: 'joint3' });
    const { textEn, textZh } = assessor.anomalyStatus();
    expect(textEn).toMatch(
      /Joint joint3 was not learned, and only rules watch it: friction [\d.]+ of its limit, where robots of its kind have 0.000001 … 0.00001/,
    );
    expect(textZh).toContain('关节joint3未学习');
    expect(assessor.anomalyReport()).toMatchObject({ suspectCount: 1, status: 'active' });
  });

  it('is not moved by presses of the emergency stop', () => {
    const [calm, pressed] = [assessorOf(), assessorOf()];
    const all = [...life.normal, ...life.faulty];
    const without = live(calm, all);
    const withPresses = live(pressed, all, (second) => (second % 37 === 0 ? { emergencyStop: 1 } : {}));
    expect(withPresses.map(({ alarm }) => alarm)).toEqual(without.map(({ alarm }) => alarm));
    expect(pressed.state.watch).toEqual(calm.state.watch);
  });

  it('keeps its alarms and learns anew when it is another robot', () => {
    const first = assessorOf();
    live(first, [...life.normal, ...life.faulty]);
    const texts = new Map(first.learned.changes().map(({ name, text }) => [name, text ?? '']));
    const state: AssessorState = structuredClone(first.state);
    expect(assessorOf({ state, texts }).anomalyStatus()).toMatchObject({ status: 'active', alarmCount: 1 });
    const other = assessorOf({ state, texts, key: 'another' });
    expect(other.anomalyReport()).toMatchObject({ status: 'learning', lifetimeAlarmCount: 1, rebaselineCount: 1, referenceSha256: 'none' });
    expect(isUnknown(anomalyOf(other))).toBe(true);
  });

  it('of a version before there was a watch keeps its totals and learns', () => {
    const first = assessorOf();
    live(first, [...life.normal, ...life.faulty]);
    const { watch: _, assessment, ...rest } = structuredClone(first.state);
    const { blocks: __, recentScores: ___, threshold: ____, ...anomaly } = assessment.anomaly;
    const older = { ...rest, assessment: { ...assessment, anomaly: { ...anomaly, histograms: [], baselines: [null] } } };
    const again = assessorOf({ state: older as unknown as AssessorState });
    expect(again.anomalyReport()).toMatchObject({ status: 'learning', lifetimeAlarmCount: 1 });
    live(again, life.normal.slice(0, 5));
    expect(again.anomalyReport()).toMatchObject({ status: 'learning', phase: 'collect', lifetimeAlarmCount: 1 });
  });

  it('tells what the last alarms were like the next time', () => {
    const assessor = assessorOf();
    live(assessor, [...life.normal, ...life.faulty]);
    const later = life.normal.slice(0, 700).map((window) => shifted(window, 1_000_000));
    live(assessor, later);
    const again = live(
      assessor,
      life.faulty.map((window) => shifted(window, 1_500_000)),
    ).flatMap((outcome) => outcome.alarm ?? []);
    for (const alarm of again) expect(alarm).toMatchObject({ similar: [{ alarmIndex: 1, joint: 'joint3' }] });
    expect(again.length).toBeGreaterThan(0);
  });
});

function shifted(window: WindowFeatures, byMs: number): WindowFeatures {
  return { ...window, startMs: (window.startMs + byMs) as typeof window.startMs, endMs: (window.endMs + byMs) as typeof window.endMs };
}
