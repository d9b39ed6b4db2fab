import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { agentStopped } from './entries.ts';
import { Ledger } from './ledger.ts';
import { readLedger } from './read-ledger.ts';

const openAt = (path: string): Ledger => new Ledger({ path, agentId: 'a', origin: 'live', epoch: 0, identity: {} });

function ledgerWith(recordCount: number, reportSeqs: readonly number[]): string {
  const path = join(scratchDirectory('ledger'), 'ledger.sqlite');
  const ledger = openAt(path);
  for (let count = 0; count < recordCount; count++) ledger.append(agentStopped(timeAt(count), `reason ${count}`));
  ledger.commit({ state: {} });
  for (const reportSeq of reportSeqs) ledger.commit({ state: {}, report: { reportSeq, jws: `jws ${reportSeq}` } });
  ledger.close();
  return path;
}

describe('reading a ledger nobody has open', () => {
  it('gives every record as it was written, oldest first', () => {
    const { lines } = readLedger(ledgerWith(12, []));
    const records = lines.map((line) => JSON.parse(line) as { seq: number; data: { reason: string } });
    expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, seq) => seq));
    expect(records[7]?.data.reason).toBe('reason 7');
  });

  it('gives the reports by sequence, whatever the order in which they were stored', () => {
    const { reports } = readLedger(ledgerWith(0, [2, 0, 1]));
    expect(reports).toEqual([0, 1, 2].map((reportSeq) => ({ reportSeq, jws: `jws ${reportSeq}` })));
  });

  it('gives nothing of an empty one', () => {
    expect(readLedger(ledgerWith(0, []))).toEqual({ lines: [], reports: [] });
  });

  it('changes nothing', () => {
    const path = ledgerWith(3, [0]);
    const before = readFileSync(path);
    readLedger(path);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('sees only what was committed while an agent writes', () => {
    const path = ledgerWith(2, []);
    const writing = openAt(path);
    writing.append(agentStopped(timeAt(9), 'not yet'));
    expect(readLedger(path).lines).toHaveLength(2);
    writing.commit({ state: {} });
    expect(readLedger(path).lines).toHaveLength(3);
    writing.close();
  });
});

describe('a ledger that is none', () => {
  it('is not made by looking for it', () => {
    const path = join(scratchDirectory('ledger'), 'ledger.sqlite');
    expect(() => readLedger(path)).toThrow();
    expect(existsSync(path)).toBe(false);
  });

  it('is an error, and not an empty ledger', () => {
    const path = join(scratchDirectory('ledger'), 'ledger.sqlite');
    writeFileSync(path, 'this is no database, though it is longer than the header of one would be. '.repeat(4));
    expect(() => readLedger(path)).toThrow('not a database');
  });
});
