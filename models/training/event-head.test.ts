import { describe, expect, it } from 'vitest';
import { eventLogit, eventProbability } from '../../agent/assess/event-outlook.ts';
import { auroc } from './auroc.ts';
import { brierScore, type EventExample, fitEventHead, fitLogistic } from './event-head.ts';
import { seededRandom } from './seeded-random.ts';

/** Feature 0 tells, feature 1 is noise, feature 2 tells in one block only. */
function examples(seed: number, count = 1600): EventExample[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, place) => {
    const isEvent = random.chance(0.08);
    const block = Math.floor((4 * place) / count);
    const lure = block === 0 && isEvent ? 8 : 0;
    return {
      features: Float64Array.from([(isEvent ? 1.5 : 0) + random.normal(), random.normal(), lure + random.normal()]),
      isEvent,
      block,
    };
  });
}

const options = { horizonS: 5, ridgeWeights: [1] };
const taught = examples(1);
const fresh = examples(2).filter(({ block }) => block !== 0);

describe('logistic regression', () => {
  it('finds the weights that made the data', () => {
    const { weights, featureIndexes } = fitLogistic(taught, { featureIndexes: [0, 1], ridgeWeight: 1 });
    expect(featureIndexes).toEqual([0, 1]);
    // ln odds of two unit normals 1.5 apart are 1.5·x, centred on normal life.
    expect(weights[0]).toBeCloseTo(1.5, 0);
    expect(Math.abs(weights[1] ?? 9)).toBeLessThan(0.3);
  });

  it('is held down by its ridge, and stays finite when two classes come apart', () => {
    const apart = taught.map(({ isEvent, block }) => ({ features: Float64Array.from([isEvent ? 5 : -5]), isEvent, block }));
    const loose = fitLogistic(apart, { featureIndexes: [0], ridgeWeight: 0.1 }).weights[0] ?? Number.NaN;
    const held = fitLogistic(apart, { featureIndexes: [0], ridgeWeight: 1000 }).weights[0] ?? Number.NaN;
    expect(Number.isFinite(loose)).toBe(true);
    expect(Math.abs(held)).toBeLessThan(Math.abs(loose));
  });
});

describe('the event head', () => {
  const head = fitEventHead(taught, { ...options, placeSets: [[0, 1]] });

  it('ranks what it has not seen', () => {
    const of = (isEvent: boolean) => fresh.filter((one) => one.isEvent === isEvent).map(({ features }) => eventLogit(head, features));
    expect(auroc(of(false), of(true))).toBeGreaterThan(0.8);
  });

  it('says probabilities: their mean is the share of events, and they are better than that share', () => {
    const mean = fresh.reduce((sum, { features }) => sum + eventProbability(head, features), 0) / fresh.length;
    expect(mean).toBeCloseTo(0.08, 1);
    const { headScore, baseScore } = brierScore(head, fresh);
    expect(headScore).toBeLessThan(baseScore);
  });

  it('takes the features that rank blocks it was not fitted on', () => {
    expect(fitEventHead(taught, { ...options, placeSets: [[1], [0, 1], [1, 1]] }).featureIndexes).toEqual([0, 1]);
  });

  it('is the same for the same examples', () => {
    expect(fitEventHead(examples(1), { ...options, placeSets: [[0, 1]] })).toEqual(head);
  });
});
