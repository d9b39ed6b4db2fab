import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { inclusionProof } from '../../evidence/merkle-log.ts';
import { verifyConsistency, verifyInclusion } from '../../evidence/merkle-proof.ts';
import { agentStopped } from '../entries.ts';
import { Ledger } from '../ledger.ts';
import { FoldedLane, foldedLine } from './folded-lane.ts';

const open = (path: string): Ledger => new Ledger({ path, agentId: 'a', origin: 'live', epoch: 0, identity: {} });
const bytesOf = (root: string): Buffer => Buffer.from(root.replace('sha256:', ''), 'hex');

/** A ledger of so many records, of which these were folded; and what it was before. */
function folded(size: number, seqs: readonly number[]) {
  const path = join(scratchDirectory('fold'), 'ledger.sqlite');
  const ledger = open(path);
  const heads = [ledger.head()];
  const peaks = [ledger.peaks()];
  for (let seq = 0; seq < size; seq++) {
    ledger.append(agentStopped(timeAt(seq), String(seq)));
    heads.push(ledger.head());
    peaks.push(ledger.peaks());
  }
  ledger.commit({});
  const lines = [...ledger.lines()];
  const database = new Database(path);
  database.transaction(() => new FoldedLane(database).fold(seqs))();
  return { path, ledger, database, heads, peaks, lines };
}

const sizes = fc.integer({ min: 2, max: 700 });
const some = (size: number) =>
  fc.uniqueArray(fc.integer({ min: 1, max: size - 2 }), { maxLength: size - 2 }).map((seqs) => seqs.sort((a, b) => a - b));

describe('folded records', () => {
  it('leave every kept record provable, from the hashes that stand for the others (property)', () => {
    const runs = sizes.filter((size) => size > 3).chain((size) => fc.record({ size: fc.constant(size), seqs: some(size) }));
    fc.assert(
      fc.property(runs, fc.nat(), ({ size, seqs }, choice) => {
        const { ledger, database, heads, lines } = folded(size, seqs);
        const kept = lines.map((_, seq) => seq).filter((seq) => !seqs.includes(seq));
        const seq = kept[choice % kept.length] ?? 0;
        const lane = new FoldedLane(database);
        const leafOf = database.prepare<[number], { leaf: Buffer }>('SELECT leaf FROM record WHERE id = ?');
        const nodeAt = (index: number) => leafOf.get(index + 1)?.leaf ?? lane.subtreeAt(index) ?? Buffer.alloc(0);
        const leaf = leafOf.get(seq + 1)?.leaf ?? Buffer.alloc(0);
        const claim = { leaf, index: seq, size, root: bytesOf(heads[size]?.root ?? '') };
        expect(verifyInclusion(claim, inclusionProof(nodeAt, seq, size))).toBe(true);
        database.close();
        ledger.close();
      }),
      { numRuns: 15 },
    );
  });

  it('leave the log provable as grown from every size behind them, also after a restart', () => {
    const { path, ledger, database, heads, peaks } = folded(
      600,
      Array.from({ length: 511 }, (_, index) => index + 1),
    );
    database.close();
    ledger.close();
    const again = open(path);
    for (let count = 0; count < 9; count++) again.append(agentStopped(timeAt(1000), 'more'));
    for (const oldSize of [512, 513, 599, 600]) {
      const proof = again.consistencyFrom(oldSize, peaks[oldSize] ?? []).map((hash) => Buffer.from(hash, 'hex'));
      const [oldRoot, newRoot] = [bytesOf(heads[oldSize]?.root ?? ''), bytesOf(again.head().root)];
      expect(verifyConsistency({ oldSize, newSize: 609, oldRoot, newRoot }, proof)).toBe(true);
    }
    expect(() => again.consistencyFrom(300, peaks[300] ?? [])).toThrow(/no leaf|within a subtree/);
    again.close();
  });

  it('become at most one hash per 256, whatever the order they went in', () => {
    const { database, ledger } = folded(
      768,
      [...Array.from({ length: 767 }, (_, index) => index)].filter((seq) => seq % 2 === 0),
    );
    const lane = new FoldedLane(database);
    expect([...lane.runs()]).toHaveLength(384);
    database.transaction(() => lane.fold(Array.from({ length: 767 }, (_, index) => index).filter((seq) => seq % 2 === 1)))();
    const [run, ...more] = [...lane.runs()];
    expect(more).toEqual([]);
    expect(run).toMatchObject({ firstSeq: 0, lastSeq: 766 });
    expect(run?.subtrees.slice(0, 2).map(({ leafCount }) => leafCount)).toEqual([256, 256]);
    expect(lane.recordCount).toBe(767);
    database.close();
    ledger.close();
  });

  it('may be folded twice without harm', () => {
    const { database, ledger } = folded(20, [3, 4, 5]);
    const before = database.prepare('SELECT * FROM foldedSubtree').all();
    database.transaction(() => new FoldedLane(database).fold([3, 4, 5]))();
    expect(database.prepare('SELECT * FROM foldedSubtree').all()).toEqual(before);
    database.close();
    ledger.close();
  });

  it('stand in the export where they were, as one canonical line with the chain head behind them', () => {
    const { ledger, database, lines, heads } = folded(20, [3, 4, 5, 9]);
    const exported = [...ledger.lines()];
    expect(exported).toHaveLength(18);
    expect(exported.slice(0, 3)).toEqual(lines.slice(0, 3));
    expect(exported[4]).toBe(lines[6]);
    expect(JSON.parse(exported[3] ?? '')).toMatchObject({ v: 1, epoch: 0, folded: { firstSeq: 3, lastSeq: 5, head: heads[6]?.head } });
    const [run] = [...new FoldedLane(database).runs()];
    expect(run && foldedLine(0, run)).toBe(exported[3]);
    database.close();
    ledger.close();
  });
});

describe('a record', () => {
  it.each([1, 5, 7, 300])('that no hash covers cannot be deleted: row %d', (id) => {
    const { database, ledger } = folded(300, [5]);
    expect(() => database.prepare('DELETE FROM record WHERE id = ?').run(id)).toThrow('append-only');
    ledger.close();
    database.close();
  });

  it('is kept by the guard, and so is one of a ledger that an earlier version made', () => {
    const { path, database, ledger } = folded(10, []);
    ledger.close();
    database.exec(`DROP TABLE foldedSubtree; DROP TRIGGER record_no_delete;
      CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;`);
    expect([...new Ledger({ path, agentId: 'a', origin: 'live', epoch: 0, identity: {} }).lines()]).toHaveLength(10);
    expect(() => database.prepare('DELETE FROM record WHERE id = 4').run()).toThrow('append-only');
    expect(() => database.prepare("UPDATE record SET jcs = '' WHERE id = 4").run()).toThrow('append-only');
    database.transaction(() => new FoldedLane(database).fold([3]))();
    expect(() => database.prepare('DELETE FROM record WHERE id = 5').run()).toThrow('append-only');
    expect(database.prepare('SELECT count(*) FROM record').pluck().get()).toBe(9);
    database.close();
  });
});
