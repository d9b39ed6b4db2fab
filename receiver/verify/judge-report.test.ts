import { describe, expect, it } from 'vitest';
import { VerdictNotes } from '../../agent/evidence/verdict.ts';
import type { OpenedReport } from '../../agent/evidence/verify-report.ts';
import { epochStart } from '../../tests/support/epoch-start.ts';
import { buildEvidence, type EvidenceFixture, type EvidenceOptions } from '../../tests/support/evidence-fixture.ts';
import { jwsOf } from '../../tests/support/reception-fixture.ts';
import { findingsCountMax, judgeReport, type ReportInContext } from './judge-report.ts';
import { openReport } from './open-report.ts';

const build = (options: EvidenceOptions = {}) => buildEvidence({ origin: 'live', ...options });

function reportOf(evidence: EvidenceFixture, reportSeq: number): OpenedReport {
  const opened = openReport({ jws: jwsOf(evidence.reports, reportSeq), receivedMs: 0, registry: evidence.registry });
  if (!opened.ok) throw new Error(opened.text);
  return { ...opened.report, name: `report ${reportSeq}` };
}

function judge(report: OpenedReport, context: Partial<ReportInContext> = {}) {
  return judgeReport({
    report,
    notes: new VerdictNotes(),
    previous: undefined,
    next: undefined,
    first: undefined,
    isDemoTenant: false,
    enrolledSerial: 'SN-1',
    ...context,
  });
}

const codesOf = ({ findings }: ReturnType<typeof judge>) => findings.map(({ code }) => code);

describe('the judgement of a report', () => {
  const evidence = build();

  it('accepts the first report, and each that follows the one before', () => {
    expect(judge(reportOf(evidence, 0))).toEqual({ verdict: 'accepted', findings: [] });
    expect(judge(reportOf(evidence, 1), { previous: reportOf(evidence, 0) })).toEqual({ verdict: 'accepted', findings: [] });
  });

  it('accepts a report after a gap, and says that there is one', () => {
    const judged = judge(reportOf(evidence, 2), { previous: reportOf(evidence, 0) });
    expect(judged).toMatchObject({ verdict: 'acceptedWithFindings', findings: [{ check: 'V4', code: 'report.missing' }] });
  });

  it('accepts the first report of a log that began anew, and says so', () => {
    const before = evidence.payloads[1]?.log;
    const stated = epochStart({ prevSize: before?.size ?? 0, prevRoot: before?.root ?? '' });
    const anew = build({
      changePayload: (payload, reportSeq) => {
        if (reportSeq !== 2) return;
        Object.assign(payload, { epoch: 1, consistency: [], epochStart: stated });
        payload.log = { ...payload.log, size: 2, firstSeq: 0, lastSeq: 1 };
      },
    });
    const judged = judge(reportOf(anew, 2), { previous: reportOf(evidence, 1) });
    expect(judged.verdict).toBe('acceptedWithFindings');
    expect(codesOf(judged)).toEqual(['epoch.started']);
    expect(judged.findings[0]?.text).toContain('lost records: 4–6; lost reports: none');
  });

  it('rejects a report that names another one before it', () => {
    const other = build({ changePayload: (payload) => Object.assign(payload, { statement: 'other' }) });
    expect(judge(reportOf(evidence, 1), { previous: reportOf(other, 0) })).toMatchObject({ verdict: 'rejected' });
  });

  it('rejects counters that fall', () => {
    const falling = build({
      changePayload: (payload, reportSeq) => {
        if (reportSeq === 1) payload.exposure.closing.cycleCount = 0;
      },
    });
    const judged = judge(reportOf(falling, 1), { previous: reportOf(falling, 0) });
    expect(judged.verdict).toBe('rejected');
    expect(codesOf(judged)).toContain('usage.fell');
  });

  it('rejects a log that was rewritten', () => {
    const rewritten = build({
      changePayload: (payload, reportSeq) => {
        if (reportSeq === 1) payload.log.root = `sha256:${'0'.repeat(64)}`;
      },
    });
    expect(codesOf(judge(reportOf(rewritten, 1), { previous: reportOf(rewritten, 0) }))).toContain('log.consistency');
  });

  it('remarks another serial number than the enrolled one, and no serial number not at all', () => {
    const named = build({ changePayload: (payload) => Object.assign(payload.robot, { serialNumber: 'SN-2' }) });
    expect(judge(reportOf(named, 0))).toMatchObject({ verdict: 'acceptedWithFindings', findings: [{ code: 'robot.serialNumber' }] });
    expect(judge(reportOf(named, 0), { enrolledSerial: 'SN-2' }).verdict).toBe('accepted');
    expect(judge(reportOf(evidence, 0), { enrolledSerial: 'SN-2' }).verdict).toBe('accepted');
  });

  it('rejects what is not live, except in a demo tenant', () => {
    const simulated = reportOf(build({ origin: 'simulation' }), 0);
    expect(codesOf(judge(simulated))).toEqual(['origin.notAllowed']);
    expect(judge(simulated, { isDemoTenant: true }).verdict).toBe('accepted');
  });

  it('rejects the second of two reports of one sequence, and compares it with nothing else', () => {
    const other = build({ changePayload: (payload) => Object.assign(payload, { statement: 'other' }) });
    const judged = judge(reportOf(other, 1), { first: reportOf(evidence, 1), previous: reportOf(evidence, 0) });
    expect(judged).toMatchObject({ verdict: 'rejected', findings: [{ code: 'report.fork' }] });
    expect(judged.findings[0]?.text).toContain(reportOf(evidence, 1).sha256);
  });

  it('keeps a bounded number of findings', () => {
    const notes = new VerdictNotes();
    for (let count = 0; count < findingsCountMax + 10; count += 1) notes.finding('V3', 'x', { place: String(count), text: '' });
    expect(judge(reportOf(evidence, 0), { notes }).findings).toHaveLength(findingsCountMax);
  });
});
