import { describe, expect, it } from 'vitest';
import { ConfigError } from '../contract/errors.ts';
import { readValidity, type ValidityOptions, validDaysMax } from './validity-options.ts';

const nowMs = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;

function problemsOf(options: ValidityOptions): string[] {
  try {
    readValidity(options, nowMs);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ place }) => place);
    throw error;
  }
  return [];
}

describe('a term', () => {
  it('begins now and lasts so many days', () => {
    expect(readValidity({ validDays: '2' }, nowMs)).toEqual({ validFromMs: nowMs, validUntilMs: nowMs + 2 * dayMs });
  });

  it.each([
    ['2026-03-01', Date.UTC(2026, 2, 1)],
    ['2026-03-01T12:30:00Z', Date.UTC(2026, 2, 1, 12, 30)],
    ['2026-03-01T12:30:00.5Z', Date.UTC(2026, 2, 1, 12, 30, 0, 500)],
  ])('may begin at %s', (validFrom, validFromMs) => {
    expect(readValidity({ validFrom, validDays: '1' }, nowMs)).toEqual({ validFromMs, validUntilMs: validFromMs + dayMs });
  });

  it.each(['tomorrow', '2026-13-01', '2026-03-01T12:00', '2026-03-01T12:00:00+01:00', ''])('does not begin at %j', (validFrom) => {
    expect(problemsOf({ validFrom, validDays: '1' })).toEqual(['--valid-from']);
  });

  it.each(['0', '-1', '1.5', 'ever', '', String(validDaysMax + 1)])('does not last %j days', (validDays) => {
    expect(problemsOf({ validDays })).toEqual(['--valid-days']);
  });

  it('may last as long as the limit', () => {
    expect(problemsOf({ validDays: String(validDaysMax) })).toEqual([]);
  });

  it('says both problems at once', () => {
    expect(problemsOf({ validFrom: 'soon', validDays: 'long' })).toEqual(['--valid-from', '--valid-days']);
  });
});
