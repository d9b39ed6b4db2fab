import { describe, expect, it } from 'vitest';
import { appendTick, longLedger, spoil, unsignedOpening } from '../../../tests/support/long-ledger.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { openingUsageMeter } from '../../aggregate/usage-meter.ts';
import type { EpochStart } from '../../contract/record.ts';
import { dayAggregate } from '../entries.ts';
import type { Ledger } from '../ledger.ts';
import { openingRecorder, Recorder } from '../recorder.ts';
import { tailRecordsMax, tailReportsMax } from './inspect-ledger.ts';
import { openLedger } from './open-ledger.ts';
import { scrubEveryMs, scrubPassMs, scrubSavedPieceCount } from './scrub.ts';
import { scrubRecordsMax, scrubReportsMax } from './scrub-pass.ts';
import { scrubPositionName } from './scrub-position.ts';

const dayMs = 86_400_000;
const reportCount = tailReportsMax + 4;
/** A start looks at whole subtrees: a few more records than it must. */
const tickCount = tailRecordsMax + 300;

/** Opens what a start finds nothing wrong with. */
function opened(path: string): Ledger {
  const { ledger, began } = openLedger(unsignedOpening(path));
  expect(began).toBeUndefined();
  return ledger;
}

/** Pieces until something is found, each as soon as it may be; undefined: nothing within so many. */
function piecesUntilFound(ledger: Ledger, countMax: number): number | undefined {
  for (let count = 1; count <= countMax; count++) if (ledger.scrub(count * scrubEveryMs)) return count;
  return undefined;
}

const lateTickCount = tailRecordsMax + scrubRecordsMax;
/** Enough for a pass over all these ledgers. */
const passPieceCount = Math.ceil(Math.max((tickCount + lateTickCount) / scrubRecordsMax, reportCount / scrubReportsMax)) + 2;

/** Folds the first day, and puts the later record behind it durably. */
function fold(path: string): void {
  const ledger = opened(path);
  const plan = ledger.limits.stage({ nowMs: timeAt(400 * dayMs).wallMs, fillRatio: 0, isBound: false });
  expect(plan?.seqs.length).toBeGreaterThan(4000);
  ledger.append(dayAggregate(timeAt(dayMs), plan?.data ?? {}));
  for (let tick = 0; tick < lateTickCount; tick++) appendTick(ledger, 2 * dayMs + tick);
  ledger.commit({});
  ledger.close();
}

/** Lives until the damage is found, and gives what the next start says. */
function livedAndBegun(path: string): EpochStart | undefined {
  const ledger = opened(path);
  expect(piecesUntilFound(ledger, passPieceCount)).toBeGreaterThan(0);
  expect(() => ledger.commit({})).toThrow('start again, the next start states what is lost');
  ledger.close();
  const { ledger: next, began } = openLedger(unsignedOpening(path));
  expect(piecesUntilFound(next, 3)).toBeUndefined();
  next.close();
  return began;
}

describe('a scrub', () => {
  it.each([
    ['text that cannot be read', "UPDATE record SET jcs = '{' WHERE id = 8", [7]],
    ['text that says another number', `UPDATE record SET jcs = replace(jcs, '7000', '8000') WHERE id = 8`, [7]],
    ['leaf', "UPDATE record SET leaf = x'00' WHERE id = 8", []],
    ['chain head', 'UPDATE record SET head = zeroblob(32) WHERE id = 8', []],
    ['absence', 'DELETE FROM record WHERE id = 8', [7]],
  ])('finds the changed %s of an old record, and the next start states what is lost', (_, sql, lostSeqs) => {
    const path = longLedger(tickCount, 2);
    spoil(path, sql);
    expect(livedAndBegun(path)).toMatchObject({
      cause: 'recordsDamaged',
      detail: expect.stringContaining('record '),
      lostRecords: lostSeqs.map((seq) => ({ fromSeq: seq, toSeq: seq })),
      lostReports: [],
    });
  });

  it.each([
    ['hash', 'UPDATE foldedSubtree SET hash = zeroblob(32) WHERE firstSeq = 256'],
    ['chain head', 'UPDATE foldedSubtree SET head = zeroblob(32) WHERE firstSeq = (SELECT max(firstSeq) FROM foldedSubtree)'],
    ['size', 'UPDATE foldedSubtree SET leafCount = 128 WHERE firstSeq = 256'],
  ])('finds the changed %s of folded records', (_, sql) => {
    const path = longLedger(tickCount, 2);
    fold(path);
    spoil(path, sql);
    expect(livedAndBegun(path)?.cause).toBe('recordsDamaged');
  });

  it('finds an old report that was changed, receipted long ago', () => {
    const path = longLedger(10, reportCount);
    spoil(path, "UPDATE report SET receipt = 'receipt'");
    spoil(path, "UPDATE report SET jws = replace(jws, '.s', '.t') WHERE reportSeq = 2");
    expect(livedAndBegun(path)).toMatchObject({
      cause: 'reportsDamaged',
      detail: 'report 2 does not fit its signature',
      lostReports: [{ fromSeq: 2, toSeq: 2 }],
      salvagedReportCount: reportCount - 1,
    });
  });

  it('finds nothing in what is as it was written, folded or not, and while it grows', () => {
    const path = longLedger(tickCount, reportCount);
    fold(path);
    const ledger = opened(path);
    for (let piece = 1; piece <= 2 * passPieceCount; piece++) {
      expect(ledger.scrub(piece * scrubEveryMs)).toBe(false);
      appendTick(ledger, 3 * dayMs + piece);
      if (piece % 3 === 0) ledger.commit({});
    }
    ledger.close();
  });
});

describe('a pass that a stop broke off', () => {
  /** Goes through so many pieces, commits and stops. */
  function broken(pieceCount: number, path = longLedger(tickCount, 2)): string {
    const ledger = opened(path);
    expect(piecesUntilFound(ledger, pieceCount)).toBeUndefined();
    ledger.commit({});
    ledger.close();
    return path;
  }
  const spoilLeaf = (path: string, seq: number): void => spoil(path, "UPDATE record SET leaf = x'00' WHERE id = ?", seq + 1);
  const firstUnseenSeq = scrubSavedPieceCount * scrubRecordsMax;

  it('goes on where it was: what lies behind is found at once, what lies before it in the pass of the process itself', () => {
    const path = broken(scrubSavedPieceCount);
    const ledger = opened(path);
    spoilLeaf(path, firstUnseenSeq + 1);
    expect(ledger.scrub(0)).toBe(true);
    ledger.close();
    const other = broken(scrubSavedPieceCount);
    spoilLeaf(other, 7);
    const next = opened(other);
    expect(next.scrub(0)).toBe(false);
    expect(piecesUntilFound(next, passPieceCount)).toBeGreaterThan(1);
    next.close();
  });

  it('comes to its end over several processes, none of which is on for so long', () => {
    const path = broken(scrubSavedPieceCount, broken(scrubSavedPieceCount, longLedger(10, reportCount)));
    const ledger = opened(path);
    spoil(path, "UPDATE report SET jws = replace(jws, '.s', '.t') WHERE reportSeq = ?", reportCount - 1);
    expect(ledger.scrub(0)).toBe(true);
    ledger.close();
  });

  it('goes on among reports too', () => {
    const path = broken(scrubSavedPieceCount + 3, longLedger(10, reportCount));
    const ledger = opened(path);
    spoil(path, "UPDATE report SET jws = replace(jws, '.s', '.t') WHERE reportSeq = ?", (scrubSavedPieceCount + 3) * scrubReportsMax + 1);
    expect(ledger.scrub(0)).toBe(true);
    ledger.close();
  });

  it('begins anew where its place is not what was saved', () => {
    const path = broken(scrubSavedPieceCount);
    spoil(path, 'UPDATE state SET value = replace(value, \'"size":4\', \'"size":3\') WHERE name = ?', scrubPositionName);
    spoilLeaf(path, 7);
    const ledger = opened(path);
    expect(ledger.scrub(0)).toBe(true);
    ledger.close();
  });

  it('begins anew where it had not come far enough to be saved', () => {
    const path = broken(scrubSavedPieceCount - 1);
    spoilLeaf(path, 7);
    const ledger = opened(path);
    expect(ledger.scrub(0)).toBe(true);
    ledger.close();
  });
});

describe('the pace of a scrub', () => {
  it('is a piece each ten seconds, and a pass a day', () => {
    const path = longLedger(tickCount);
    const ledger = opened(path);
    expect(ledger.scrub(0)).toBe(false);
    spoil(path, "UPDATE record SET leaf = x'00' WHERE id = ?", scrubRecordsMax + 1);
    expect([ledger.scrub(1), ledger.scrub(scrubEveryMs - 1)]).toEqual([false, false]);
    expect(ledger.scrub(scrubEveryMs)).toBe(true);
    ledger.close();
  });

  it('leaves a ledger that was gone through alone until the next day', () => {
    const path = longLedger(10);
    const ledger = opened(path);
    for (let nowMs = 0; nowMs < 5 * scrubEveryMs; nowMs += scrubEveryMs) ledger.scrub(nowMs);
    spoil(path, "UPDATE record SET leaf = x'00' WHERE id = 8");
    expect(ledger.scrub(scrubPassMs - 1)).toBe(false);
    expect(ledger.scrub(scrubPassMs + scrubEveryMs)).toBe(true);
    ledger.close();
  });

  it('lets the recorder make durable at once what was found', () => {
    const path = longLedger(tickCount);
    spoil(path, "UPDATE record SET leaf = x'00' WHERE id = 8");
    const ledger = opened(path);
    const recorder = new Recorder(ledger, openingRecorder(), {});
    const { counters } = openingUsageMeter();
    recorder.tick(timeAt(0), { counters, travelUrad: () => ({}), intake: () => ({}), anomaly: () => undefined });
    expect(recorder.commitDue).toBe(true);
    expect(() => recorder.commit({})).toThrow('record 7 does not fit its hashes');
    ledger.close();
  });
});
