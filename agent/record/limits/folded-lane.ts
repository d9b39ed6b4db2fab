import type Database from 'better-sqlite3';
import type { Json } from '../../contract/schema.ts';
import { canonicalJson } from '../../evidence/canonical-json.ts';
import { prefixed } from '../../evidence/hash.ts';
import type { Subtree } from '../../evidence/merkle-log.ts';
import { prepared } from '../sqlite/prepared.ts';
import { type FoldedSubtree, foldSubtrees, runsOf, subtreeLeavesMax } from './fold.ts';

/**
 * A record goes only when a stored subtree hash covers its leaf: the trigger looks there, so no order of statements and no forgotten flag
 * can delete one that is not covered.
 */
const tablesSql = `
CREATE TABLE IF NOT EXISTS foldedSubtree (
  firstSeq INTEGER PRIMARY KEY,
  leafCount INTEGER NOT NULL,
  hash BLOB NOT NULL,
  head BLOB NOT NULL
) STRICT;
`;
const guardSql = `
DROP TRIGGER IF EXISTS record_no_delete;
CREATE TRIGGER record_no_delete BEFORE DELETE ON record
WHEN COALESCE((SELECT firstSeq + leafCount FROM foldedSubtree WHERE firstSeq < OLD.id ORDER BY firstSeq DESC LIMIT 1), 0) < OLD.id
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
`;

/** Removed records next to each other. */
export interface FoldedRun {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly subtrees: readonly FoldedSubtree[];
}

/**
 * What is left of records whose payload an aggregate stands for: hashes that still lead to every signed root.
 * ```
 *  seqs ─▶ rows' leaves ─┬─▶ foldSubtrees ─▶ foldedSubtree ─▶ rows deleted
 *      subtrees there ───┘     (all within the transaction of a commit)
 * ```
 */
export class FoldedLane {
  readonly #database: Database.Database;

  /** Reads; `prepare` first where it may have to make its table. */
  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Whether this database has the lane's table: one of an earlier version has not. */
  static isIn(database: Database.Database): boolean {
    return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'foldedSubtree'").get() !== undefined;
  }

  /** Makes table and guard where they are not there yet. */
  prepare(): this {
    if (!FoldedLane.isIn(this.#database)) this.#database.exec(tablesSql + guardSql);
    return this;
  }

  /**
   * Folds these records, in rising order; within the transaction of a commit. Those that are gone already are passed over. Gives the bytes
   * of the rows that went.
   */
  fold(seqs: readonly number[]): number {
    let removedBytes = 0;
    for (const group of Map.groupBy(seqs, (seq) => Math.floor(seq / subtreeLeavesMax)).values()) removedBytes += this.#foldGroup(group);
    return removedBytes;
  }

  /** The folded subtree that begins at this sequence; undefined when none does. */
  subtreeAt(seq: number): Subtree | undefined {
    return prepared<[number], FoldedSubtree>(this.#database, 'SELECT * FROM foldedSubtree WHERE firstSeq = ?').get(seq);
  }

  /** Records that were folded. */
  get recordCount(): number {
    return Number(this.#database.prepare('SELECT COALESCE(SUM(leafCount), 0) FROM foldedSubtree').pluck().get());
  }

  /** Every run of folded records, oldest first. */
  *runs(): Generator<FoldedRun> {
    let subtrees: FoldedSubtree[] = [];
    for (const subtree of this.#database.prepare<[], FoldedSubtree>('SELECT * FROM foldedSubtree ORDER BY firstSeq').iterate()) {
      const before = subtrees.at(-1);
      if (before !== undefined && before.firstSeq + before.leafCount !== subtree.firstSeq) {
        yield runOf(subtrees);
        subtrees = [];
      }
      subtrees.push(subtree);
    }
    if (subtrees.length > 0) yield runOf(subtrees);
  }

  #foldGroup(seqs: readonly number[]): number {
    const firstSeq = Math.floor((seqs[0] ?? 0) / subtreeLeavesMax) * subtreeLeavesMax;
    const bounds = [firstSeq, firstSeq + subtreeLeavesMax] as const;
    const leafOf = this.#database.prepare<[number], FoldedSubtree & { readonly bytes: number }>(
      'SELECT id - 1 AS firstSeq, 1 AS leafCount, leaf AS hash, head, length(jcs) + length(leaf) + length(head) AS bytes FROM record WHERE id = ? + 1',
    );
    const there = this.#database.prepare<[number, number], FoldedSubtree>(
      'SELECT * FROM foldedSubtree WHERE firstSeq >= ? AND firstSeq < ?',
    );
    const leaves = seqs.flatMap((seq) => leafOf.get(seq) ?? []);
    const nodes = [...there.all(...bounds), ...leaves].sort((a, b) => a.firstSeq - b.firstSeq);
    this.#database.prepare('DELETE FROM foldedSubtree WHERE firstSeq >= ? AND firstSeq < ?').run(...bounds);
    const insert = this.#database.prepare('INSERT INTO foldedSubtree (firstSeq, leafCount, hash, head) VALUES (?, ?, ?, ?)');
    for (const { firstSeq: first, leafCount, hash, head } of foldSubtrees(nodes)) insert.run(first, leafCount, hash, head);
    const remove = this.#database.prepare('DELETE FROM record WHERE id BETWEEN ? + 1 AND ? + 1');
    for (const [first, last] of runsOf(leaves.map((leaf) => leaf.firstSeq))) remove.run(first, last);
    return leaves.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

function runOf(subtrees: readonly FoldedSubtree[]): FoldedRun {
  const [first, last] = [subtrees[0], subtrees.at(-1)];
  return { firstSeq: first?.firstSeq ?? 0, lastSeq: (last?.firstSeq ?? 0) + (last?.leafCount ?? 0) - 1, subtrees };
}

/** How a run stands in an exported ledger, where its records were: one canonical line that V7 reads. */
export function foldedLine(epoch: number, { firstSeq, lastSeq, subtrees }: FoldedRun): string {
  const folded = {
    firstSeq,
    lastSeq,
    subtrees: subtrees.map(({ leafCount, hash }) => ({ leafCount, hash: hash.toString('hex') })),
    head: prefixed(subtrees.at(-1)?.head ?? Buffer.alloc(0)),
  };
  return canonicalJson({ v: 1, epoch, folded } as unknown as Json);
}
