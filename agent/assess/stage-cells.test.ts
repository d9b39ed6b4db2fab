import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cobot,
  hourMs,
  humanoid,
  illustrative,
  known,
  newRun,
  past,
  quietMinute,
  riskInput,
  runMinutes,
} from '../../tests/support/assessment-fixture.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import { lifecycleStages, scenes } from '../contract/stage-of-use.ts';
import { monoMs } from '../contract/time.ts';
import { ratedEventClasses } from '../contract/usage.ts';
import { type AssessmentInput, type AssessmentState, roundAssessmentState, stepAssessment } from './assessment.ts';
import { assessmentStateSchema } from './assessment-state-schema.ts';
import { closeExposureLog, openingExposureLog, stepExposureLog } from './exposure-stretch.ts';
import { priorsFor } from './model-priors.ts';
import { recomputeState } from './recompute-state.ts';
import { assessRisk } from './risk-index.ts';
import {
  activeStage,
  declaredStage,
  enterStage,
  lifetimeAlarms,
  lifetimeEventCounts,
  stageCells,
  stageKey,
  stateOfCell,
  wordsOf,
} from './stage-cells.ts';

const test = { lifecycleStage: 'pilotTest', scene: 'test' } as const;
const work = { lifecycleStage: 'commercial', scene: 'factory' } as const;
const keysOf = (state: AssessmentState): string[] => stageCells(state).map(stageKey);
const totalsOf = (state: AssessmentState, key: string) => stageCells(state).find((cell) => stageKey(cell) === key);
const undeclared = 'undeclared/undeclared';

describe('stages and scenes (decisions C3, R7, R14)', () => {
  const tested = runMinutes(newRun(), 90, { declared: test, eventCounts: { fall: 1 }, loadRatio: 0.9 });
  const worked = runMinutes(tested, 60, { declared: work, loadRatio: 0.1 });

  it('keep exposure and counts apart: another declaration goes on in another cell and the one before stays as it was', () => {
    expect(keysOf(worked.state)).toEqual(['commercial/factory', 'pilotTest/test']);
    const [now, before] = [totalsOf(worked.state, 'commercial/factory'), totalsOf(worked.state, 'pilotTest/test')];
    expect(before).toEqual(totalsOf(tested.state, 'pilotTest/test'));
    expect([now?.operatingMs, before?.operatingMs]).toEqual([hourMs, 1.5 * hourMs]);
    expect([now?.history.fall.eventCount, before?.history.fall.eventCount]).toEqual([0, 1]);
  });

  it('are gone on in where they were left when they are declared again', () => {
    const again = runMinutes(worked, 30, { declared: test });
    expect(totalsOf(again.state, 'pilotTest/test')?.operatingMs).toBe(2 * hourMs);
    expect(again.state.history.fall.eventCount).toBe(1);
    expect(totalsOf(again.state, 'commercial/factory')).toEqual(totalsOf(worked.state, 'commercial/factory'));
  });

  it('give the report the index of the one in force, never a pooled one', () => {
    const fresh = runMinutes(newRun(), 60, { declared: work, loadRatio: 0.1 });
    const of = (state: AssessmentState) => assessRisk(riskInput(state, { context: work, profile: humanoid }));
    expect(of(worked.state).riskIndex).toBe(of(fresh.state).riskIndex);
    expect(of(worked.state).history).toEqual(of(fresh.state).history);
  });

  it('stand beside it, each rated as it was declared and by what happened there', () => {
    const { byStage = [], riskIndex } = assessRisk(riskInput(worked.state, { context: work, profile: humanoid }));
    const alone = assessRisk(riskInput(tested.state, { context: test, profile: humanoid }));
    expect(byStage.map(({ stage, scene, isActive }) => [stage, scene, isActive])).toEqual([
      ['commercial', 'factory', true],
      ['pilotTest', 'test', false],
    ]);
    expect(byStage[0]?.riskIndex).toBe(riskIndex);
    const { riskIndex: index, p05Index, p95Index } = alone;
    expect(byStage[1]).toMatchObject({ riskIndex: index, p05Index, p95Index, operatingMs: 1.5 * hourMs });
    expect(byStage[1]?.history.find(({ eventClass }) => eventClass === 'fall')?.eventCount).toBe(1);
  });

  it('are unknown with their reason where the readiness declared in them was below 5, whatever is declared now', () => {
    const early = runMinutes(newRun(), 60, { declared: { ...test, trl: 3 }, eventCounts: { fall: 1 } });
    const later = runMinutes(early, 60, { declared: { ...work, trl: 8 } });
    const { byStage = [], riskIndex } = assessRisk(riskInput(later.state, { context: { ...work, trl: 8 } }));
    expect(known(riskIndex)).toBeGreaterThan(0);
    expect(byStage[1]).toMatchObject({ trl: 3, riskIndex: { unknown: 'notRated' }, operatingMs: hourMs });
    expect(byStage[1]?.history.find(({ eventClass }) => eventClass === 'fall')?.eventCount).toBe(1);
  });

  it('are not made of a declaration under which nothing ever happened', () => {
    const still = { operatingMs: 0, operating: false, observable: [] } as const;
    expect(keysOf(runMinutes(runMinutes(newRun(), 5, { ...still, declared: test }), 5, { declared: work }).state)).toEqual([
      'commercial/factory',
    ]);
  });

  it('share one detector: its alarms are counted in the cell, and summed over all for the whole life', () => {
    const alarms = { activeMs: 60_000, agedActiveMs: 60_000, alarmCount: 2, agedAlarmCount: 2 };
    const state = { ...past(1, {}), anomaly: { ...newRun().state.anomaly, ...alarms, learnedMs: 77 } };
    const moved = enterStage(state, declaredStage(work));
    expect(moved.anomaly).toMatchObject({ alarmCount: 0, activeMs: 0, learnedMs: 77 });
    expect(lifetimeAlarms(moved)).toEqual({ alarmCount: 2, activeMs: 60_000 });
    expect(enterStage(moved, declaredStage(undefined)).anomaly).toEqual(state.anomaly);
  });
});

describe('a causal chain that is open while the declaration changes', () => {
  it('counts where it began: the cell changes with the first window after it', () => {
    const step = (state: AssessmentState, nowMs: number, change: Partial<AssessmentInput>) =>
      stepAssessment(state, quietMinute({ operatingMs: 1000, ...change, nowMs: monoMs(nowMs) })).state;
    const hit = step(newRun().state, 1000, { declared: test, eventCounts: { impact: 1 } });
    const closing = step(hit, 4000, { declared: work });
    const after = step(closing, 5000, { declared: work });
    expect(keysOf(closing)).toEqual(['pilotTest/test']);
    expect(totalsOf(after, 'pilotTest/test')?.history.impact.eventCount).toBe(1);
    expect(totalsOf(after, 'commercial/factory')).toMatchObject({ operatingMs: 1000, history: { impact: { eventCount: 0 } } });
  });
});

describe('a state saved before there were stages', () => {
  const { stage: _, ...old } = past(40, { impact: 2 });

  it('opens, and is the undeclared one with at least the hours its classes were exposed', () => {
    expect(activeStage(old)).toMatchObject({ operatingMs: 40 * hourMs });
    expect(keysOf(old)).toEqual([undeclared]);
    expect(assessRisk(riskInput(old)).byStage).toMatchObject([{ isActive: true, operatingMs: 40 * hourMs }]);
  });

  it('keeps its history there when the robot goes on under a declaration', () => {
    const { state } = runMinutes({ ...newRun(), state: old }, 60, { declared: work });
    expect(keysOf(state)).toEqual(['commercial/factory', undeclared]);
    expect(totalsOf(state, undeclared)?.history.impact.eventCount).toBe(2);
    expect(state.history.impact.eventCount).toBe(0);
  });

  it('goes on in it where nothing is declared', () => {
    const { state } = runMinutes({ ...newRun(), state: old }, 60);
    expect(keysOf(state)).toEqual([undeclared]);
    expect(state.stage?.operatingMs).toBe(41 * hourMs);
  });

  it('is what a new robot is too: no stage before anything was seen', () => {
    expect(stageCells(newRun().state)).toEqual([]);
    expect(assessRisk(riskInput(newRun().state)).byStage).toEqual([]);
  });
});

const context: fc.Arbitrary<DeclaredContext | undefined> = fc.option(
  fc.record(
    { lifecycleStage: fc.constantFrom(...lifecycleStages), scene: fc.constantFrom(...scenes), trl: fc.constantFrom(3, 7, 9) },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);
const block = fc.record({
  declared: context,
  minuteCount: fc.integer({ min: 1, max: 130 }),
  operatingMs: fc.constantFrom(0, 17_041, 60_000),
  eventCounts: fc.constantFrom<Readonly<Record<string, number>>>({}, { impact: 1 }, { fall: 1, emergencyStop: 2 }),
  safetyConfigurationChanged: fc.constantFrom(false, false, true),
});
type Block = typeof block extends fc.Arbitrary<infer T> ? T : never;

/** Blocks of minutes under changing declarations, and the stretches that would be on the ledger. */
function live(blocks: readonly Block[]) {
  let [state, log, nowMs] = [newRun().state, openingExposureLog, 0];
  for (const { minuteCount, eventCounts, safetyConfigurationChanged, ...same } of blocks)
    for (let minute = 0; minute < minuteCount; minute += 1) {
      nowMs += 60_000;
      const first = minute === 0 ? { eventCounts, safetyConfigurationChanged } : {};
      const input = quietMinute({ ...same, ...first, nowMs: monoMs(nowMs) });
      const { state: after, output } = stepAssessment(state, input);
      const { operatingMs, observable, safetyConfigurationChanged: creditRestarted = false } = input;
      log = stepExposureLog(log, { ...output, before: state, after, operatingMs, observable, creditRestarted });
      state = after;
    }
  return { state, stretches: closeExposureLog(log).ended };
}

describe('any life under any declarations', () => {
  const blocks = fc.array(block, { minLength: 1, maxLength: 8 });
  const priorsIn = (stage: Parameters<typeof wordsOf>[0]) => priorsFor(illustrative, cobot, wordsOf(stage));
  const validate = new Ajv({ strictTypes: false }).compile(assessmentStateSchema);

  it('is recomputed cell by cell from its stretches, to the last digit (property)', () => {
    fc.assert(
      fc.property(blocks, (lived) => {
        const { state, stretches } = live(lived);
        const again = recomputeState(newRun().state, stretches, { halfLifeH: illustrative.halfLifeH, priorsIn });
        expect(stageCells(again)).toEqual(stageCells(state));
        expect(again.stage).toEqual(state.stage);
      }),
      { numRuns: 40 },
    );
  });

  it('loses no operating time and no event between its cells, and has a state that reads back (property)', () => {
    fc.assert(
      fc.property(blocks, (lived) => {
        const { state } = live(lived);
        const cells = stageCells(state);
        const sum = (of: (cell: (typeof cells)[number]) => number): number => cells.reduce((total, cell) => total + of(cell), 0);
        expect(sum(({ operatingMs }) => operatingMs)).toBe(
          lived.reduce((total, { minuteCount, operatingMs }) => total + minuteCount * operatingMs, 0),
        );
        expect(lifetimeEventCounts(state).impact ?? 0).toBe(sum(({ history }) => history.impact.eventCount));
        const presses = lived.filter(({ eventCounts }) => 'emergencyStop' in eventCounts).length * 2;
        expect(sum(({ history }) => history.emergencyStop.eventCount)).toBe(presses);
        expect(new Set(cells.map(stageKey)).size).toBe(cells.length);
        const saved = JSON.parse(JSON.stringify(roundAssessmentState(state)));
        expect(validate(saved), JSON.stringify(validate.errors)).toBe(true);
        expect(saved).toEqual(state);
      }),
      { numRuns: 40 },
    );
  });

  it('is bounded: every stage and scene and neither, once each', () => {
    const words = [undefined, ...lifecycleStages].flatMap((lifecycleStage) =>
      [undefined, ...scenes].map((scene) => [lifecycleStage, scene] as const),
    );
    const all = words.reduce((run, [lifecycleStage, scene]) => {
      const declared = { ...(lifecycleStage ? { lifecycleStage } : {}), ...(scene ? { scene } : {}) };
      return runMinutes(run, 1, { declared });
    }, newRun());
    const twice = runMinutes(runMinutes(all, 1, { declared: work }), 1, { declared: test });
    expect(stageCells(twice.state)).toHaveLength(48);
    expect(validate(JSON.parse(JSON.stringify(twice.state)))).toBe(true);
  });

  it('reads one cell as if it were in force, with all of its classes', () => {
    const { state } = runMinutes(runMinutes(newRun(), 5, { declared: test }), 5, { declared: work });
    const [, cell] = stageCells(state);
    if (cell === undefined) throw new Error('no second cell');
    const alone = stateOfCell(state, cell);
    expect(activeStage(alone)).toMatchObject({ stage: 'pilotTest', scene: 'test' });
    expect(ratedEventClasses.map((name) => alone.history[name].exposureMs)).toEqual(Array(6).fill(5 * 60_000));
    expect(alone.parked).toBeUndefined();
  });
});
