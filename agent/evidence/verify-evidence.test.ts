import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildEvidence, jwksOf } from '../../tests/support/evidence-fixture.ts';
import { reportProblems } from '../commands/report-problems.ts';
import { readKeyRegistry } from './key-registry.ts';
import type { Verdict } from './verdict.ts';
import { type Evidence, verifyEvidence } from './verify-evidence.ts';

const good = buildEvidence();
const verify = (changes: Partial<Evidence> = {}): Verdict => verifyEvidence({ ...good, validateSchema: reportProblems, ...changes });

describe('verifyEvidence', () => {
  it('passes consistent evidence and says how much each check looked at', () => {
    const verdict = verify();
    expect(verdict.findings).toEqual([]);
    expect(verdict.verdict).toBe('pass');
    expect(verdict.checks.map(({ check, status, count }) => `${check} ${status} ${count}`)).toEqual([
      'V0 passed 3',
      'V1 passed 3',
      'V2 passed 3',
      'V3 passed 3',
      'V4 passed 3',
      'V5 passed 3',
      'V6 passed 3',
      'V7 passed 12',
    ]);
  });

  it('summarises every report in the order of its sequence, whatever the order of the files', () => {
    const { reports } = verify({ reports: good.reports.toReversed() });
    expect(reports.map(({ reportSeq }) => reportSeq)).toEqual([0, 1, 2]);
    expect(reports[1]).toMatchObject({
      name: 'reports/000001.jws',
      agentId: good.key.kid,
      kid: good.key.kid,
      origin: 'replay',
      epoch: 0,
      logSize: 8,
      powerOnMs: 3_599_000,
      operatingMs: 2_000_000,
      riskIndex: 50,
      from: '2026-01-01T01:00:00.000Z',
    });
  });

  it('without a ledger leaves V7 unchecked and passes', () => {
    const verdict = verify({ ledgers: [] });
    expect(verdict.verdict).toBe('pass');
    expect(verdict.checks.at(-1)).toEqual({ check: 'V7', status: 'notChecked', count: 0 });
  });

  it('without a report proves nothing and fails, for the ledger as well', () => {
    const verdict = verify({ reports: [] });
    expect(verdict.verdict).toBe('fail');
    expect(verdict.findings.map(({ code }) => code)).toEqual(['evidence.noReport', 'ledger.noReport']);
  });

  it('keeps two robots apart and finds the ledger of each by its first link', () => {
    const other = buildEvidence({ robot: 'other', reportCount: 2 });
    const registry = readKeyRegistry(
      jwksOf([
        { key: good.key, role: 'replay' },
        { key: other.key, role: 'replay' },
      ]),
    );
    const both = { registry, reports: [...good.reports, ...other.reports], ledgers: [...other.ledgers, ...good.ledgers] };
    const verdict = verify(both);
    expect(verdict.findings).toEqual([]);
    expect(verdict.checks.at(-1)?.count).toBe(20);
    expect(new Set(verdict.reports.map(({ agentId }) => agentId)).size).toBe(2);
  });

  it('tells the progress after each report', () => {
    const seen: string[] = [];
    verify({ onReport: (doneCount, totalCount) => seen.push(`${doneCount}/${totalCount}`) });
    expect(seen).toEqual(['1/3', '2/3', '3/3']);
  });

  it('fails when any single byte of a report is changed, and names the file', () => {
    const [report] = buildEvidence({ reportCount: 1 }).reports;
    const bytes = report?.bytes ?? Buffer.alloc(0);
    expect(bytes.length).toBeGreaterThan(1_000);
    for (let at = 0; at < bytes.length; at += 1) {
      for (const mask of [0x01, 0x20, 0x80]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ mask;
        const verdict = verify({ reports: [{ name: 'one.jws', bytes: changed }], ledgers: [] });
        expect([at, mask, verdict.verdict]).toEqual([at, mask, 'fail']);
        expect(verdict.findings[0]?.place).toMatch(/^one\.jws (bytes? \d|header)/);
      }
    }
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 400 }), (report, ledger) => {
        const verdict = verify({
          reports: [...good.reports, { name: 'x.jws', bytes: report }],
          ledgers: [{ name: 'x.jsonl', bytes: ledger }],
        });
        expect(verdict.verdict).toBe('fail');
      }),
      { numRuns: 60 },
    );
  });

  it('never throws on evidence cut off anywhere', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3_000 }), (keptBytes) => {
        const [report] = good.reports;
        const [ledger] = good.ledgers;
        const cut = verify({
          reports: [{ name: 'cut.jws', bytes: (report?.bytes ?? Buffer.alloc(0)).subarray(0, keptBytes) }],
          ledgers: [{ name: 'cut.jsonl', bytes: (ledger?.bytes ?? Buffer.alloc(0)).subarray(0, keptBytes) }],
        });
        expect(cut.verdict).toBe('fail');
      }),
      { numRuns: 60 },
    );
  });
});
