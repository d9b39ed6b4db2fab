import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';

/** What reached a disk, in order; files are named without their folder. */
export type LogEvent =
  | { readonly kind: 'open'; readonly file: string; readonly isJournal: boolean }
  | { readonly kind: 'write'; readonly file: string; readonly offsetBytes: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly sizeBytes: number }
  | { readonly kind: 'sync'; readonly file: string; readonly syncsDirectory: boolean }
  | { readonly kind: 'delete'; readonly file: string; readonly syncsDirectory: boolean }
  | { readonly kind: 'note'; readonly text: string };

/**
 * Logs every write, truncation, sync and deletion of the databases this process opens while it runs.
 * ```
 *  scratch connection ─loadExtension─▶ the shim is SQLite's default VFS ─▶ product opens, commits, closes ─▶ log file ─▶ events
 * ```
 */
export class WriteLog {
  readonly #scratch = new Database(':memory:');
  readonly #path: string;

  constructor(shimPath: string, path: string) {
    this.#path = path;
    this.#scratch.loadExtension(shimPath);
    this.#scratch.prepare('SELECT writeLogStart(?)').get(path);
  }

  /** A line of the test's own, between the events. */
  note(text: string): void {
    this.#scratch.prepare('SELECT writeLogNote(?)').get(text);
  }

  /** Ends the log; databases still open go on unlogged. */
  stop(): LogEvent[] {
    this.#scratch.prepare('SELECT writeLogStop()').get();
    this.#scratch.close();
    return readEvents(readFileSync(this.#path));
  }
}

/** Of an event, as write-log-vfs.c lays it out. */
const headerBytes = 24;
const kinds = { open: 1, write: 2, truncate: 3, sync: 4, delete: 5, note: 6 } as const;
/** SQLITE_OPEN_CREATE, and SQLITE_OPEN_MAIN_JOURNAL or SQLITE_OPEN_WAL, of sqlite3.h. */
const openCreate = 0x4;
const openJournal = 0x80800;

/** The events of a log file; a log that was cut off in an event is an error. */
export function readEvents(log: Buffer): LogEvent[] {
  const events: LogEvent[] = [];
  const opened = new Map<number, OpenedFile>();
  for (let at = 0; at < log.length; ) {
    const sizeBytes = log.readUInt32LE(at + 20);
    const next = at + headerBytes + sizeBytes;
    if (next > log.length) throw new Error(`the write log ends within an event at ${at}`);
    events.push(readEvent(log.subarray(at, at + headerBytes), log.subarray(at + headerBytes, next), opened));
    at = next;
  }
  return events;
}

/** SQLite syncs the directory of a journal once, with the first sync of it after it was opened. */
interface OpenedFile {
  readonly file: string;
  directoryDue: boolean;
}

function readEvent(header: Buffer, bytes: Buffer, opened: Map<number, OpenedFile>): LogEvent {
  const number = header.readUInt32LE(4);
  const place = Number(header.readBigInt64LE(8));
  const flags = header.readUInt32LE(16);
  switch (header.readUInt32LE(0)) {
    case kinds.open: {
      const isJournal = (flags & openJournal) !== 0;
      const file = basename(bytes.toString());
      opened.set(number, { file, directoryDue: isJournal && (flags & openCreate) !== 0 });
      return { kind: 'open', file, isJournal };
    }
    case kinds.write:
      return { kind: 'write', file: fileOf(opened, number).file, offsetBytes: place, bytes };
    case kinds.truncate:
      return { kind: 'truncate', file: fileOf(opened, number).file, sizeBytes: place };
    case kinds.sync: {
      const one = fileOf(opened, number);
      const syncsDirectory = one.directoryDue;
      one.directoryDue = false;
      return { kind: 'sync', file: one.file, syncsDirectory };
    }
    case kinds.delete:
      return { kind: 'delete', file: basename(bytes.toString()), syncsDirectory: flags !== 0 };
    case kinds.note:
      return { kind: 'note', text: bytes.toString() };
    default:
      throw new Error(`the write log holds an event of kind ${header.readUInt32LE(0)}`);
  }
}

function fileOf(opened: ReadonlyMap<number, OpenedFile>, number: number): OpenedFile {
  const one = opened.get(number);
  if (one === undefined) throw new Error(`the write log speaks of file ${number} before it was opened`);
  return one;
}
