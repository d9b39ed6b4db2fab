import { ConfigError, TransientError } from '../../contract/errors.ts';
import { diskErrorOf } from './disk-error.ts';

const inTheWay = 'a file stands where a directory must be: move it, or name another record.directory';
const noPermission = 'let the user of the agent write there, or name another record.directory';

/** What only a person can change of a state directory. */
const refusals: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  EACCES: ['permission denied', noPermission],
  EPERM: ['permission denied', noPermission],
  EEXIST: ['no directory', inTheWay],
  ENOTDIR: ['no directory', inTheWay],
};

/** What may change by itself: room is made, a disk is mounted again. */
const passing: Readonly<Record<string, readonly [code: string, text: string]>> = {
  ENOSPC: ['record/disk-full', 'the disk is full: make room there'],
  EDQUOT: ['record/disk-full', 'the quota is used up: make room there, or raise it'],
  EROFS: ['record/disk-read-only', 'the disk is read-only: mount it writable'],
};

/**
 * An error of the agent's start or run as one of its state directory, named with what to do: ConfigError where only a person can change
 * it, TransientError where it may pass; undefined when it is none.
 */
export function directoryErrorOf(error: unknown, directory: string): ConfigError | TransientError | undefined {
  if (!(error instanceof Error)) return undefined;
  const ofDisk = error instanceof TransientError && error.code.startsWith('record/') ? error : diskErrorOf(error);
  if (ofDisk !== undefined) return new TransientError(ofDisk.code, `${directory}: ${ofDisk.message}`, { cause: error });
  const { code = '', path = '' } = error as NodeJS.ErrnoException;
  if (!isWithin(path, directory)) return undefined;
  const [what, remedy] = refusals[code] ?? [];
  if (what !== undefined && remedy !== undefined) {
    return new ConfigError('record/directory-unusable', [{ place: path, value: `${what} (${code})`, remedy }]);
  }
  const [named, text] = passing[code] ?? [];
  return named === undefined ? undefined : new TransientError(named, `${path}: ${text}`, { cause: error });
}

const isWithin = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory.replace(/\/$/, '')}/`);
