import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  corrosivityGrades,
  exposureGrades,
  gradeAmbient,
  gradeHumidity,
  gradeIngressMargin,
  gradeRatingMargin,
  gradeThermalRate,
  gradeVibration,
  hazardGrades,
  terrainGrades,
} from './environment-thresholds.ts';

const tiny = 1e-6;

describe('every bound of the table §1.3, on it and just beyond it', () => {
  it.each([
    [15, 1],
    [30, 1],
    [15 - tiny, 2],
    [30 + tiny, 2],
    [5, 2],
    [40, 2],
    [5 - tiny, 3],
    [40 + tiny, 3],
    [-5, 3],
    [45, 3],
    [-5 - tiny, 4],
    [45 + tiny, 4],
    [-25, 4],
    [55, 4],
    [-25 - tiny, 5],
    [55 + tiny, 5],
  ])('D1: %f °C is E%i', (ambientC, grade) => {
    expect(gradeAmbient(ambientC)).toBe(grade);
  });

  it.each([
    [5, 1],
    [5 - tiny, 2],
    [0, 2],
    [-tiny, 4],
    [-5, 4],
    [-5 - tiny, 5],
  ])('D1b: %f K inside the rating is E%i', (marginK, grade) => {
    expect(gradeRatingMargin(marginK)).toBe(grade);
  });

  it.each([
    [0.3, 1],
    [0.6, 1],
    [0.3 - tiny, 2],
    [0.6 + tiny, 2],
    [0.1, 2],
    [0.85, 2],
    [0.1 - tiny, 3],
    [0.85 + tiny, 3],
    [0.05, 3],
    [0.95 - tiny, 3],
    [0.95, 4],
    [0.05 - tiny, 4],
    [1, 4],
    [0, 4],
  ])('D2: relative humidity %f is E%i', (humidityRatio, grade) => {
    expect(gradeHumidity(humidityRatio)).toBe(grade);
  });

  it.each([
    [0, 1],
    [0.5, 1],
    [0.5 + tiny, 3],
    [1, 3],
    [1 + tiny, 4],
    [3, 4],
    [3 + tiny, 5],
  ])('D3: %f K/min is E%i', (rateKPerMin, grade) => {
    expect(gradeThermalRate(rateKPerMin)).toBe(grade);
  });

  it.each([
    [0.1, 1],
    [0.1 + tiny, 2],
    [0.3, 2],
    [0.3 + tiny, 3],
    [1, 3],
    [1 + tiny, 4],
    [3, 4],
    [3 + tiny, 5],
  ])('D4: %f m/s² is E%i', (rms, grade) => {
    expect(gradeVibration(rms)).toBe(grade);
  });

  it.each([
    [4, 1],
    [2, 1],
    [1, 2],
    [0, 3],
    [-1, 4],
    [-2, 5],
    [-6, 5],
  ])('D6: a margin of %i digits is E%i', (marginCount, grade) => {
    expect(gradeIngressMargin(marginCount)).toBe(grade);
  });

  it('D7…D10: the declared words', () => {
    expect(Object.values(corrosivityGrades)).toEqual([1, 2, 3, 4, 5, 5]);
    expect(Object.values(exposureGrades)).toEqual([1, 2, 3, 4, 5]);
    expect(Object.values(terrainGrades)).toEqual([1, 2, 3, 4, 5]);
    expect(hazardGrades).toEqual({ none: 1, highVoltage: 4, hotWork: 4, height: 4, exZone: 5, nuclear: 5, offshore: 5 });
  });
});

describe('the deadband of rule R-3', () => {
  it.each([
    ['2 K of temperature', gradeAmbient, 29, 27],
    ['2 K of rating margin', gradeRatingMargin, 6, 8],
    ['3 % of humidity', gradeHumidity, 0.59, 0.56],
    ['10 % of a rate', gradeThermalRate, 0.48, 0.44],
    ['10 % of vibration', gradeVibration, 0.095, 0.085],
  ] as const)('is %s', (...[, gradeOf, insideOnly, insideByMore]) => {
    expect(gradeOf(insideOnly)).toBe(1);
    expect(gradeOf(insideOnly, 'toImprove')).toBeGreaterThan(1);
    expect(gradeOf(insideByMore, 'toImprove')).toBe(1);
  });

  it('never grades better than the plain bound', () => {
    const gradings = fc.constantFrom(gradeAmbient, gradeRatingMargin, gradeHumidity, gradeThermalRate, gradeVibration);
    fc.assert(
      fc.property(
        gradings,
        fc.double({ min: -60, max: 60, noNaN: true }),
        (gradeOf, value) => gradeOf(value, 'toImprove') >= gradeOf(value),
      ),
    );
  });
});
