import { describe, expect, it } from 'vitest';
import { buildEvidence } from '../../tests/support/evidence-fixture.ts';
import { reportProblems } from './report-problems.ts';

const [payload] = buildEvidence({ reportCount: 1 }).payloads;

describe('reportProblems', () => {
  it('says nothing of a report', () => {
    expect(reportProblems(payload)).toEqual([]);
  });

  it('names every problem by JSON pointer, and an allowed value where there are few', () => {
    const broken = { ...structuredClone(payload), origin: 'demo', price: 1, epoch: -1 };
    expect([...reportProblems(broken)].toSorted()).toEqual([
      '/epoch: must be >= 0',
      '/origin: must be equal to one of the allowed values: live, replay, simulation',
      '/price: no such member in a report',
    ]);
  });

  it.each([null, 1, 'x', [], {}])('refuses %j', (value) => {
    const problems = reportProblems(value);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(20);
    expect(problems[0]).toMatch(/^\/: must/);
  });
});
