import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ReferenceModel, referenceModelSchema } from './reference-model.ts';

const text = readFileSync(new URL('../../config/reference-models/illustrative-1.yaml', import.meta.url), 'utf8');
const shipped = (): ReferenceModel => parse(text) as ReferenceModel;
const validate = new Ajv({ allErrors: true }).compile(referenceModelSchema);

function problemsOf(change: (model: Record<string, unknown>) => void): string[] {
  const model = shipped() as unknown as Record<string, unknown>;
  change(model);
  validate(model);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

const at = (model: Record<string, unknown>, ...path: string[]): Record<string, unknown> =>
  path.reduce((value, key) => value[key] as Record<string, unknown>, model);

describe('the shipped illustrative model', () => {
  it('satisfies its schema', () => {
    expect(problemsOf(() => {})).toEqual([]);
  });

  it('is called after its file', () => {
    const { name, version } = shipped();
    expect(`${name}-${version}`).toBe('illustrative-1');
  });

  it('grades hours as the risk model §3.3 states', () => {
    expect(shipped().gradeRelativities).toEqual({ e1: 0.9, e2: 1, e3: 1.2, e4: 1.5, e5: 2 });
  });

  const priorSets = () => {
    const { cobot, humanoid } = shipped().priors;
    return [cobot.commercial, cobot.test, humanoid.commercial, humanoid.test];
  };

  it('has class weights that sum to 1 in every prior set', () => {
    for (const set of priorSets()) {
      const hundredths = Object.values(set).map(({ weightRatio }) => Math.round(Number(weightRatio) * 100));
      expect(hundredths.reduce((a, b) => a + b)).toBe(100);
    }
  });

  it('weighs the classes as decisions B7 says', () => {
    for (const set of priorSets()) {
      expect(Object.fromEntries(Object.entries(set).map(([name, { weightRatio }]) => [name, weightRatio]))).toEqual({
        emergencyStop: 0,
        protectiveStop: 0.3,
        impact: 0.3,
        fall: 0.25,
        limitTrip: 0.1,
        majorFault: 0.05,
      });
    }
  });

  it('weighs the classes of each cover to 1, an emergency stop never (B7), falls and trips for the body, impacts for third parties (C3)', () => {
    const { body, thirdParty } = shipped().coverClassWeights ?? {};
    if (body === undefined || thirdParty === undefined) throw new Error('no weights of covers');
    for (const weights of [body, thirdParty]) {
      expect(Object.values(weights).reduce((sum: number, weight) => sum + Math.round(Number(weight) * 100), 0)).toBe(100);
      expect(weights.emergencyStop).toBe(0);
    }
    expect(body.fall).toBeGreaterThan(thirdParty.fall);
    expect(body.limitTrip).toBeGreaterThan(thirdParty.limitTrip);
    expect(thirdParty.impact).toBeGreaterThan(body.impact);
  });

  it('expects more events in the test stage than in commercial use', () => {
    for (const set of [shipped().priors.cobot, shipped().priors.humanoid]) {
      expect(set.test.fall.ratePerH).toBeGreaterThan(set.commercial.fall.ratePerH);
      expect(set.test.protectiveStop.ratePerH).toBeGreaterThan(set.commercial.protectiveStop.ratePerH);
    }
  });
});

describe('the schema refuses', () => {
  it.each([
    [
      'a weight for the emergency stop',
      (m: Record<string, unknown>) => (at(m, 'priors', 'cobot', 'test', 'emergencyStop').weightRatio = 0.01),
    ],
    ['a claim to be actuarial', (m: Record<string, unknown>) => (m.actuarial = true)],
    [
      'a weight for the emergency stop in the cover of the body (B7)',
      (m: Record<string, unknown>) => (at(m, 'coverClassWeights', 'body').emergencyStop = 0.01),
    ],
    [
      'a weight for the emergency stop in the cover of third parties (B7)',
      (m: Record<string, unknown>) => (at(m, 'coverClassWeights', 'thirdParty').emergencyStop = 0.01),
    ],
    [
      'a weight that a scene would give a class',
      (m: Record<string, unknown>) => (at(m, 'stageRates', 'humanoid', 'scenes', 'rental', 'fall').weightRatio = 0.9),
    ],
    ['a scene nobody can declare', (m: Record<string, unknown>) => (at(m, 'stageRates', 'cobot', 'scenes').moon = {})],
    [
      'a rate of zero in a scene',
      (m: Record<string, unknown>) => (at(m, 'stageRates', 'cobot', 'scenes', 'rental', 'impact').ratePerH = 0),
    ],
    ['a surcharge for software updates (C4)', (m: Record<string, unknown>) => (at(m, 'context').softwareChange = 1.05)],
    ['a surcharge for updates nobody attended (C4)', (m: Record<string, unknown>) => (at(m, 'context').unattendedUpdates = 1.05)],
    ['a surcharge for confirmations nobody clicked (C4)', (m: Record<string, unknown>) => (at(m, 'context').missingAcknowledgement = 1.1)],
    ['a price of the autonomy level', (m: Record<string, unknown>) => (at(m, 'context').autonomyLevel = { l5: 1.1 })],
    ['a rating below TRL 5 (C3)', (m: Record<string, unknown>) => (at(m, 'context', 'trl').trl4 = 1.3)],
    ['a dimension for updates', (m: Record<string, unknown>) => (at(m, 'weights', 'overall').updates = 1)],
    ['an anomaly factor above 1.15', (m: Record<string, unknown>) => (at(m, 'anomaly').maxRatio = 1.16)],
    ['an anomaly credit', (m: Record<string, unknown>) => (at(m, 'anomaly').minRatio = 0.9)],
    ['a rate of zero', (m: Record<string, unknown>) => (at(m, 'priors', 'cobot', 'test', 'impact').ratePerH = 0)],
    ['a strength of zero', (m: Record<string, unknown>) => (at(m, 'priors', 'cobot', 'test', 'impact').strengthH = 0)],
    ['an unknown key', (m: Record<string, unknown>) => (at(m, 'gap').premium = 1)],
    ['a missing half-life', (m: Record<string, unknown>) => delete m.halfLifeH],
    ['a price', (m: Record<string, unknown>) => (m.currency = 'EUR')],
    ['a cap that would force a surcharge', (m: Record<string, unknown>) => (at(m, 'contributionCaps', 'safety').minRatio = 1.1)],
    ['a negative relativity', (m: Record<string, unknown>) => (at(m, 'gradeRelativities').e1 = -1)],
  ])('%s', (_, change) => {
    expect(problemsOf(change)).toHaveLength(1);
  });

  it('several things at once, all reported', () => {
    const problems = problemsOf((model) => {
      model.actuarial = true;
      at(model, 'anomaly').maxRatio = 2;
      delete model.credibilityH;
    });
    expect(problems).toHaveLength(3);
  });
});
