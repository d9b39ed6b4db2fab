import { TransientError } from '../../contract/errors.ts';

/** What a disk that refuses is called; each is tried again, with a pace. */
export type DiskErrorCode = 'record/disk-full' | 'record/disk-read-only' | 'record/disk-io' | 'record/ledger-busy';

/** SQLite's result codes that say something of the disk, by their beginning: extended codes go on with what was being done. */
const meanings: readonly (readonly [beginning: string, makeError: (cause: Error) => TransientError])[] = [
  ['SQLITE_FULL', (cause) => new TransientError('record/disk-full', 'The disk is full: make room in record.directory', { cause })],
  [
    'SQLITE_READONLY',
    (cause) => new TransientError('record/disk-read-only', 'The disk is read-only: mount record.directory writable', { cause }),
  ],
  ['SQLITE_IOERR', (cause) => new TransientError('record/disk-io', 'The disk fails to read or write: check it, then the mount', { cause })],
  ['SQLITE_CANTOPEN', (cause) => new TransientError('record/disk-io', 'The ledger cannot be reached: check disk and mount', { cause })],
  ['SQLITE_BUSY', (cause) => new TransientError('record/ledger-busy', 'Another program holds the ledger: let it go', { cause })],
];

/** The error as one of the disk, to be tried again; undefined when it is none: a damaged database is for recovery, a broken rule is our bug. */
export function diskErrorOf(error: unknown): TransientError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as Error & { readonly code?: unknown };
  return meanings.find(([beginning]) => String(code).startsWith(beginning))?.[1](error);
}

/** Does this, and throws what the disk refuses as TransientError. */
export function onDisk<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskErrorOf(error) ?? error;
  }
}
