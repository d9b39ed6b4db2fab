import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportProblems } from '../../agent/commands/report-problems.ts';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import type { Verdict } from '../../agent/evidence/verdict.ts';
import { verifyEvidence } from '../../agent/evidence/verify-evidence.ts';
import { productFile, runCli } from '../support/cli.ts';
import { scratchDirectory, seededRandom } from '../support/replayed.ts';

/** Every byte of one report, and 400 sampled bytes of the ledger: whatever is changed, verification fails and says where. */
const ledgerSampleCount = 400;

async function replayed() {
  const out = scratchDirectory('tampering');
  expect((await runCli('replay', productFile('config/recordings/synthetic-cobot.csv'), '--out', out)).code).toBe(0);
  const report = readFileSync(join(out, 'reports', '000000.jws'));
  const ledger = readFileSync(join(out, 'ledger.jsonl'));
  const registry = readKeyRegistry(readFileSync(join(out, 'keys.json'), 'utf8'));
  const verdictOf = (files: { report?: Buffer; ledger?: Buffer }): Verdict =>
    verifyEvidence({
      reports: [{ name: '000000.jws', bytes: files.report ?? report }],
      ledgers: [{ name: 'ledger.jsonl', bytes: files.ledger ?? ledger }],
      registry,
      validateSchema: reportProblems,
    });
  return { out, report, ledger, verdictOf };
}

function flipped(bytes: Buffer, at: number, mask: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

describe('tampering', () => {
  it('passes untouched', async () => {
    const { verdictOf } = await replayed();
    expect(verdictOf({})).toMatchObject({ verdict: 'pass', findings: [] });
  });

  it('is found at every byte of a report, with the place', { timeout: 120_000 }, async () => {
    const { report, verdictOf } = await replayed();
    const random = seededRandom(7);
    const missed: number[] = [];
    for (let at = 0; at < report.length; at++) {
      const verdict = verdictOf({ report: flipped(report, at, 1 + Math.floor(random() * 255)) });
      const failure = verdict.findings.find(({ severity }) => severity === 'failure');
      if (verdict.verdict !== 'fail' || !failure?.place.includes('000000.jws')) missed.push(at);
    }
    expect(report.length).toBeGreaterThan(3000);
    expect(missed).toEqual([]);
  });

  it('is found at sampled bytes of the ledger, with the line', { timeout: 120_000 }, async () => {
    const { ledger, verdictOf } = await replayed();
    const random = seededRandom(11);
    const wrong: string[] = [];
    for (let sample = 0; sample < ledgerSampleCount; sample++) {
      const at = Math.floor(random() * ledger.length);
      const line = ledger.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;
      const verdict = verdictOf({ ledger: flipped(ledger, at, 1 + Math.floor(random() * 255)) });
      const failure = verdict.findings.find(({ severity }) => severity === 'failure');
      if (verdict.verdict !== 'fail' || !failure?.place.includes(`line ${line}`))
        wrong.push(`byte ${at} of line ${line}: ${failure?.place}`);
    }
    expect(wrong).toEqual([]);
  });

  it('is told by the command, with exit code 1 and the place', async () => {
    const { out, ledger } = await replayed();
    const at = ledger.indexOf('protectiveStop');
    writeFileSync(join(out, 'ledger.jsonl'), flipped(ledger, at, 0x01));
    const { code, out: text } = await runCli('verify', out, '--keys', join(out, 'keys.json'));
    expect(code).toBe(1);
    expect(text).toMatch(/FAILURE V7 .*ledger\.jsonl line \d+/);
    expect(text.split('\n').at(-1)).toBe('FAIL');
  });

  it('is found when the last records are cut off', async () => {
    const { ledger, verdictOf } = await replayed();
    const cut = ledger.subarray(0, ledger.lastIndexOf(0x0a, ledger.length - 2) + 1);
    expect(verdictOf({ ledger: Buffer.from(cut) }).verdict).toBe('fail');
  });
});
