import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ballastDefaults, freeBytesOf } from './ballast.ts';

/** Of the file system a ledger lies on, and what makes room there. */
export interface StartingPlace {
  readonly path: string;
  /** The ballast of the process before; without a path there is none to give up. */
  readonly ballastPath?: string | undefined;
}

/**
 * Whether room was made for a start that this error has ended: the disk is full, and a ballast was there to be given up. SQLite says that
 * a disk is full in several ways while it opens a ledger, so the file system itself is asked.
 */
export function makeRoomToStart(error: unknown, { path, ballastPath }: StartingPlace): boolean {
  if (ballastPath === undefined || !existsSync(ballastPath) || statSync(ballastPath).size === 0) return false;
  if (!isFullError(error) && freeBytesOf(dirname(path)) >= ballastDefaults.sizeBytes) return false;
  rmSync(ballastPath, { force: true });
  return true;
}

function isFullError(error: unknown): boolean {
  return ['record/disk-full', 'SQLITE_FULL', 'ENOSPC'].includes(String((error as { readonly code?: unknown }).code));
}
