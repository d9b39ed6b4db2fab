import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lived, livedAs, newRun, riskInput, runMinutes } from '../../tests/support/assessment-fixture.ts';
import type { Json } from '../contract/schema.ts';
import { isKnown, type Knowable } from '../contract/unknown.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { openingAssessmentState } from './assessment-state.ts';
import { explainRisk, riskStatement } from './explanation.ts';
import { assessRisk } from './risk-index.ts';

const number = (value: Knowable<number>): number => (isKnown(value) ? value : Number.NaN);

describe('the explanation', () => {
  const state = lived(200, { impact: 3, protectiveStop: 8 }, { loadRatio: 0.7 });
  const input = riskInput(state);
  const explanation = explainRisk(input);
  const texts = explanation.whatWouldChange.map(({ textEn }) => textEn);

  it('carries the assessment it explains, unchanged', () => {
    expect(explanation.assessment).toEqual(assessRisk(input));
  });

  it('states what the index is and what it is not', () => {
    expect(riskStatement).toBe(
      'Relative insurance-risk index, 50 = model reference; not a safety rating; says nothing about whether it is safe to be near the robot.',
    );
    expect(explanation).toMatchObject({ statement: riskStatement, actuarial: false, referenceIndex: 50 });
    expect(explanation.modelNotice.en).toBe('illustrative reference');
  });

  it('names what is never used', () => {
    const named = explanation.notUsed.map(({ en }) => en);
    for (const word of ['identity of operators', 'emergency stop', 'raw anomaly scores', 'price', 'location', 'software updates']) {
      expect(
        named.some((text) => text.includes(word)),
        word,
      ).toBe(true);
    }
    expect(explanation.notUsed.map(({ zh }) => zh)).toContain('摄像头');
  });

  it('tells what would change the index', () => {
    expect(texts).toEqual([
      'Environment D1, D1b, D2, D3, D4, D5, D6, D7, D8, D10 measured or declared at their best, E2 for all hours',
      'The next 100 operating hours at E2 instead of E3, without a rated event either way',
      '200 more operating hours at the present grade without a rated event',
      'Without the 8 protective stops',
      'Without the 3 impacts',
      'With one protective stop fewer than 8, at their mean weight after ageing',
      'With one impact fewer than 3, at their mean weight after ageing',
      'Run at the reference load',
    ]);
  });

  it('computes each by running the formula again with that one input changed', () => {
    const withoutImpacts = { ...state, history: { ...state.history, impact: { ...state.history.impact, eventCount: 0, agedCount: 0 } } };
    const told = explanation.whatWouldChange.find(({ textEn }) => textEn.includes('impacts'));
    expect(told?.riskIndex).toBe(assessRisk(riskInput(withoutImpacts)).riskIndex);
    const [before, after] = [number(explanation.assessment.lnM), number(assessRisk(riskInput(withoutImpacts)).lnM)];
    expect(told?.factorRatio).toBeCloseTo(Math.exp(after - before), 6);
  });

  it('settles the environment at the reference grade where only a declaration could', () => {
    const settled = explanation.whatWouldChange[0];
    expect(settled?.factorRatio).toBeCloseTo(1 / 1.2, 5);
  });

  it('is the same for a state read back from the ledger, whose keys are sorted', () => {
    const back = JSON.parse(canonicalJson(state as unknown as Json)) as typeof state;
    expect(explainRisk(riskInput(back))).toEqual(explanation);
  });

  it('says everything in Chinese too', () => {
    expect(explanation.whatWouldChange.every(({ textZh }) => /[一-鿿]/.test(textZh))).toBe(true);
    expect(explanation.assessment.drivers.every(({ textZh }) => /[一-鿿]/.test(textZh))).toBe(true);
  });

  it('never uses words of safety or blame', () => {
    const all = JSON.stringify([explanation.assessment.drivers, explanation.whatWouldChange]).toLowerCase();
    expect(all).not.toMatch(/\b(safe|unsafe|dangerous|fault of|negligen|guilty|cheat|fraud|red|green)\b/);
  });
});

describe('what would change', () => {
  it('tells nothing about a new robot that no event could alter', () => {
    expect(explainRisk(riskInput(openingAssessmentState())).whatWouldChange).toEqual([]);
  });

  it('is not asked of an index that is not rated', () => {
    const explanation = explainRisk(riskInput(lived(100, { impact: 3 }), { context: { trl: 3 } }));
    expect(explanation.assessment.riskIndex).toEqual({ unknown: 'notRated' });
    expect(explanation.whatWouldChange).toEqual([]);
  });

  it('does not offer to settle an environment that is worse where it is known', () => {
    const declared = { humanExposure: 'H4' } as const;
    const { state } = runMinutes(newRun(), 120, { declared });
    const told = explainRisk(riskInput(state, { context: declared })).whatWouldChange;
    expect(told.some(({ textEn }) => textEn.startsWith('Environment'))).toBe(false);
  });

  it('tells of anomaly alarms when they moved the index', () => {
    const { state } = runMinutes(newRun(), 60);
    const alarmed = {
      ...state,
      anomaly: { ...state.anomaly, status: 'active' as const, alarmCount: 40, agedAlarmCount: 40, activeMs: 3.6e7, agedActiveMs: 3.6e7 },
    };
    const explanation = explainRisk(riskInput(alarmed));
    expect(explanation.whatWouldChange.map(({ textEn }) => textEn)).toContain('Without the 40 anomaly alarms');
    const anomaly = explanation.assessment.drivers.find(({ dimension }) => dimension === 'anomaly');
    expect(anomaly?.textEn).toBe(
      'Unusual behaviour: 40 alarms in 10.0 watched operating hours, 0.02 per hour are expected of the detector itself; ×1.15, alone 50 → 53.5.',
    );
  });
});

describe('the words of each driver', () => {
  const state = lived(50, { limitTrip: 1 }, { loadRatio: 0.6, observable: ['limitTrip', 'impact'] });
  const context = { robotClass10218: 'I', lifecycleStage: 'firstUse', trl: 7 } as const;
  const { drivers } = assessRisk(riskInput(livedAs(state, context), { context, healthIndex: 62 }));
  const textOf = (dimension: string) => drivers.find((driver) => driver.dimension === dimension)?.textEn;

  it.each([
    ['use', 'Mechanical load in use: mean torque 60 % of rated; ×1.03, alone 50 → 50.7.'],
    ['health', 'Condition of components: health index 62; ×1.09, alone 50 → 52.2.'],
    ['context', 'Declared context: declared class I, firstUse, TRL 7; ×1.04, alone 50 → 51.'],
    ['anomaly', 'Unusual behaviour: unknown (notObserved), counts as the reference; ×1.00, alone 50 → 50.'],
  ])('%s', (dimension, text) => {
    expect(textOf(dimension)).toBe(text);
  });

  it('safety names counts, hours and what nobody could see', () => {
    expect(textOf('safety')).toMatch(
      /^Safety history: 1 rated event in 50\.0 observed operating hours, 3 classes not observed; ×0\.\d\d, alone/,
    );
  });
});

describe('covers, stages and declarations in words (decisions C3)', () => {
  const tested = runMinutes(newRun(), 90, { declared: { lifecycleStage: 'pilotTest', scene: 'test' }, eventCounts: { fall: 1 } });
  const context = { lifecycleStage: 'commercial', scene: 'factory' } as const;
  const { state } = runMinutes(tested, 120, { declared: context, eventCounts: { impact: 1 }, loadRatio: 0.9 });
  const explanation = explainRisk(riskInput(state, { context }));

  it('say each cover with its interval and the drivers that move it, none that does not', () => {
    const [body, thirdParty] = explanation.covers;
    expect(body?.text.en).toMatch(/^Cover of the body: index \d+(\.\d)? \(\d+(\.\d)? … \d+(\.\d)?\)$/);
    expect(thirdParty?.text.zh).toMatch(/^第三者保障：指数 /);
    for (const { cover, drivers } of explanation.covers) {
      const printed = explanation.assessment.byCover?.[cover].drivers;
      expect(drivers.map(({ dimension, ln }) => ({ dimension, ln }))).toEqual(printed?.map(({ dimension, ln }) => ({ dimension, ln })));
      for (const { textEn, textZh } of drivers) {
        expect(textEn).toMatch(/×\d\.\d\d, alone 50 → /);
        expect(textZh).toMatch(/[一-鿿]/);
      }
    }
  });

  it('say every stage and scene by itself, and which is in force', () => {
    expect(explanation.stages.map(({ en }) => en.replace(/index .*/, 'index'))).toEqual([
      'stage commercial use, scene factory (in force): 2.0 operating hours, 1 rated event, index',
      'stage pilot test, scene test: 1.5 operating hours, 1 rated event, index',
    ]);
    expect(explanation.stages[1]?.zh).toMatch(/^阶段：中试，场景：测试：运行 1.5 小时，计入事件 1 次，指数 /);
  });

  it('say what is not declared and why an index is unknown', () => {
    const unrated = explainRisk(riskInput(lived(3), { context: { trl: 2 } }));
    expect(unrated.stages[0]?.en).toBe(
      'stage not declared, scene not declared (in force): 3.0 operating hours, 0 rated events, index unknown (notRated)',
    );
    expect(unrated.covers.map(({ text, drivers }) => [text.en, drivers])).toEqual([
      ['Cover of the body: index unknown (notRated)', []],
      ['Cover of third parties: index unknown (notRated)', []],
    ]);
  });

  it('print the autonomy level and never price it (property)', () => {
    const level = fc.integer({ min: 1, max: 5 }) as fc.Arbitrary<1>;
    fc.assert(
      fc.property(fc.record({ perception: level, decision: level, execution: level, collaboration: level }), (autonomyLevel) => {
        const said = explainRisk(riskInput(state, { context: { ...context, autonomyLevel } }));
        expect(said.assessment).toEqual(explanation.assessment);
        expect(said.declared[0]?.en).toContain(`perception L${autonomyLevel.perception}`);
        expect(said.declared[0]?.en).toContain('never priced');
      }),
      { numRuns: 20 },
    );
  });

  it('name the records behind the drivers where the ledger is at hand', () => {
    const records = [{ epoch: 0, seq: 5, type: 'event.started', data: { eventClass: 'impact' } }];
    expect(explainRisk(riskInput(state, { context }), records).evidence).toEqual({ safety: { recordCount: 1, records: ['0:5'] } });
    expect(explanation.evidence).toEqual({});
  });
});
