import { describe, expect, it } from 'vitest';
import {
  cobot,
  humanoid,
  illustrative,
  known,
  lived,
  newRun,
  past,
  riskInput,
  runMinutes,
} from '../../tests/support/assessment-fixture.ts';
import type { RiskAssessment } from '../contract/assessment.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import { isKnown } from '../contract/unknown.ts';
import { ratedEventClasses } from '../contract/usage.ts';
import { type AssessmentState, openingAssessmentState } from './assessment-state.ts';
import { lnOfIndex } from './log-linear-index.ts';
import { assessRisk, type RiskInput } from './risk-index.ts';

const goodSite = { humanExposure: 'H1', terrain: 'fixedBase' } as const;

const indexOf = (state: AssessmentState, change: Partial<RiskInput> = {}): number => known(assessRisk(riskInput(state, change)).riskIndex);

describe('a new robot', () => {
  const assessment = assessRisk(riskInput(openingAssessmentState()));

  it('is at 50 exactly, with nothing known of it', () => {
    expect(assessment.riskIndex).toBe(50);
    expect(assessment.lnM).toBe(0);
    expect(Object.values(assessment.relativities).every((relativity) => !isKnown(relativity))).toBe(true);
    expect(assessment.notObserved).toEqual(ratedEventClasses);
  });

  it('has a wide interval: absence of evidence is not evidence', () => {
    expect(known(assessment.p05Index)).toBeLessThan(40);
    expect(known(assessment.p95Index)).toBeGreaterThan(55);
  });

  it('has covers at 50 too', () => {
    expect(assessment.covers).toEqual({ body: 50, thirdParty: 50 });
  });
});

describe('the drivers', () => {
  const assessment = assessRisk(riskInput(lived(100, { protectiveStop: 6, impact: 1 }), { context: { trl: 7 }, healthIndex: 55 }));
  const sumOfMillionths = (of: RiskAssessment): number => of.drivers.reduce((sum, { ln }) => sum + Math.round(ln * 1e6), 0);

  it('sum exactly to the printed lnM, and that is the printed index', () => {
    expect(sumOfMillionths(assessment)).toBe(Math.round(known(assessment.lnM) * 1e6));
    expect(lnOfIndex(known(assessment.riskIndex))).toBeCloseTo(known(assessment.lnM), 6);
  });

  it('are all six, the strongest first', () => {
    const strengths = assessment.drivers.map(({ ln }) => Math.abs(ln));
    expect(strengths).toHaveLength(6);
    expect([...strengths].sort((a, b) => b - a)).toEqual(strengths);
  });

  it('have shares whose sizes sum to 1', () => {
    expect(assessment.drivers.reduce((sum, { shareRatio }) => sum + Math.abs(shareRatio), 0)).toBeCloseTo(1, 5);
  });

  it('say what each alone would do to 50', () => {
    for (const { ln, factorRatio, aloneIndex } of assessment.drivers) {
      expect(factorRatio).toBeCloseTo(Math.exp(ln), 6);
      expect(aloneIndex).toBeCloseTo((100 * factorRatio) / (1 + factorRatio), 4);
    }
  });

  it('speak the agreed words in both languages', () => {
    const environment = assessment.drivers.find(({ dimension }) => dimension === 'environment');
    expect(environment?.textEn).toBe('Operating environment: operating time at E3 100.0 %; ×1.20, alone 50 → 54.5.');
    expect(environment?.textZh).toBe('作业环境：运行时间分布 E3 100.0 %；×1.20，单独作用 50 → 54.5。');
  });

  it('are rounded to what is printed', () => {
    const numbers = [assessment.riskIndex, assessment.p05Index, assessment.p95Index, assessment.lnM, assessment.covers.body].map(known);
    expect(numbers.map((value) => roundTo(value, decimals.index))).toEqual(numbers);
  });
});

describe('an unknown index', () => {
  it.each([1, 2, 3, 4])('is what TRL %i gets: exposure and counts, no rating', (trl) => {
    const assessment = assessRisk(riskInput(lived(10, { impact: 1 }), { context: { trl } }));
    const none = { unknown: 'notRated' };
    expect(assessment).toMatchObject({ riskIndex: none, lnM: none, p05Index: none, drivers: [], covers: { body: none, thirdParty: none } });
    expect(assessment.history.find(({ eventClass }) => eventClass === 'impact')?.eventCount).toBe(1);
  });

  it('is what coverage below one half gets', () => {
    const { riskIndex, coverageTier } = assessRisk(riskInput(lived(10), { coverageRatio: 0.499 }));
    expect([riskIndex, coverageTier]).toEqual([{ unknown: 'insufficientData' }, 'insufficient']);
  });

  it('is not what one half gets', () => {
    expect(assessRisk(riskInput(lived(10), { coverageRatio: 0.5 })).coverageTier).toBe('provisional');
    expect(indexOf(lived(10), { coverageRatio: 0.5 })).toBeGreaterThan(0);
  });
});

describe('credibility', () => {
  it('of ten hours leaves a worn robot near the reference, of a thousand does not', () => {
    const worn = { healthIndex: 40 };
    const excess = (hours: number): number => indexOf(past(hours, {}), worn) - indexOf(past(hours, {}));
    expect(excess(10)).toBeLessThan(2);
    expect(excess(1000)).toBeGreaterThan(7);
  });
});

describe('covers', () => {
  it('see their own grade: people move third party only', () => {
    const body = (context: RiskInput['context'], profile = cobot) =>
      assessRisk(riskInput(runMinutes(newRun(), 60, { declared: context, profile }).state, { context, profile })).covers;
    const quiet = body(goodSite);
    const crowded = body({ ...goodSite, humanExposure: 'H4' });
    expect(known(crowded.thirdParty)).toBeGreaterThan(known(quiet.thirdParty));
    expect(crowded.body).toBe(quiet.body);
  });
});

describe('priors', () => {
  it('forgive falls in the test stage that they do not in commercial use', () => {
    const state = past(100, { fall: 5 });
    const of = (lifecycleStage: 'commercial' | 'pilotTest') =>
      known(assessRisk(riskInput(state, { profile: humanoid, context: { lifecycleStage } })).relativities.safety);
    expect(of('pilotTest')).toBeLessThan(1);
    expect(of('commercial')).toBeGreaterThan(1);
  });

  it('of a robot without its own category are those of the cobot', () => {
    const state = past(100, { impact: 2 });
    expect(indexOf(state, { profile: { ...cobot, category: 'quadruped' } })).toBe(indexOf(state));
    expect(indexOf(state, { profile: { ...cobot, category: 'humanoid' } })).not.toBe(indexOf(state));
  });
});

describe('an event that just happened', () => {
  it('counts before its causal chain has ended', () => {
    const before = runMinutes(newRun(), 60);
    const after = runMinutes(before, 1, { eventCounts: { impact: 1 } });
    expect(after.state.chain).not.toBeNull();
    const impacts = assessRisk(riskInput(after.state)).history.find(({ eventClass }) => eventClass === 'impact');
    expect(impacts?.eventCount).toBe(1);
    expect(indexOf(after.state)).toBeGreaterThan(indexOf(before.state));
  });
});

describe('the model', () => {
  it('is not changed by being used', () => {
    const before = structuredClone(illustrative);
    assessRisk(riskInput(lived(5, { impact: 1 })));
    expect(illustrative).toEqual(before);
  });
});
