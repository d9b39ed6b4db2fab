import { describe, expect, it } from 'vitest';
import { type ReportSummary, type Verdict, VerdictNotes } from '../evidence/verdict.ts';
import { verdictLines } from './verdict-lines.ts';

const summary = (reportSeq: number, agentId: string): ReportSummary => ({
  name: `${reportSeq}.jws`,
  sha256: 'sha256:00',
  agentId,
  kid: agentId,
  origin: 'live',
  reportSeq,
  epoch: 0,
  from: `from ${reportSeq}`,
  to: `to ${reportSeq}`,
  logSize: 1,
  powerOnMs: 0,
  operatingMs: 0,
  riskIndex: 50,
});

function verdictOf(note: (notes: VerdictNotes) => void, reports: readonly ReportSummary[] = []): Verdict {
  const notes = new VerdictNotes();
  note(notes);
  return notes.verdict(reports);
}

describe('verdictLines', () => {
  it('ends with the result in words', () => {
    const at = { place: 'a.jws', text: 'text' };
    expect(verdictLines(verdictOf(() => undefined)).at(-1)).toBe('PASS');
    expect(verdictLines(verdictOf((notes) => notes.finding('V4', 'report.missing', at))).at(-1)).toBe('PASS WITH FINDINGS');
    expect(verdictLines(verdictOf((notes) => notes.failure('V2', 'signature.wrong', at))).at(-1)).toBe('FAIL');
  });

  it('says who signed the documents of the last report, where it says so', () => {
    const documents = { context: null, referenceModel: { sha256: 'sha256:00', signedBy: null } };
    const reports = [summary(0, 'a'), { ...summary(1, 'a'), documents }];
    expect(verdictLines(verdictOf(() => undefined, reports))[1]).toBe(
      'documents of the last report: no context declared or in force; reference model, unsigned',
    );
    expect(verdictLines(verdictOf(() => undefined, reports.toReversed())).join()).not.toContain('documents');
  });

  it('has one line per agent with the span of its reports', () => {
    const lines = verdictLines(verdictOf(() => undefined, [summary(0, 'a'), summary(1, 'a'), summary(0, 'b')]));
    expect(lines.slice(0, 2)).toEqual([
      'agent a, origin live: 2 reports, from 0 to to 1',
      'agent b, origin live: 1 report, from 0 to to 0',
    ]);
  });

  it('has one line per check, and says what was not checked', () => {
    const lines = verdictLines(
      verdictOf((notes) => {
        notes.looked('V0');
        notes.looked('V7');
      }),
    );
    expect(lines.slice(0, 8)).toEqual([
      'V0 envelope form    passed       1 report',
      'V1 header and key   not checked  no report to check',
      'V2 signature        not checked  no report to check',
      'V3 payload          not checked  no report to check',
      'V4 report sequence  not checked  no report to check',
      'V5 usage counters   not checked  no report to check',
      'V6 log consistency  not checked  no report to check',
      'V7 ledger           passed       1 record',
    ]);
  });

  it('shows every finding with its check, place, text and code, and counts those that are no failure', () => {
    const lines = verdictLines(
      verdictOf((notes) => {
        notes.looked('V4');
        notes.failure('V4', 'report.chain', { place: 'b.jws /prevReport', text: 'wrong' });
        notes.finding('V4', 'report.missing', { place: 'c.jws /reportSeq', text: 'missing' });
      }),
    );
    expect(lines[4]).toBe('V4 report sequence  failed       1 report, 1 finding');
    expect(lines.slice(8)).toEqual([
      'FAILURE V4 b.jws /prevReport: wrong (report.chain)',
      'finding V4 c.jws /reportSeq: missing (report.missing)',
      'FAIL',
    ]);
  });
});
