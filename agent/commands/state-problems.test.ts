import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lived, newRun, runMinutes } from '../../tests/support/assessment-fixture.ts';
import { openingAssessmentState } from '../assess/assessment-state.ts';
import { recordProblems, stateProblems } from './state-problems.ts';

const stretch = {
  ...{ e: 3, ePhys: 3, ePeople: 2, observable: ['impact'], operatingMs: 5, chainCounts: { impact: 1 } },
  ...{ loadMs: 0, ratedMs: 0, watchedMs: 0, alarmCount: 0, isAged: false },
};
const exposure = (change: object) => recordProblems({ type: 'assessment.exposure', data: { ...stretch, ...change } });

describe('an assessment state', () => {
  it('has the form that every step of the assessment leaves it in', () => {
    expect(stateProblems(openingAssessmentState())).toEqual([]);
    expect(stateProblems(lived(3, { impact: 2, fall: 1 }, { loadRatio: 0.4 }))).toEqual([]);
    const measured = runMinutes(newRun(), 90, { ambientC: 22, humidityRatio: 0.5, declared: { ambientMinC: 15, ambientMaxC: 20 } });
    expect(stateProblems(JSON.parse(JSON.stringify(measured.state)))).toEqual([]);
  });

  it('is nothing else (property)', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => stateProblems(value).length > 0));
  });

  it('misses no member of the real one', () => {
    const state = openingAssessmentState();
    for (const name of Object.keys(state)) {
      const { [name as keyof typeof state]: _, ...rest } = state;
      expect(stateProblems(rest), name).toEqual([expect.stringContaining(`'${name}'`)]);
    }
  });
});

describe('records that are added up', () => {
  it.each([
    ['a grade beyond five', { e: 6 }],
    ['a class nobody rates', { chainCounts: { gripLost: 1 } }],
    ['a negative time', { operatingMs: -1 }],
    ['half a millisecond', { loadMs: 0.5 }],
  ])('are refused with %s', (_, change) => {
    expect(exposure({})).toEqual([]);
    expect(exposure(change)).toHaveLength(1);
  });

  it('are refused as a tick with a counter that is no number', () => {
    expect(recordProblems({ type: 'meter.tick', data: { powerOnMs: 5, operatingMsByE: [0, 0, 5, 0, 0] } })).toEqual([]);
    expect(recordProblems({ type: 'meter.tick', data: { powerOnMs: 'much' } })).toEqual(['/powerOnMs: must be integer']);
  });

  it('are only those: other types are read for their time', () => {
    expect(recordProblems({ type: 'event.started', data: { anything: true } })).toEqual([]);
  });
});
