import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { TransientError } from '../contract/errors.ts';
import { Ledger } from './ledger.ts';

function ledgerWith(reportCount: number): Ledger {
  const ledger = new Ledger({ path: ':memory:', agentId: 'a', origin: 'live', epoch: 0, identity: {} });
  for (let reportSeq = 0; reportSeq < reportCount; reportSeq++)
    ledger.commit({ state: {}, report: { reportSeq, jws: `jws-${reportSeq}` } });
  return ledger;
}

/** What a bad sector is to SQLite: pages that are not what they should be; nothing is read from memory any more. */
function cutPages(ledger: Ledger, path: string): void {
  ledger.join((database) => {
    database.pragma('cache_size = 0');
    database.pragma('wal_checkpoint(TRUNCATE)');
    return { write: () => undefined, committed: () => undefined };
  });
  truncateSync(path, 6 * 4096);
}

describe('outbox', () => {
  it('hands out the oldest reports without a receipt', () => {
    const { outbox } = ledgerWith(5);
    outbox.storeReceipt({ reportSeq: 0, jws: 'r0' });
    outbox.storeReceipt({ reportSeq: 2, jws: 'r2' });
    expect(outbox.unreceipted(2)).toEqual([
      { reportSeq: 1, jws: 'jws-1' },
      { reportSeq: 3, jws: 'jws-3' },
    ]);
    expect(outbox.counts()).toEqual({ closedCount: 5, receiptedCount: 2 });
  });

  it('still has a receipted report, should the receiver ask for it again', () => {
    const { outbox } = ledgerWith(1);
    outbox.storeReceipt({ reportSeq: 0, jws: 'r0' });
    expect(outbox.report(0)).toEqual({ reportSeq: 0, jws: 'jws-0' });
    expect(outbox.report(7)).toBeUndefined();
  });

  it('keeps the first receipt of a report', () => {
    const { outbox } = ledgerWith(1);
    expect(outbox.lastReceipt()).toBeUndefined();
    outbox.storeReceipt({ reportSeq: 0, jws: 'first' });
    outbox.storeReceipt({ reportSeq: 0, jws: 'second' });
    expect(outbox.lastReceipt()).toBe('first');
    expect(outbox.counts().receiptedCount).toBe(1);
  });
});

describe('an outbox with a report that cannot be read', () => {
  it('is to be tried again, and has its counts and its newest receipt as they were', () => {
    const path = join(scratchDirectory('outbox'), 'ledger.sqlite');
    const ledger = new Ledger({ path, agentId: 'a', origin: 'live', epoch: 0, identity: {} });
    const jws = 'x'.repeat(30_000);
    for (let reportSeq = 0; reportSeq < 3; reportSeq++) ledger.commit({ state: {}, report: { reportSeq, jws } });
    ledger.outbox.storeReceipt({ reportSeq: 0, jws: 'receipt' });
    const before = [ledger.outbox.counts(), ledger.outbox.lastReceipt()];
    cutPages(ledger, path);
    expect(() => ledger.outbox.unreceipted(8)).toThrow(TransientError);
    expect(() => ledger.outbox.report(1)).toThrow(TransientError);
    expect([ledger.outbox.counts(), ledger.outbox.lastReceipt()]).toEqual(before);
    ledger.close();
  });

  it('throws what is no fault of the disk', () => {
    const ledger = ledgerWith(1);
    ledger.close();
    expect(() => ledger.outbox.report(0)).toThrow('The database connection is not open');
  });
});
