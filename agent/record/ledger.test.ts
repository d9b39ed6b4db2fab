import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { LedgerEntry } from '../contract/record.ts';
import { chainNext, chainStart, linkOf } from '../evidence/chain.ts';
import { prefixed } from '../evidence/hash.ts';
import { leafHash, merkleRoot } from '../evidence/merkle-log.ts';
import { verifyConsistency } from '../evidence/merkle-proof.ts';
import { Ledger } from './ledger.ts';

let folder = '';
const path = () => join(folder, 'ledger.sqlite');
const open = (identity: Record<string, string> = { agent: '1' }) =>
  new Ledger({ path: path(), agentId: 'agent-1', origin: 'replay', epoch: 0, identity });
const entry = (count: number): LedgerEntry => ({
  type: 'meter.tick',
  time: timeAt(count * 1000),
  data: { powerOnMs: count },
  urgent: false,
});
const hexRoot = (text: string) => Buffer.from(text.slice('sha256:'.length), 'hex');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('ledger', () => {
  it('numbers records from 0 and links each to the chain head before it', () => {
    const ledger = open();
    const records = [0, 1, 2].map((count) => ledger.append(entry(count)));
    ledger.commit({ state: {} });
    expect(records.map(({ seq }) => seq)).toEqual([0, 1, 2]);
    let head: Buffer = chainStart('agent-1', 0);
    const lines = [...ledger.lines()];
    records.forEach((record, index) => {
      expect(record.link).toBe(linkOf(head));
      head = chainNext(head, lines[index] ?? '');
    });
    expect(ledger.head()).toEqual({ size: 3, root: prefixed(merkleRoot(lines.map((line) => leafHash(line)))), head: prefixed(head) });
    ledger.close();
  });

  it('keeps what was committed and forgets what was not, after a kill', () => {
    const first = open();
    first.append(entry(0));
    first.commit({ state: { at: 0 } });
    const { root } = first.head();
    first.append(entry(1));
    first.close();
    const second = open();
    expect(second.size).toBe(1);
    expect(second.head().root).toBe(root);
    expect(second.savedState()).toEqual({ at: 0 });
    expect(second.append(entry(5)).seq).toBe(1);
    second.commit({ state: { at: 5 } });
    expect([...second.lines()]).toHaveLength(2);
    second.close();
  });

  it('grows the same whether it was reopened in between or not', () => {
    const ledger = open();
    for (let count = 0; count < 20; count++) ledger.append(entry(count));
    ledger.commit({ state: {} });
    const uninterrupted = ledger.head();
    ledger.close();
    rmSync(path());
    for (let count = 0; count < 20; count++) {
      const reopened = open();
      reopened.append(entry(count));
      reopened.commit({ state: {} });
      if (count === 19) expect(reopened.head()).toEqual(uninterrupted);
      reopened.close();
    }
  });

  it('proves that the log only grew since an older size', () => {
    const ledger = open();
    for (let count = 0; count < 5; count++) ledger.append(entry(count));
    const old = { head: ledger.head(), peaks: ledger.peaks() };
    ledger.commit({ state: {} });
    for (let count = 5; count < 12; count++) ledger.append(entry(count));
    const proof = ledger.consistencyFrom(5, old.peaks).map((hash) => Buffer.from(hash, 'hex'));
    const claim = { oldSize: 5, newSize: 12, oldRoot: hexRoot(old.head.root), newRoot: hexRoot(ledger.head().root) };
    expect(verifyConsistency(claim, proof)).toBe(true);
    expect(verifyConsistency({ ...claim, oldRoot: hexRoot(ledger.head().root) }, proof)).toBe(false);
    ledger.close();
  });

  it('stores a report in the transaction of its records', () => {
    const ledger = open();
    ledger.append(entry(0));
    ledger.commit({ state: {}, report: { reportSeq: 0, jws: 'a.b.c' } });
    expect(ledger.reports()).toEqual([{ reportSeq: 0, jws: 'a.b.c' }]);
    ledger.append(entry(1));
    expect(() => ledger.commit({ state: {}, report: { reportSeq: 0, jws: 'again' } })).toThrow('UNIQUE');
    ledger.close();
    const reopened = open();
    expect([...reopened.lines()]).toHaveLength(1);
    reopened.close();
  });

  it('lets nobody change or delete a record', () => {
    const ledger = open();
    ledger.append(entry(0));
    ledger.commit({ state: {} });
    ledger.close();
    const database = new Database(path());
    expect(() => database.exec("UPDATE record SET jcs = '{}'")).toThrow('append-only');
    expect(() => database.exec('DELETE FROM record')).toThrow('append-only');
    database.close();
  });

  it('refuses to go on with another recording, configuration or version', () => {
    open({ agent: '1' }).close();
    expect(() => open({ agent: '2' })).toThrow('give an empty directory');
  });

  it('crashes on a head that does not belong to its records', () => {
    const ledger = open();
    ledger.append(entry(0));
    ledger.commit({ state: {} });
    ledger.close();
    const database = new Database(path());
    database.exec(`UPDATE state SET value = '{"size":7,"peaks":[]}' WHERE name = 'range'`);
    database.close();
    expect(() => open()).toThrow('holds 1 records, its head says 7');
  });
});
