import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { verifyConsistency } from '../evidence/merkle-proof.ts';
import { agentStopped } from './entries.ts';
import { Ledger, type LedgerOptions } from './ledger.ts';

const entryAt = (count: number) => agentStopped(timeAt(count), String(count));
const open = (change: Partial<LedgerOptions> = {}): Ledger =>
  new Ledger({ path: ':memory:', agentId: 'a', origin: 'replay', epoch: 0, identity: { agent: '1' }, ...change });
const bytesOf = (root: string): Buffer => Buffer.from(root.replace('sha256:', ''), 'hex');

describe('what waits for a commit', () => {
  it('is counted, speaks in the head already, and is gone after the commit', () => {
    const ledger = open();
    const opening = ledger.head();
    ledger.append(entryAt(0));
    ledger.append(entryAt(1));
    expect(ledger.pendingCount).toBe(2);
    expect(ledger.head()).toMatchObject({ size: 2 });
    expect(ledger.head().root).not.toBe(opening.root);
    expect([...ledger.lines()]).toEqual([]);
    ledger.commit({ state: {} });
    expect(ledger.pendingCount).toBe(0);
    expect([...ledger.lines()]).toHaveLength(2);
  });

  it('stays after a commit that failed, and goes with the next', () => {
    const ledger = open();
    ledger.commit({ state: {}, report: { reportSeq: 0, jws: 'a' } });
    ledger.append(entryAt(0));
    expect(() => ledger.commit({ state: { lost: true }, report: { reportSeq: 0, jws: 'twice' } })).toThrow('UNIQUE');
    expect(ledger.pendingCount).toBe(1);
    expect(ledger.savedState()).toEqual({});
    ledger.commit({ state: { kept: true } });
    expect([...ledger.lines()]).toHaveLength(1);
    expect(ledger.savedState()).toEqual({ kept: true });
  });

  it('may be nothing: the state is saved all the same', () => {
    const ledger = open();
    expect(ledger.savedState()).toBeUndefined();
    ledger.commit({ state: { itemCount: 5 } });
    expect(ledger.savedState()).toEqual({ itemCount: 5 });
    expect(ledger.size).toBe(0);
  });
});

describe('the log', () => {
  it('proves that it only grew, from any size to any later one, committed or not (property)', () => {
    const sizes = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(sizes, sizes, fc.nat(40), (first, more, committedCount) => {
        const ledger = open();
        for (let count = 0; count < first; count++) ledger.append(entryAt(count));
        const old = { size: ledger.size, root: ledger.head().root, peaks: ledger.peaks() };
        for (let count = first; count < first + more; count++) {
          if (count === committedCount) ledger.commit({ state: {} });
          ledger.append(entryAt(count));
        }
        const proof = ledger.consistencyFrom(old.size, old.peaks).map((hash) => Buffer.from(hash, 'hex'));
        const claim = { oldSize: first, newSize: first + more, oldRoot: bytesOf(old.root), newRoot: bytesOf(ledger.head().root) };
        expect(verifyConsistency(claim, proof)).toBe(true);
        ledger.close();
      }),
      { numRuns: 40 },
    );
  });

  it('gives other roots and heads to other agents and epochs with the same records', () => {
    const headOf = (change: Partial<LedgerOptions>) => {
      const ledger = open(change);
      ledger.append(entryAt(0));
      return ledger.head().head;
    };
    expect(new Set([headOf({}), headOf({ agentId: 'b' }), headOf({ epoch: 1 })]).size).toBe(3);
  });

  it('crashes rather than prove from a leaf it has lost', () => {
    const path = join(scratchDirectory('ledger'), 'ledger.sqlite');
    const ledger = open({ path });
    for (let count = 0; count < 4; count++) ledger.append(entryAt(count));
    const peaks = ledger.peaks();
    ledger.commit({ state: {} });
    for (let count = 4; count < 7; count++) ledger.append(entryAt(count));
    ledger.commit({ state: {} });
    const other = new Database(path);
    other.exec('DROP TRIGGER record_no_delete; DELETE FROM record WHERE id = 6');
    other.close();
    expect(() => ledger.consistencyFrom(4, peaks)).toThrow('The ledger has no leaf 5');
    ledger.close();
  });

  it('crashes rather than number a record twice or skip one', () => {
    const path = join(scratchDirectory('ledger'), 'ledger.sqlite');
    const ledger = open({ path });
    ledger.append(entryAt(0));
    ledger.commit({ state: {} });
    const other = new Database(path);
    other.exec("INSERT INTO record (jcs, leaf, head) VALUES ('{}', x'00', x'00')");
    other.close();
    ledger.append(entryAt(1));
    expect(() => ledger.commit({ state: {} })).toThrow('The database gave sequence 2, the chain expects 1');
    ledger.close();
  });
});

describe('the run a ledger belongs to', () => {
  it.each<[string, Partial<LedgerOptions>]>([
    ['agent', { agentId: 'b' }],
    ['origin', { origin: 'live' }],
    ['version', { identity: { agent: '2' } }],
    ['set of hashes', { identity: { agent: '1', context: 'sha256:0' } }],
  ])('is not that of another %s', (_, change) => {
    const path = join(scratchDirectory('ledger'), 'ledger.sqlite');
    open({ path }).close();
    expect(() => open({ path, ...change })).toThrow('it holds a run with another recording, configuration or version');
    open({ path }).close();
  });

  it('does not depend on the order in which its hashes were given', () => {
    const path = join(scratchDirectory('ledger'), 'ledger.sqlite');
    open({ path, identity: { a: '1', b: '2' } }).close();
    open({ path, identity: { b: '2', a: '1' } }).close();
  });
});

describe('receipts', () => {
  it('are told of by the hash of the newest, and of none before the first', () => {
    const ledger = open();
    for (const reportSeq of [0, 1]) ledger.commit({ state: {}, report: { reportSeq, jws: `jws-${reportSeq}` } });
    expect(ledger.lastReceiptSha256()).toBeNull();
    ledger.outbox.storeReceipt({ reportSeq: 0, jws: 'receipt' });
    // printf receipt | sha256sum
    expect(ledger.lastReceiptSha256()).toBe('sha256:6f32860910ca0fb2a20c7fda143666b09dbf8db5238195c90a586fb542ff0cad');
  });
});
