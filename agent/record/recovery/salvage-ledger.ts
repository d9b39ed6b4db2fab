import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { SeqRange } from '../../contract/record.ts';
import type { Json } from '../../contract/schema.ts';
import { type Knowable, unknown } from '../../contract/unknown.ts';
import { SavedState, stateChecksum } from '../saved-state.ts';
import { readable } from './damage.ts';
import { logNodes } from './log-nodes.ts';
import { LostRanges } from './lost-ranges.ts';
import { RecordWalk } from './record-walk.ts';
import { ReportSalvage, type SalvageRules } from './report-salvage.ts';

/** What is left of a ledger that cannot be gone on with. */
export interface Salvage {
  /** The pipeline's state as it was saved; undefined when it is not what was saved. */
  readonly state: Json | undefined;
  readonly lostRecords: Knowable<readonly SeqRange[]>;
  readonly reports: ReportSalvage;
  readonly close: () => void;
}

/** Least bytes a record takes in a file; more records than that is a flipped bit, not a count. */
const recordBytesMin = 128;

/**
 * Reads what can be read of a quarantined ledger, row by row. Without a database (`path` undefined) only the mark speaks. Nothing is
 * changed in the file. Throws what the disk or the account refuses.
 */
export function salvageLedger(path: string | undefined, rules: SalvageRules): Salvage {
  const database = path !== undefined && existsSync(path) ? readable(() => new Database(path, { readonly: true })) : undefined;
  return {
    state: database && readable(() => savedState(database)),
    lostRecords: (database && readable(() => lostRecords(database))) ?? unknown('missing'),
    reports: new ReportSalvage(database, rules),
    close: () => database?.close(),
  };
}

/** The state, only when it is bit for bit what was saved. */
function savedState(database: Database.Database): Json | undefined {
  const saved = new SavedState(database);
  const [pipeline, range] = [saved.get('pipeline'), saved.get('range')];
  const isAsSaved = pipeline !== undefined && range !== undefined && saved.get('stateSha256') === stateChecksum(pipeline, range);
  return isAsSaved ? (JSON.parse(pipeline) as Json) : undefined;
}

function lostRecords(database: Database.Database): Knowable<readonly SeqRange[]> {
  const size = sizeOf(database);
  if (size === undefined) return unknown('missing');
  const [walk, lost] = [new RecordWalk(undefined), new LostRanges()];
  for (const node of logNodes(database, 0, size)) {
    if (node.kind === 'folded') walk.fold(node.folded.head);
    else if (node.kind === 'missing') walk.skip();
    if (node.kind === 'missing' || (node.kind === 'record' && walk.take(node.row) === 'line')) lost.add(node.seq);
  }
  return lost.ranges;
}

/** What was saved with the last commit, if that is intact; else the largest number the tables speak of. */
function sizeOf(database: Database.Database): number | undefined {
  const range = readable(() => (savedState(database) === undefined ? undefined : new SavedState(database).get('range')));
  if (range !== undefined) return (JSON.parse(range) as { size: number }).size;
  const bytes = readable(() => ['page_count', 'page_size'].reduce((product, name) => product * numberIn(database, name), 1)) ?? 0;
  const sources = ["SELECT seq FROM sqlite_sequence WHERE name = 'record'", 'SELECT max(id) FROM record'];
  const counts = sources.map((sql) => readable(() => database.prepare(sql).pluck().get()));
  const plausible = counts.filter((count): count is number => typeof count === 'number' && count <= bytes / recordBytesMin);
  return plausible.length === 0 ? undefined : Math.max(...plausible);
}

function numberIn(database: Database.Database, pragma: string): number {
  return Number(database.pragma(pragma, { simple: true }));
}
