import { InvariantError, TransientError } from '../../contract/errors.ts';

/** What a disk that refuses is called; each is tried again, with a pace. */
export type DiskErrorCode = 'record/disk-full' | 'record/disk-read-only' | 'record/disk-io' | 'record/ledger-busy';

const texts: Readonly<Record<DiskErrorCode, string>> = {
  'record/disk-full': 'The disk is full: make room in record.directory',
  'record/disk-read-only': 'The disk is read-only: mount record.directory writable',
  'record/disk-io': 'The disk fails to read or write: check it, then the mount',
  'record/ledger-busy': 'Another program holds the ledger: let it go',
};

/** What a disk that refuses means and what helps; the code itself where nobody knows it. */
export function diskText(code: string): string {
  return new Map<string, string>(Object.entries(texts)).get(code) ?? code;
}

/** SQLite's result codes that say something of the disk, by their beginning: extended codes go on with what was being done. */
const meanings: readonly (readonly [beginning: string, makeError: (cause: Error) => TransientError])[] = [
  ['SQLITE_FULL', (cause) => new TransientError('record/disk-full', texts['record/disk-full'], { cause })],
  ['SQLITE_READONLY', (cause) => new TransientError('record/disk-read-only', texts['record/disk-read-only'], { cause })],
  ['SQLITE_IOERR', (cause) => new TransientError('record/disk-io', texts['record/disk-io'], { cause })],
  ['SQLITE_CANTOPEN', (cause) => new TransientError('record/disk-io', 'The ledger cannot be reached: check disk and mount', { cause })],
  ['SQLITE_BUSY', (cause) => new TransientError('record/ledger-busy', texts['record/ledger-busy'], { cause })],
];

/** The error as one of the disk, to be tried again; undefined when it is none: a damaged database is for recovery, a broken rule is our bug. */
export function diskErrorOf(error: unknown): TransientError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as Error & { readonly code?: unknown };
  return meanings.find(([beginning]) => String(code).startsWith(beginning))?.[1](error);
}

const unreadable =
  'The ledger cannot be read: look for errors of the disk (dmesg), and replace it if there are any. Start again: ' +
  'a start goes on where it can be read by then, else it keeps the file aside and states what is lost';

/**
 * The error of a file that cannot be read as what it is; undefined when it is another one. SQLite calls a sector that the disk cannot read
 * and a page that was changed the same, and going on could write over either: only a start looks at everything and can end an epoch.
 */
export function unreadableOf(error: unknown): InvariantError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as Error & { readonly code?: unknown };
  if (!/^SQLITE_(?:CORRUPT|NOTADB)/.test(String(code))) return undefined;
  return new InvariantError('record/ledger-unreadable', unreadable, { cause: error });
}

/** Does this, and throws what the disk refuses as TransientError, and what cannot be read as InvariantError. */
export function onDisk<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskErrorOf(error) ?? unreadableOf(error) ?? error;
  }
}
