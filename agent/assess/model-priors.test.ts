import { describe, expect, it } from 'vitest';
import { cobot, humanoid, illustrative } from '../../tests/support/assessment-fixture.ts';
import { lifecycleStages, scenes } from '../contract/stage-of-use.ts';
import { ratedEventClasses } from '../contract/usage.ts';
import { priorsFor } from './model-priors.ts';

const weightsOf = (priors: ReturnType<typeof priorsFor>): number[] => ratedEventClasses.map((name) => priors[name].weightRatio);

describe('priors per category, stage and scene (decisions C3)', () => {
  it('are those of commercial use where nothing is declared', () => {
    expect(priorsFor(illustrative, cobot, undefined)).toEqual(illustrative.priors.cobot.commercial);
    expect(priorsFor(illustrative, humanoid, { lifecycleStage: 'commercial' })).toEqual(illustrative.priors.humanoid.commercial);
  });

  it('take falls in test and competition for normal', () => {
    const fall = (declared: Parameters<typeof priorsFor>[2]) => priorsFor(illustrative, humanoid, declared).fall.ratePerH;
    expect(fall({ lifecycleStage: 'pilotTest' })).toBe(0.1);
    expect(fall({ scene: 'test' })).toBe(0.1);
    expect(fall({ scene: 'competition' })).toBe(0.2);
    expect(fall({ scene: 'factory' })).toBe(0.005);
  });

  it('let a scene speak of some classes and leave the others to its group', () => {
    const rental = priorsFor(illustrative, humanoid, { lifecycleStage: 'commercial', scene: 'rental' });
    const { commercial } = illustrative.priors.humanoid;
    expect(rental.impact).toEqual({ ...commercial.impact, ratePerH: 0.015, strengthH: 500 });
    expect([rental.limitTrip, rental.majorFault]).toEqual([commercial.limitTrip, commercial.majorFault]);
  });

  it('let the scene hold where stage and scene both speak', () => {
    const rates = {
      stages: { rnd: { fall: { ratePerH: 1, strengthH: 9 }, impact: { ratePerH: 2, strengthH: 9 } } },
      scenes: { rental: { fall: { ratePerH: 3, strengthH: 8 } } },
    };
    const model = { ...illustrative, stageRates: { humanoid: rates } };
    const priors = priorsFor(model, humanoid, { lifecycleStage: 'rnd', scene: 'rental' });
    expect([priors.fall.ratePerH, priors.impact.ratePerH]).toEqual([3, 2]);
  });

  it('never change a weight, and never weigh an emergency stop (B7), wherever the robot is used', () => {
    for (const profile of [cobot, humanoid])
      for (const lifecycleStage of lifecycleStages)
        for (const scene of scenes) {
          const weights = weightsOf(priorsFor(illustrative, profile, { lifecycleStage, scene }));
          expect(weights).toEqual([0, 0.3, 0.3, 0.25, 0.1, 0.05]);
        }
  });

  it('of a model without rates by scene are those of its two groups', () => {
    const { stageRates: _, ...plain } = illustrative;
    expect(priorsFor(plain, humanoid, { scene: 'rental' })).toEqual(illustrative.priors.humanoid.commercial);
  });
});
