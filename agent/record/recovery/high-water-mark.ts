import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type { LogHead } from '../../contract/record.ts';
import type { Json } from '../../contract/schema.ts';
import { canonicalJson } from '../../evidence/canonical-json.ts';
import { sha256Prefixed } from '../../evidence/hash.ts';
import { parseStrictJson } from '../../evidence/parse-strict.ts';
import type { LedgerMark } from '../ledger-mark.ts';
import { markOf } from './mark-of.ts';

/** How far a ledger was, kept outside its database; every member of `report` null before the first one. */
export interface HighWaterMark {
  readonly version: 1;
  readonly epoch: number;
  readonly logSize: number;
  readonly logRoot: string;
  /** Oldest report the ledger still keeps. */
  readonly oldestReportSeq: number | null;
  readonly reportSeq: number | null;
  readonly reportSha256: string | null;
  /** The newest report itself: hours and history go on from it when nothing else is left. */
  readonly jws: string | null;
}

/** Ending of the mark's file, beside the database. */
export const markEnding = '.mark.json';

/**
 * The mark's file: written whole under another name, made durable, then renamed, so that a power cut leaves the mark before or this one.
 * ```
 *  mark + its sha256 ─▶ .new ─fsync─▶ rename ─▶ .mark.json ─▶ fsync of the directory
 * ```
 */
export class HighWaterMarkFile implements LedgerMark {
  readonly #path: string;

  /** The mark of the ledger at this path. */
  constructor(ledgerPath: string) {
    this.#path = `${ledgerPath}${markEnding}`;
  }

  raise(database: Database.Database, epoch: number, head: LogHead): boolean {
    return this.write(markOf(database, epoch, head));
  }

  /** False when the disk refused; the mark before stands, and the caller tries again. */
  write(mark: HighWaterMark): boolean {
    const draft = `${this.#path}.new`;
    try {
      writeDurably(draft, canonicalJson({ ...mark, sha256: checksumOf(mark) }));
      renameSync(draft, this.#path);
      syncDirectory(dirname(this.#path));
      return true;
    } catch {
      return false;
    }
  }

  /** The mark; undefined when there is none, `unreadable` when what stands there is not what was written. */
  read(): HighWaterMark | 'unreadable' | undefined {
    try {
      return readMark(readFileSync(this.#path, 'utf8'));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unreadable';
    }
  }
}

function readMark(text: string): HighWaterMark | 'unreadable' {
  const parsed = parseStrictJson(text);
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) return 'unreadable';
  const { sha256, ...mark } = parsed.value as { readonly [name: string]: Json };
  const read = mark as unknown as HighWaterMark;
  return read.version === 1 && sha256 === checksumOf(read) ? read : 'unreadable';
}

function checksumOf(mark: HighWaterMark): string {
  return sha256Prefixed(canonicalJson({ ...mark }));
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes names durable that were made, changed or taken away in this directory. */
export function syncDirectory(directory: string): void {
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
