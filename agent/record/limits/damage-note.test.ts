import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { appendTick, longLedger, spoil, unsignedOpening, unsignedReport } from '../../../tests/support/long-ledger.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { tailRecordsMax } from '../recovery/inspect-ledger.ts';
import { openLedger } from '../recovery/open-ledger.ts';
import { damageNoteName, readDamageNote } from './damage-note.ts';

const dayMs = 86_400_000;
const damage = { cause: 'recordsDamaged', detail: 'record 7 does not fit its hashes' } as const;
const ended = expect.objectContaining({ code: 'record/ledger-damaged', message: expect.stringContaining('record 7') });
/** A start looks at whole subtrees: a few more records than it must. */
const longTickCount = tailRecordsMax + 300;

/** What is stored of the note, seen from beside. */
function noteIn(path: string): unknown {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare('SELECT value FROM state WHERE name = ?').pluck().get(damageNoteName);
  } finally {
    database.close();
  }
}

/** What goes from the ledger on a day long after: the number of records that one step replaces. */
function upkeepOf(path: string): number | undefined {
  const { ledger, began } = openLedger(unsignedOpening(path));
  expect(began).toBeUndefined();
  try {
    const plan = ledger.limits.stage({ nowMs: timeAt(400 * dayMs).wallMs, fillRatio: 0, isBound: false });
    ledger.commit({});
    return plan?.seqs.length;
  } finally {
    ledger.close();
  }
}

describe('damage a running process meets', () => {
  it('ends it with the next commit, and what was pending is durable', () => {
    const path = longLedger(10);
    const { ledger } = openLedger(unsignedOpening(path));
    ledger.damage.meet(damage);
    appendTick(ledger, 2 * dayMs);
    const report = { reportSeq: 1, jws: unsignedReport(1, ledger, 2 * dayMs) };
    expect(() => ledger.commit({ state: { kept: true }, report })).toThrow(ended);
    expect([ledger.pendingCount, ledger.savedState(), ledger.reports().length]).toEqual([0, { kept: true }, 2]);
    ledger.close();
    const { ledger: next, began } = openLedger(unsignedOpening(path));
    expect(began).toMatchObject({ ...damage, prevEpoch: 0, prevSize: 12, lostRecords: [], lostReports: [], salvagedReportCount: 2 });
    expect([next.epoch, noteIn(path)]).toEqual([1, undefined]);
    next.close();
  });

  it('waits with everything else while a commit fails, and is noted with the one that does not', () => {
    const path = longLedger(10);
    const { ledger } = openLedger(unsignedOpening(path));
    ledger.damage.meet(damage);
    appendTick(ledger, 2 * dayMs);
    expect(() => ledger.commit({ report: { reportSeq: 0, jws: 'twice' } })).toThrow('UNIQUE');
    expect([ledger.pendingCount, noteIn(path)]).toEqual([1, undefined]);
    expect(() => ledger.commit({})).toThrow(ended);
    expect([ledger.pendingCount, noteIn(path)]).toEqual([0, JSON.stringify(damage)]);
    ledger.close();
  });

  it('is still damage when its note was damaged itself', () => {
    expect(readDamageNote(JSON.stringify(damage))).toEqual(damage);
    for (const text of ['{"cause":"recordsDamagee","detail":"x"}', 'null', '{"cause', '7', '{"cause":"toString","detail":{}}']) {
      expect([text, readDamageNote(text).cause, typeof readDamageNote(text).detail]).toEqual([text, 'recordsDamaged', 'string']);
    }
  });
});

describe('a damaged record that no start looks at', () => {
  it.each([
    ['cannot be read any more', `UPDATE record SET jcs = replace(jcs, '"powerOnMs":7000', '"powerOnMs":7000"') WHERE id = 8`],
    ['says another number', `UPDATE record SET jcs = replace(jcs, '"powerOnMs":7000', '"powerOnMs":8000') WHERE id = 8`],
    ['has another leaf', "UPDATE record SET leaf = x'00' WHERE id = 8"],
    ['has another chain head', "UPDATE record SET head = x'00' WHERE id = 8"],
  ])('and %s is not folded: the next start begins a new epoch', (_, sql) => {
    const path = longLedger(longTickCount);
    spoil(path, sql);
    expect(() => upkeepOf(path)).toThrow(ended);
    const { ledger, began } = openLedger(unsignedOpening(path));
    expect(began).toMatchObject(damage);
    ledger.close();
  });

  it('costs nothing where there is none: the day is replaced as ever', () => {
    expect(upkeepOf(longLedger(longTickCount))).toBeGreaterThan(4000);
  });

  it('goes into no proof that would be signed', () => {
    const path = longLedger(longTickCount);
    const { ledger } = openLedger(unsignedOpening(path));
    const before = { size: ledger.size, peaks: ledger.peaks() };
    for (let tick = 0; tick < 9; tick++) appendTick(ledger, 2 * dayMs + tick);
    ledger.commit({});
    expect(ledger.consistencyFrom(before.size, before.peaks).length).toBeGreaterThan(0);
    spoil(path, "UPDATE record SET leaf = x'00' WHERE id = ?", before.size + 2);
    expect(() => ledger.consistencyFrom(before.size, before.peaks)).toThrow(
      expect.objectContaining({ code: 'record/ledger-damaged', message: expect.stringContaining(`record ${before.size + 1} does`) }),
    );
    ledger.close();
    expect(readDamageNote(String(noteIn(path))).cause).toBe('recordsDamaged');
  });
});
