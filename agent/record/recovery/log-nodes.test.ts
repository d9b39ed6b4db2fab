import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../evidence/hash.ts';
import { foldedLeavesMax, logNodes, soundLogNodes } from './log-nodes.ts';

const size = 2 * foldedLeavesMax + 44;

/** A log of so many records, with what is then done to it. */
function log(...statements: readonly string[]): Database.Database {
  const database = new Database(':memory:');
  database.exec('CREATE TABLE record (id INTEGER PRIMARY KEY, jcs TEXT, leaf BLOB, head BLOB)');
  database.exec('CREATE TABLE foldedSubtree (firstSeq INTEGER PRIMARY KEY, leafCount, hash, head)');
  const insert = database.prepare('INSERT INTO record VALUES (?, ?, ?, ?)');
  for (let id = 1; id <= size; id++) insert.run(id, `{"seq":${id - 1},"name":"é"}`, sha256(`leaf ${id}`), sha256(`head ${id}`));
  for (const statement of statements) database.exec(statement);
  return database;
}

const fold = (firstSeq: number, leafCount: number): string =>
  `DELETE FROM record WHERE id > ${firstSeq} AND id <= ${firstSeq + leafCount};
   INSERT OR IGNORE INTO foldedSubtree VALUES (${firstSeq}, ${leafCount}, x'aa', x'bb');`;
const nodesOf = (database: Database.Database, fromSeq = 0) => [...soundLogNodes(database, fromSeq, size)];
const shapeOf = (database: Database.Database) => nodesOf(database).map(({ kind, seq }) => `${kind} ${seq}`);

describe('the log, a piece at a time', () => {
  it('is every record in order, from any piece on', () => {
    expect(shapeOf(log())).toEqual(Array.from({ length: size }, (_, seq) => `record ${seq}`));
    expect(nodesOf(log(), foldedLeavesMax)[0]).toMatchObject({ seq: foldedLeavesMax, row: { id: foldedLeavesMax + 1 } });
  });

  it('has the hash of folded records in their place', () => {
    const database = log(fold(0, foldedLeavesMax), fold(foldedLeavesMax, 4));
    expect(shapeOf(database).slice(0, 3)).toEqual(['folded 0', `folded ${foldedLeavesMax}`, `record ${foldedLeavesMax + 4}`]);
  });

  it.each([
    ['a record is missing', ['DELETE FROM record WHERE id = 8']],
    ['a piece is missing', [`DELETE FROM record WHERE id <= ${foldedLeavesMax}`]],
    ['the end is missing', [`DELETE FROM record WHERE id > ${size - 2}`]],
    ['a record stands beside the hash of it', [fold(8, 4), "INSERT INTO record VALUES (10, '{}', x'01', x'02')"]],
    ['a hash says an odd size', [fold(8, 4), 'UPDATE foldedSubtree SET leafCount = 3']],
    ['a hash says it reaches beyond the piece', [fold(8, 4), 'UPDATE foldedSubtree SET leafCount = 4096']],
    ['a hash is no hash', [fold(8, 4), 'UPDATE foldedSubtree SET hash = 7']],
    ['a leaf is shorter', ["UPDATE record SET leaf = x'01' WHERE id = 3"]],
    ['a leaf is text', ["UPDATE record SET leaf = '01234567890123456789012345678901' WHERE id = 3"]],
    ['a head is longer', ['UPDATE record SET head = zeroblob(33) WHERE id = 3']],
    ['a head is a number', ['UPDATE record SET head = 7 WHERE id = 3']],
    ['a line is no text', ["UPDATE record SET jcs = x'7b7d' WHERE id = 3"]],
    ['a line is nothing', ['UPDATE record SET jcs = NULL WHERE id = 3']],
    ['a line holds bytes that are no UTF-8', ["UPDATE record SET jcs = CAST(x'7b80ff00227d' AS TEXT) WHERE id = 3"]],
    ['a line is empty', ["UPDATE record SET jcs = '' WHERE id = 3"]],
    ['nothing was ever folded', ['DROP TABLE foldedSubtree; DELETE FROM record WHERE id = 9']],
  ])('is the one read place by place where %s', (_, statements) => {
    const database = log(...statements);
    expect(nodesOf(database)).toEqual([...logNodes(database, 0, size)]);
  });

  it('is the one read place by place, whatever is folded and missing', () => {
    const place = fc.integer({ min: 0, max: size - 1 });
    const change = fc.oneof(
      place.map((seq) => `DELETE FROM record WHERE id = ${seq + 1}`),
      fc.tuple(place, fc.constantFrom(1, 2, 8, 64)).map(([seq, leafCount]) => fold(seq - (seq % leafCount), leafCount)),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const database = log(...changes);
        expect(nodesOf(database)).toEqual([...logNodes(database, 0, size)]);
        database.close();
      }),
      { numRuns: 60 },
    );
  });
});
