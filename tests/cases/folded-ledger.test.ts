import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../agent/evidence/canonical-json.ts';
import { leafHash } from '../../agent/evidence/merkle-log.ts';
import { readLedger } from '../../agent/record/read-ledger.ts';
import { longAfter, replaceDays, runDays, verdictOf } from '../support/folded-evidence.ts';
import { seededRandom } from '../support/replayed.ts';

/** Three days of a real agent, of which the first two were replaced, then a fourth day after that. */
async function foldedRun() {
  const path = join(folder, 'ledger.sqlite');
  const first = await runDays(path, 0, 3);
  const before = [...first.ledger.lines()];
  const reportsBefore = first.ledger.reports();
  const aggregateCount = replaceDays(first.ledger);
  first.close();
  const second = await runDays(path, 3, 4);
  second.close();
  return { path, before, reportsBefore, aggregateCount, ...readLedger(path) };
}

function readHeads(): ReadonlyMap<number, string> {
  const database = new Database(run.path, { readonly: true });
  const rows = database.prepare<[], { id: number; head: Buffer }>('SELECT id, head FROM record').all();
  database.close();
  return new Map(rows.map(({ id, head }) => [id - 1, head.toString('hex')]));
}

const folder = mkdtempSync(join(tmpdir(), 'folded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = await foldedRun();
/** Chain head after each record, as whoever holds the database knows it. */
const heads = readHeads();
const isFolded = (line: string) => line.includes('"folded":');
const typesOf = (lines: readonly string[]) => lines.filter((line) => !isFolded(line)).map((line) => JSON.parse(line).type as string);

describe('a ledger whose old days were replaced', () => {
  it('was whole before', () => {
    expect(verdictOf(run.before, run.reportsBefore).verdict).toBe('pass');
  });

  it('says in one aggregate a kind and day what went', () => {
    expect(run.aggregateCount).toBeGreaterThanOrEqual(2);
    const aggregates = run.lines.filter((line) => line.includes('"day.aggregate"')).map((line) => JSON.parse(line).data);
    expect(aggregates[0]).toMatchObject({ kind: 'periodic', day: '2026-01-01', countByType: { 'meter.tick': expect.any(Number) } });
    expect(aggregates[0].counters.operatingMs).toBeGreaterThan(100_000);
    expect(aggregates[0].leavesRoot).toMatch(/^sha256:/);
  });

  it('has lost what may go, and kept what it began with and the young day', () => {
    expect(run.lines.filter(isFolded).length).toBeGreaterThan(0);
    expect(run.lines.length).toBeLessThan(run.before.length);
    expect(typesOf(run.lines)).toContain('agent.started');
    expect(run.lines.slice(-20).filter(isFolded)).toEqual([]);
  });

  it('still leads to every signed root, and says what rests on hashes only', () => {
    const verdict = verdictOf(run.lines, run.reports);
    const codes = new Set(verdict.findings.map(({ code }) => code));
    expect(verdict.verdict).toBe('passWithFindings');
    expect(codes).toContain('ledger.folded');
    expect([...codes].sort()).toEqual(['ledger.folded', 'report.missing']);
  });

  it('proves with all reports of before that it is the same log', () => {
    const reports = new Map([...run.reportsBefore, ...run.reports].map((report) => [report.reportSeq, report]));
    const verdict = verdictOf(run.lines, [...reports.values()]);
    expect(verdict.findings.map(({ code }) => code)).toEqual(['ledger.folded']);
    expect(verdict.findings[0]?.text).toMatch(/\d+ heads signed within them rest on V6 alone/);
  });

  it('has the same size and root in every later consistency proof', () => {
    const verdict = verdictOf(run.lines, run.reports);
    expect(verdict.checks.find(({ check }) => check === 'V6')).toMatchObject({ status: 'passed' });
  });

  it('finds nothing more to replace the second time, and goes on at its cursor', async () => {
    const again = await runDays(run.path, 5, 6);
    const staged = again.ledger.limits.stage({ ...longAfter, nowMs: 0 });
    expect(staged).toBeUndefined();
    again.close();
  });
});

describe('a folded ledger that was tampered with', () => {
  const at = run.lines.findIndex(isFolded);
  const changed = (index: number, line: string) => run.lines.map((before, place) => (place === index ? line : before));

  it('fails at every sampled byte of a folded line', () => {
    const line = run.lines[at] ?? '';
    const random = seededRandom(5);
    const missed: string[] = [];
    for (let place = 0; place < line.length; place += 1 + Math.floor(random() * 14)) {
      const bytes = Buffer.from(line);
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      const { verdict } = verdictOf(changed(at, bytes.toString('latin1')), run.reports);
      if (verdict !== 'fail') missed.push(`${place} ${line.slice(place, place + 20)}`);
    }
    expect(missed).toEqual([]);
  });

  it('fails when a folded line is taken out', () => {
    expect(
      verdictOf(
        run.lines.filter((_, index) => index !== at),
        run.reports,
      ).verdict,
    ).toBe('fail');
  });

  it('fails when an event is hidden in a hash: it leads to the root, but no aggregate names it', () => {
    const index = run.lines.findIndex((line) => line.includes('"usage.gap"') || line.includes('"environment.grade"'));
    const line = run.lines[index] ?? '';
    const { seq, epoch } = JSON.parse(line) as { seq: number; epoch: number };
    const head = `sha256:${heads.get(seq)}`;
    const hidden = {
      v: 1,
      epoch,
      folded: { firstSeq: seq, lastSeq: seq, subtrees: [{ leafCount: 1, hash: leafHash(line).toString('hex') }], head },
    };
    const verdict = verdictOf(changed(index, canonicalJson(hidden)), run.reports);
    const failures = verdict.findings.filter(({ severity }) => severity === 'failure').map(({ code }) => code);
    expect(failures).toEqual(['ledger.hidden']);
  });
});
