import { describe, expect, it } from 'vitest';
import { Ledger } from './ledger.ts';

function ledgerWith(reportCount: number): Ledger {
  const ledger = new Ledger({ path: ':memory:', agentId: 'a', origin: 'live', epoch: 0, identity: {} });
  for (let reportSeq = 0; reportSeq < reportCount; reportSeq++)
    ledger.commit({ state: {}, report: { reportSeq, jws: `jws-${reportSeq}` } });
  return ledger;
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
