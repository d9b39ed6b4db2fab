import { rmSync, statfsSync, statSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TransientError } from '../../contract/errors.ts';
import { ballastDefaults, freeBytesOf } from './ballast.ts';

/** Of the file system a ledger lies on, and what makes room there. */
export interface StartingPlace {
  readonly path: string;
  /** The ballast of the process before; without a path there is none to give up. */
  readonly ballastPath?: string | undefined;
}

/** Of a state directory. */
export function startingPlace(directory: string): StartingPlace & { readonly ballastPath: string } {
  return { path: join(directory, 'ledger.sqlite'), ballastPath: join(directory, 'ballast') };
}

/** With less than this free, SQLite may find no room for the index of its log, which it maps into memory. */
export const openingBytesMin = 131_072;
/** What is mapped has pages of this size: blocks smaller than that are missing at the first touch, and not before. */
const pageBytes = 4_096;

/**
 * Gives up the ballast before a start where hardly any room is left. An empty file stays in its place until it is said:
 * ```
 *  full ─▶ ballast emptied ─▶ lock, ledger ─▶ ledger.full, file gone      a kill in between: the next start says it
 * ```
 * Throws TransientError where there is none and a page without its blocks would end the process by SIGBUS, which no code can catch.
 */
export function makeRoomAhead(place: StartingPlace): void {
  if (freeBytesOf(dirname(place.path)) >= openingBytesMin || giveUp(place) || canMapIndex(place.path)) return;
  throw new TransientError('record/disk-full', 'The disk is full, too full to open the ledger: make room in record.directory');
}

/** Whether the index of this ledger's log can be mapped without ending the process: a missing page is refused, or there is room. */
export function canMapIndex(path: string): boolean {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bsize >= pageBytes || bavail * bsize >= openingBytesMin;
}

/**
 * Whether room was made for a start that this error has ended: the disk is full, and a ballast was there to be given up. SQLite says that
 * a disk is full in several ways while it opens a ledger, so the file system itself is asked.
 */
export function makeRoomToStart(error: unknown, place: StartingPlace): boolean {
  if (!isFullError(error) && freeBytesOf(dirname(place.path)) >= ballastDefaults.sizeBytes) return false;
  return giveUp(place);
}

/** Does this, once more in the room of the ballast where the disk is too full for it. */
export function withRoom<T>(place: StartingPlace, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!makeRoomToStart(error, place)) throw error;
    return work();
  }
}

/** Whether a start gave the ballast up and nobody has said so yet; it is for the caller to say. */
export function takeUnsaid({ ballastPath }: StartingPlace): boolean {
  if (ballastPath === undefined || sizeOf(ballastPath) !== 0) return false;
  rmSync(ballastPath, { force: true });
  return true;
}

function giveUp({ ballastPath }: StartingPlace): boolean {
  if (ballastPath === undefined || (sizeOf(ballastPath) ?? 0) === 0) return false;
  truncateSync(ballastPath);
  return true;
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

function isFullError(error: unknown): boolean {
  return ['record/disk-full', 'SQLITE_FULL', 'ENOSPC'].includes(String((error as { readonly code?: unknown }).code));
}
