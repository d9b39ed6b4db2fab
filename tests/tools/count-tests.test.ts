import { describe, expect, it } from 'vitest';
import { countLine, countTests, isGreen } from './count-tests.ts';

const file = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((one, index) => ({ fullName: `test ${index}`, status: one })),
});
const report = (...testResults: ReturnType<typeof file>[]) => ({
  success: testResults.every((one) => one.status === 'passed'),
  testResults,
});

describe('countTests', () => {
  it('counts what ran and names what did not', () => {
    const counts = countTests(report(file('failed', 'passed', 'failed', 'skipped'), file('passed', 'passed', 'todo')));
    expect(counts).toEqual({ passed: 2, failed: 1, skipped: ['test 2', 'test 1'] });
    expect(countLine(counts)).toBe('2 passed, 1 failed, 2 skipped');
  });

  it('counts a file that broke before its first test as a failure', () => {
    expect(countTests(report(file('failed'), file('failed', 'passed'))).failed).toBe(2);
  });
});

describe('isGreen', () => {
  it('wants something run, nothing failed, nothing skipped, and the runner content', () => {
    expect(isGreen(report(file('passed', 'passed')))).toBe(true);
    expect(isGreen(report(file('passed', 'passed', 'skipped')))).toBe(false);
    expect(isGreen(report(file('failed', 'failed')))).toBe(false);
    expect(isGreen(report())).toBe(false);
    expect(isGreen({ ...report(file('passed', 'passed')), success: false })).toBe(false);
  });
});
