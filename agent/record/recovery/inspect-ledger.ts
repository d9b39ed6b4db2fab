import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { LedgerRecord } from '../../contract/record.ts';
import { chainStart } from '../../evidence/chain.ts';
import { sha256Prefixed } from '../../evidence/hash.ts';
import { CompactRange } from '../../evidence/merkle-log.ts';
import { damageNoteName, readDamageNote } from '../limits/damage-note.ts';
import { identityText, type LedgerIdentity, SavedState, stateChecksum } from '../saved-state.ts';
import { type Damage, damage, damageOfReading, readable } from './damage.ts';
import type { HighWaterMark } from './high-water-mark.ts';
import { foldedLeavesMax, logNodes, soundLogNodes } from './log-nodes.ts';
import { isOtherRun } from './other-run.ts';
import { type ReadReport, signedSeqOf } from './own-report.ts';
import { type RecordRow, RecordWalk } from './record-walk.ts';

/** Records at the end whose hashes are recomputed at a start; `ledger check` recomputes all. */
export const tailRecordsMax = 4_096;
/** Reports whose signatures are checked at a start: those without a receipt first, and the newest of each. */
export const tailReportsMax = 256;

/** A ledger that began anew once a minute for a century would come to half of this; more is a flipped bit. */
const epochMax = 100_000_000;

export interface InspectionRules extends LedgerIdentity {
  readonly readReport: ReadReport;
  readonly mark: HighWaterMark | undefined;
}

/** `empty`: no file, or nothing was ever committed to it. */
export type Inspection = { readonly kind: 'empty' } | { readonly kind: 'sound' } | ({ readonly kind: 'damaged' } & Damage);

const empty: Inspection = { kind: 'empty' };
const sound: Inspection = { kind: 'sound' };

/**
 * Says whether a ledger can be gone on with, without changing it and in a time that does not grow with what it proved before: the
 * database's own quick check, the saved state, the last records and the reports not yet receipted.
 * ```
 *  header ─▶ quick_check ─▶ note of the last process ─▶ state checksum ─▶ range = last record ─▶ hashes of the first record and of the
 *  tail ─▶ reports ─▶ mark not above
 * ```
 * What it leaves out, the scrub goes through while the robot works.
 * Throws what the disk or the account refuses; a file is never blamed for that.
 */
export function inspectLedger(path: string, rules: InspectionRules): Inspection {
  if (!existsSync(path)) return empty;
  settle(path);
  const flaw = headerFlaw(path);
  if (flaw !== undefined) return { kind: 'damaged', ...damage('databaseUnreadable', flaw) };
  try {
    return inspectOpened(path, rules);
  } catch (error) {
    return { kind: 'damaged', ...damageOfReading(error, 'databaseUnreadable') };
  }
}

/**
 * SQLite's own recovery goes first where a torn write may be all there is to it: a rollback journal that a read-only connection may not
 * apply (the power went as the database was made), or a first page that a checkpoint tore and the write-ahead log still holds whole.
 */
function settle(path: string): void {
  const isTorn = existsSync(`${path}-wal`) && headerFlaw(path) !== undefined;
  if (!isTorn && !existsSync(`${path}-journal`)) return;
  readable(() => {
    const database = new Database(path);
    try {
      database.prepare('SELECT count(*) FROM sqlite_schema').get();
    } finally {
      database.close();
    }
  });
}

function inspectOpened(path: string, rules: InspectionRules): Inspection {
  const database = new Database(path, { readonly: true });
  try {
    const [problem] = database.pragma('quick_check(1)') as { quick_check: string }[];
    if (problem?.quick_check !== 'ok') return { kind: 'damaged', ...damage('databaseUnreadable', `quick_check: ${problem?.quick_check}`) };
    if (isEmpty(database)) return empty;
    if (isOtherRun(database, rules)) return sound;
    const found =
      notedDamage(database) ??
      stateDamage(database, rules) ??
      firstRecordDamage(database, rules) ??
      tailDamage(database) ??
      reportDamage(database, rules) ??
      markDamage(database, rules);
    return found === undefined ? sound : { kind: 'damaged', ...found };
  } finally {
    database.close();
  }
}

const headerBytes = 100;
const magic = Buffer.from('SQLite format 3\0');
/** Offset of the versions a writer and a reader must know (SQLite file format §1.3.3): 1 is a rollback journal, 2 is WAL. */
const versionsOffsetBytes = 18;

/** What no later check would call damage: a version byte that flipped makes SQLite open the file read-only. */
export function headerFlaw(path: string): string | undefined {
  const header = Buffer.alloc(headerBytes);
  const file = openSync(path, 'r');
  let readCount: number;
  try {
    readCount = readSync(file, header, 0, headerBytes, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EIO') throw error;
    return 'EIO: the header cannot be read';
  } finally {
    closeSync(file);
  }
  if (readCount === 0) return undefined;
  if (!header.subarray(0, magic.length).equals(magic)) return 'the header is not that of an SQLite database';
  const versions = header.subarray(versionsOffsetBytes, versionsOffsetBytes + 2);
  return versions.every((version) => version === 1 || version === 2) ? undefined : `format versions ${[...versions].join()}`;
}

/** Nothing was ever committed: tables that are not there yet, or hold nothing. */
function isEmpty(database: Database.Database): boolean {
  const tables = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('record', 'state', 'report')").pluck().get();
  if (tables !== 3) return Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()) === 0;
  const held = 'SELECT EXISTS (SELECT 1 FROM record) OR EXISTS (SELECT 1 FROM report)';
  return database.prepare(held).pluck().get() === 0 && new SavedState(database).get('pipeline') === undefined;
}

function notedDamage(database: Database.Database): Damage | undefined {
  const note = new SavedState(database).get(damageNoteName);
  if (note === undefined) return undefined;
  const { cause, detail } = readDamageNote(note);
  return damage(cause, detail);
}

function stateDamage(database: Database.Database, rules: InspectionRules): Damage | undefined {
  const saved = new SavedState(database);
  const [pipeline, range, checksum] = [saved.get('pipeline'), saved.get('range'), saved.get('stateSha256')];
  if (saved.get('identity') !== identityText(rules)) return damage('stateDamaged', 'the identity is not what was written');
  if (range === undefined) return damage('stateDamaged', 'records without a saved log');
  if (checksum !== undefined && checksum !== stateChecksum(pipeline, range)) {
    return damage('stateDamaged', 'the saved state is not what was written: its checksum differs');
  }
  if (pipeline !== undefined && !parses(pipeline)) return damage('stateDamaged', 'the saved state is not JSON');
  return rangeDamage(database, range);
}

function rangeDamage(database: Database.Database, text: string): Damage | undefined {
  const range = parses(text) ? (JSON.parse(text) as { size: number; peaks: string[] }) : undefined;
  if (range === undefined || !fitsTogether(range)) return damage('stateDamaged', 'the saved log is not a log');
  const lastId = Number(database.prepare('SELECT max(id) FROM record').pluck().get() ?? 0);
  if (lastId === range.size) return undefined;
  return damage('recordsDamaged', `the ledger holds ${lastId} records, its saved log says ${range.size}`);
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function fitsTogether({ size, peaks }: { size: number; peaks: string[] }): boolean {
  try {
    return CompactRange.restore(size, peaks).size === size;
  } catch {
    return false;
  }
}

/** It says what the epoch began with, and each report of the epoch repeats it; it is never folded. */
function firstRecordDamage(database: Database.Database, { agentId }: InspectionRules): Damage | undefined {
  const size = Number(database.prepare('SELECT max(id) FROM record').pluck().get() ?? 0);
  const walk = new RecordWalk(chainStart(agentId, Number(new SavedState(database).get('epoch') ?? 0)));
  const [first] = logNodes(database, 0, Math.min(size, 1));
  const isWhole = first === undefined || (first.kind === 'record' && walk.take(first.row) === 'good');
  return isWhole ? undefined : damage('recordsDamaged', 'record 0 does not fit its hashes');
}

function tailDamage(database: Database.Database): Damage | undefined {
  const size = Number(database.prepare('SELECT max(id) FROM record').pluck().get() ?? 0);
  const fromSeq = Math.max(0, size - tailRecordsMax);
  const walk = new RecordWalk(undefined);
  let last: RecordRow | undefined;
  for (const node of soundLogNodes(database, fromSeq - (fromSeq % foldedLeavesMax), size)) {
    if (node.kind === 'missing') return damage('recordsDamaged', `record ${node.seq} is missing`);
    if (node.kind === 'folded') walk.fold(node.folded.head);
    else if (walk.take(node.row) !== 'good') return damage('recordsDamaged', `record ${node.seq} does not fit its hashes`);
    last = node.kind === 'record' ? node.row : last;
  }
  return last === undefined ? undefined : lastRecordDamage(database, last);
}

/** The epoch's number stands outside every checksum but in every record. */
function lastRecordDamage(database: Database.Database, { id, jcs }: RecordRow): Damage | undefined {
  const { seq, epoch } = JSON.parse(jcs.toString('utf8')) as LedgerRecord;
  const stated = Number(new SavedState(database).get('epoch') ?? 0);
  if (seq === id - 1 && epoch === stated) return undefined;
  return damage('stateDamaged', `record ${seq} of epoch ${epoch} stands at ${id - 1} of epoch ${stated}`);
}

function reportDamage(database: Database.Database, { readReport }: InspectionRules): Damage | undefined {
  const newest = database.prepare<[number], { reportSeq: number; jws: string }>(
    'SELECT reportSeq, jws FROM report ORDER BY receipt IS NOT NULL, reportSeq DESC LIMIT ?',
  );
  const bad = newest.all(tailReportsMax).find(({ reportSeq, jws }) => signedSeqOf(jws, readReport) !== reportSeq);
  return bad === undefined ? undefined : damage('reportsDamaged', `report ${bad.reportSeq} does not fit its signature`);
}

/** An image from before the mark: what was reported since then is not in it. */
function markDamage(database: Database.Database, { mark }: InspectionRules): Damage | undefined {
  if (mark === undefined) return undefined;
  const saved = new SavedState(database);
  const [epoch, size] = [Number(saved.get('epoch') ?? 0), (JSON.parse(saved.get('range') ?? '') as { size: number }).size];
  const behind = mark.epoch > epoch || (mark.epoch === epoch && mark.logSize > size);
  if (behind) {
    return damage('rolledBack', `epoch ${epoch} with ${size} records; it had come to epoch ${mark.epoch} with ${mark.logSize}`);
  }
  if (mark.reportSeq === null) return undefined;
  const jws = database.prepare<[number], string>('SELECT jws FROM report WHERE reportSeq = ?').pluck().get(mark.reportSeq);
  if (jws !== undefined && sha256Prefixed(jws) === mark.reportSha256) return undefined;
  return damage('rolledBack', `report ${mark.reportSeq} of the mark is ${jws === undefined ? 'not in it' : 'another one in it'}`);
}

/** The epoch a damaged ledger says it is of, when it lets that be read. */
export function statedEpoch(path: string): number | undefined {
  return readable(() => {
    const database = new Database(path, { readonly: true });
    try {
      const epoch = Number(new SavedState(database).get('epoch') ?? 0);
      return Number.isSafeInteger(epoch) && epoch >= 0 && epoch <= epochMax ? epoch : undefined;
    } finally {
      database.close();
    }
  });
}
