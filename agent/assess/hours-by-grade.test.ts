import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { illustrative } from '../../tests/support/assessment-fixture.ts';
import type { Grade, MsByGrade } from '../contract/usage.ts';
import { addMs, ageMs, displayGrade, environmentRelativity, grades, noHours, totalMs } from './hours-by-grade.ts';

const table = illustrative.gradeRelativities;
const ms = fc.nat(1e9);
const vectors: fc.Arbitrary<MsByGrade> = fc.tuple(ms, ms, ms, ms, ms);

describe('hours by grade', () => {
  it('adds to one grade only and keeps the sum', () => {
    fc.assert(
      fc.property(vectors, fc.constantFrom<Grade>(...grades), ms, (vector, grade, durationMs) => {
        const more = addMs(vector, grade, durationMs);
        expect(totalMs(more)).toBe(totalMs(vector) + durationMs);
        expect(more[grade - 1]).toBe((vector[grade - 1] ?? 0) + durationMs);
      }),
    );
  });

  it('of no time is the same vector', () => {
    expect(addMs(noHours, 3, 0)).toBe(noHours);
  });

  it('ages to whole milliseconds', () => {
    expect(ageMs([3, 0, 5, 0, 1], 0.5)).toEqual([2, 0, 3, 0, 1]);
  });
});

describe('the displayed grade, rule R-4', () => {
  it.each([
    [[100, 0, 0, 0, 0], 1],
    [[95, 0, 0, 0, 5], 1],
    [[94, 0, 0, 0, 6], 5],
    [[0, 50, 45, 5, 0], 3],
    [[0, 0, 0, 0, 1], 5],
  ] as const)('of %j is E%i', (vector, grade) => {
    expect(displayGrade(vector, 2)).toBe(grade);
  });

  it('without any operating time is the present one', () => {
    expect(displayGrade(noHours, 4)).toBe(4);
  });
});

describe('the environment relativity', () => {
  it('is unknown without operating time, so that a new robot is at the reference', () => {
    expect(environmentRelativity(noHours, table)).toEqual({ unknown: 'insufficientData' });
  });

  it.each([
    [[1, 0, 0, 0, 0], 0.9],
    [[0, 7, 0, 0, 0], 1],
    [[0, 0, 3, 0, 0], 1.2],
    [[0, 0, 0, 9, 0], 1.5],
    [[0, 0, 0, 0, 2], 2],
    [[0, 50, 0, 0, 50], 1.5],
    [[0, 0, 50, 50, 0], 1.35],
  ] as const)('of %j is %f', (vector, expected) => {
    expect(environmentRelativity(vector, table)).toBeCloseTo(expected, 12);
  });

  it('never falls when an hour is moved to a worse grade', () => {
    fc.assert(
      fc.property(vectors, fc.constantFrom<Grade>(1, 2, 3, 4), fc.integer({ min: 1, max: 1e6 }), (vector, grade, durationMs) => {
        const better = environmentRelativity(addMs(vector, grade, durationMs), table) as number;
        const worse = environmentRelativity(addMs(vector, (grade + 1) as Grade, durationMs), table) as number;
        expect(worse).toBeGreaterThanOrEqual(better);
      }),
    );
  });
});
