import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cobot, hourMs, illustrative, newRun, quietMinute, windowScore } from '../../tests/support/assessment-fixture.ts';
import { monoMs } from '../contract/time.ts';
import { ratedEventClasses } from '../contract/usage.ts';
import { type AssessmentInput, type AssessmentState, stepAssessment } from './assessment.ts';
import { closeExposureLog, type ExposureStretch, openingExposureLog, stepExposureLog } from './exposure-stretch.ts';
import { priorsFor } from './model-priors.ts';
import { recomputeState } from './recompute-state.ts';

type Minute = Pick<
  AssessmentInput,
  'operatingMs' | 'eventCounts' | 'observable' | 'declared' | 'score' | 'loadRatio' | 'safetyConfigurationChanged'
>;
const priors = priorsFor(illustrative, cobot, undefined);
const terms = { halfLifeH: illustrative.halfLifeH, priorsIn: () => priors };

/** Minutes through the real assessment, and the stretches that would be on the ledger. */
function live(minutes: readonly Minute[], opening: AssessmentState = newRun().state) {
  let [state, log] = [opening, openingExposureLog];
  minutes.forEach((minute, index) => {
    const input = quietMinute({
      ...minute,
      nowMs: monoMs((index + 1) * 60_000),
      operating: minute.operatingMs > 0,
      commissioningMs: 3_600_000,
    });
    const { state: after, output } = stepAssessment(state, input);
    const { observable, operatingMs, safetyConfigurationChanged: creditRestarted = false } = input;
    log = stepExposureLog(log, { ...output, before: state, after, observable, operatingMs, creditRestarted });
    state = after;
  });
  return { state, stretches: closeExposureLog(log).ended };
}

/** What a stretch says; the rest of a state is no sum. */
function summed({ history, agedMsByE, agedMsByEPhys, agedMsByEPeople, use, ageingPendingMs, anomaly }: AssessmentState): object {
  const { activeMs, agedActiveMs, alarmCount, agedAlarmCount } = anomaly;
  return { history, agedMsByE, agedMsByEPhys, agedMsByEPeople, use, ageingPendingMs, activeMs, agedActiveMs, alarmCount, agedAlarmCount };
}

const minute: fc.Arbitrary<Minute> = fc.record({
  operatingMs: fc.constantFrom(0, 17_041, 60_000),
  eventCounts: fc.oneof(
    { weight: 5, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom(...ratedEventClasses).map((eventClass) => ({ [eventClass]: 1 })) },
  ),
  observable: fc.oneof(
    { weight: 9, arbitrary: fc.constant(['emergencyStop', 'protectiveStop', 'gripLost']) },
    { weight: 1, arbitrary: fc.subarray([...ratedEventClasses]) },
  ),
  declared: fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom({ humanExposure: 'H4' as const }, { specialHazard: 'highVoltage' as const }) },
  ),
  score: fc.oneof({ weight: 3, arbitrary: fc.constant(windowScore(1)) }, { weight: 1, arbitrary: fc.constant(windowScore(400)) }),
  loadRatio: fc.constantFrom({ unknown: 'notReported' as const }, 0.31, 0.777),
  safetyConfigurationChanged: fc.oneof({ weight: 30, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const hours = (count: number, stretch: Partial<ExposureStretch>): ExposureStretch[] =>
  Array.from({ length: count }, () => ({
    ...{ e: 3, ePhys: 3, ePeople: 2, observable: ['impact'], operatingMs: hourMs, chainCounts: {} },
    ...{ loadMs: 0, ratedMs: 0, watchedMs: 0, alarmCount: 0, isAged: true },
    ...stretch,
  }));

describe('a state recomputed from stretches', () => {
  it('is the state the assessment reached, to the last digit, over any past (property)', () => {
    fc.assert(
      fc.property(fc.array(minute, { minLength: 1, maxLength: 400 }), (minutes) => {
        const { state, stretches } = live(minutes);
        expect(summed(recomputeState(newRun().state, stretches, terms))).toEqual(summed(state));
      }),
      { numRuns: 30 },
    );
  });

  it('goes on from any opening state, so that a report needs no record before its own (property)', () => {
    fc.assert(
      fc.property(fc.array(minute, { minLength: 1, maxLength: 200 }), fc.array(minute, { maxLength: 200 }), (past, period) => {
        const opening = live(past).state;
        const { state, stretches } = live(period, opening);
        expect(summed(recomputeState(opening, stretches, terms))).toEqual(summed(state));
      }),
      { numRuns: 20 },
    );
  });

  it('is the same when neighbours without an ageing between them are summed', () => {
    const [half] = hours(1, { operatingMs: hourMs / 2 });
    const [whole] = hours(1, {});
    if (half === undefined || whole === undefined) throw new Error('no stretch');
    expect(recomputeState(newRun().state, [half, half], terms)).toEqual(recomputeState(newRun().state, [whole], terms));
  });

  it('B7: stop and impact credit restarts where a stretch says so, and only there', () => {
    const clean = hours(300, { observable: ['protectiveStop', 'impact', 'fall'], isAged: false });
    const [change] = hours(1, { observable: [], operatingMs: 0, isAged: false, creditRestarted: true });
    if (change === undefined) throw new Error('no stretch');
    const { history } = recomputeState(newRun().state, [...clean, change], terms);
    expect(history.protectiveStop).toMatchObject({ exposureMs: 300 * hourMs, agedExposureMs: 0 });
    expect(history.impact).toMatchObject({ exposureMs: 300 * hourMs, agedExposureMs: 0 });
    expect(history.fall.agedExposureMs).toBeGreaterThan(0);
  });

  it('loses half of an event in one half-life', () => {
    const [event] = hours(1, { operatingMs: 0, chainCounts: { impact: 4 } });
    if (event === undefined) throw new Error('no stretch');
    const { history } = recomputeState(newRun().state, [event, ...hours(10, {})], { halfLifeH: 10, priorsIn: () => priors });
    expect(history.impact).toMatchObject({ eventCount: 4, exposureMs: 10 * hourMs });
    expect(history.impact.agedCount).toBeCloseTo(2, 8);
  });
});
