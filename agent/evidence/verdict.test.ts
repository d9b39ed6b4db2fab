import { describe, expect, it } from 'vitest';
import { checkIds, checkTitles, VerdictNotes } from './verdict.ts';

const at = { place: 'file', text: 'text' };

describe('VerdictNotes', () => {
  it('has a title for every check from V0 to V7', () => {
    expect(checkIds).toEqual(['V0', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V7']);
    expect(Object.values(checkTitles).every((title) => title.length > 0)).toBe(true);
  });

  it('passes without remarks, and leaves unchecked what nothing was looked at for', () => {
    const notes = new VerdictNotes();
    notes.looked('V0');
    notes.looked('V0');
    const { verdict, checks } = notes.verdict([]);
    expect(verdict).toBe('pass');
    expect(checks.slice(0, 2)).toEqual([
      { check: 'V0', status: 'passed', count: 2 },
      { check: 'V1', status: 'notChecked', count: 0 },
    ]);
  });

  it('passes with findings, and the check they belong to still passes', () => {
    const notes = new VerdictNotes();
    notes.looked('V4');
    notes.finding('V4', 'report.missing', at);
    const { verdict, checks, findings } = notes.verdict([]);
    expect(verdict).toBe('passWithFindings');
    expect(checks[4]).toEqual({ check: 'V4', status: 'passed', count: 1 });
    expect(findings).toEqual([{ check: 'V4', code: 'report.missing', severity: 'finding', ...at }]);
  });

  it('fails with one failure among findings, and fails its check even when nothing was counted', () => {
    const notes = new VerdictNotes();
    notes.finding('V5', 'a.b', at);
    notes.failure('V2', 'c.d', at);
    const { verdict, checks, findings } = notes.verdict([]);
    expect(verdict).toBe('fail');
    expect(checks[2]?.status).toBe('failed');
    expect(findings.map(({ check }) => check)).toEqual(['V2', 'V5']);
  });
});
