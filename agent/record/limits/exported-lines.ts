import type Database from 'better-sqlite3';
import { FoldedLane, type FoldedRun, foldedLine } from './folded-lane.ts';

/** Every committed record as its canonical line, and in the place of folded ones the line that stands for them. */
export function* exportedLines(database: Database.Database, epoch: number): Generator<string> {
  // Read before the records: a connection has one open query at a time.
  const runs = FoldedLane.isIn(database) ? [...new FoldedLane(database).runs()] : [];
  const waiting = runs.values();
  let run: FoldedRun | undefined = waiting.next().value;
  for (const { id, jcs } of database.prepare<[], { id: number; jcs: string }>('SELECT id, jcs FROM record ORDER BY id').iterate()) {
    for (; run !== undefined && run.firstSeq < id; run = waiting.next().value) yield foldedLine(epoch, run);
    yield jcs;
  }
}
