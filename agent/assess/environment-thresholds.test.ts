import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  corrosivityGrades,
  dewSpreadK,
  exposureGrades,
  gradeAmbient,
  gradeHumidity,
  gradeIngressMargin,
  gradeRatingMargin,
  gradeShocks,
  gradeThermalRate,
  gradeVibration,
  gradeVibrationVelocity,
  hazardGrades,
  locomotionGrades,
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
    [0.0014, 1],
    [0.0014 + tiny, 2],
    [0.0028, 2],
    [0.0028 + tiny, 3],
    [0.0045, 3],
    [0.0045 + tiny, 4],
    [0.0071, 4],
    [0.0071 + tiny, 5],
  ])('D4 of a survey: %f m/s is E%i', (rmsMPerS, grade) => {
    expect(gradeVibrationVelocity(rmsMPerS)).toBe(grade);
  });

  it.each([
    [0, 1],
    [1, 2],
    [2, 3],
    [5, 3],
    [6, 4],
    [20, 4],
    [21, 5],
  ])('D5: %i shocks in 8 h are E%i', (shockCount, grade) => {
    expect(gradeShocks(shockCount)).toBe(grade);
  });

  // Saturation vapour pressure by the same formula: the humidity at which the dew point is exactly 2 K below the air.
  const humidityAtSpread = (ambientC: number, spreadK: number): number => {
    const pressure = (temperatureC: number): number => Math.exp((17.62 * temperatureC) / (243.12 + temperatureC));
    return pressure(ambientC - spreadK) / pressure(ambientC);
  };

  it.each([-10, 0, 10, 20, 40])('D2: at %d °C a dew point within 2 K is E4, a little further is not', (ambientC) => {
    expect(dewSpreadK(ambientC, humidityAtSpread(ambientC, 2))).toBeCloseTo(2, 9);
    expect(gradeHumidity(humidityAtSpread(ambientC, 2 - tiny), 'plain', ambientC)).toBe(4);
    expect(gradeHumidity(humidityAtSpread(ambientC, 2 + tiny), 'plain', ambientC)).toBe(3);
  });

  it('D2: the dew point agrees with printed tables, and dry or saturated air breaks nothing', () => {
    expect(20 - dewSpreadK(20, 0.5)).toBeCloseTo(9.3, 1);
    expect(30 - dewSpreadK(30, 0.8)).toBeCloseTo(26.2, 1);
    expect(dewSpreadK(25, 1)).toBeCloseTo(0, 9);
    expect(dewSpreadK(25, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(gradeHumidity(0, 'plain', 25)).toBe(4);
  });

  it('D9: the least a robot’s own locomotion allows', () => {
    expect(locomotionGrades).toEqual({ fixed: 1, wheeled: 2, legged: 3 });
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
