import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ledgerSchemaSql } from '../ledger-schema.ts';
import { SealScan } from './seal-scan.ts';

const sound = { epoch: 0, log: { size: 10 }, period: { to: '2026-01-31T10:00:00.000Z' } };
const jwsOf = (payload: unknown): string => `h.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.s`;

/** A scan over these reports, numbered from 0; the second of two has a receipt. */
function scanOf(...jws: readonly string[]): SealScan {
  const database = new Database(':memory:');
  database.exec(ledgerSchemaSql);
  const insert = database.prepare('INSERT INTO report (reportSeq, jws, receipt) VALUES (?, ?, ?)');
  const receipt = jwsOf({ receivedAt: '2026-02-01T00:00:00.000Z' });
  for (const [reportSeq, text] of jws.entries()) insert.run(reportSeq, text, reportSeq === 1 ? receipt : null);
  return new SealScan(database, 0);
}

describe('the report that sealed a record', () => {
  it('is the first whose log holds it, with the time of its receipt', () => {
    const scan = scanOf(jwsOf({ ...sound, log: { size: 4 } }), jwsOf(sound));
    expect(scan.sealOf(3)).toEqual({ reportSeq: 0, receiptedMs: undefined, month: '2026-01' });
    expect(scan.sealOf(4)).toEqual({ reportSeq: 1, receiptedMs: Date.UTC(2026, 1, 1), month: '2026-01' });
    expect(scan.sealOf(10)).toBeUndefined();
  });

  it.each([
    ['is no JSON', 'h.e30x.s'],
    ['is no object', jwsOf(null)],
    ['has no log', jwsOf({ ...sound, log: undefined })],
    ['has a log of another form', jwsOf({ ...sound, log: { size: '10' } })],
    ['has no end', jwsOf({ ...sound, period: null })],
    ['is of another epoch', jwsOf({ ...sound, epoch: 1 })],
    ['is empty', ''],
  ])('is not one that %s, and nothing is thrown', (_, jws) => {
    expect(scanOf(jws).sealOf(3)).toBeUndefined();
    expect(scanOf(jws, jwsOf(sound)).sealOf(3)?.reportSeq).toBe(1);
  });
});
