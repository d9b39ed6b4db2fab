import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export const ballastDefaults = {
  /** Room for the pages of a few hundred records and their state. */
  sizeBytes: 1_048_576,
  /** It is made again only with this much more than itself free, so that making it does not fill the disk anew. */
  spareBytes: 4_194_304,
  /** Made again at most this often. */
  retryMs: 600_000,
} as const;

const blockBytes = 65_536;

/**
 * A file that really takes its bytes, given up when the disk is full, so that the record that says so can always be written.
 * ```
 *  hold: bytes ─▶ .new ─fsync─▶ rename        release: unlink ─▶ free blocks for the ledger
 * ```
 * Nothing here throws: a disk that cannot hold it is one without ballast.
 */
export class Ballast {
  readonly #path: string;
  readonly #sizeBytes: number;

  constructor(path: string, sizeBytes: number = ballastDefaults.sizeBytes) {
    this.#path = path;
    this.#sizeBytes = sizeBytes;
  }

  get isHeld(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.size === this.#sizeBytes;
  }

  /** Whether its file system takes no file any more, as after an error of its own: SQLite says no more than that a write failed. */
  get isReadOnly(): boolean {
    const probe = `${this.#path}.probe`;
    try {
      closeSync(openSync(probe, 'w', 0o600));
      rmSync(probe);
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EROFS';
    }
  }

  /** Frees its bytes; false when there were none to free. */
  release(): boolean {
    try {
      const wasHeld = this.isHeld;
      rmSync(this.#path, { force: true });
      return wasHeld;
    } catch {
      return false;
    }
  }

  /** Takes its bytes when there is room for them and to spare; whether it holds them now. */
  hold(): boolean {
    try {
      if (this.isHeld) return true;
      if (freeBytesOf(dirname(this.#path)) < this.#sizeBytes + ballastDefaults.spareBytes) return false;
      return this.#fill();
    } catch {
      return false;
    }
  }

  #fill(): boolean {
    const draft = `${this.#path}.new`;
    try {
      writeNoise(draft, this.#sizeBytes);
      renameSync(draft, this.#path);
      return true;
    } catch {
      rmSync(draft, { force: true });
      return false;
    }
  }
}

/** Bytes an account without privileges may still take on this file system. */
export function freeBytesOf(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

/** Noise, for a file system that compresses, or leaves out zeros, would keep less than the size. */
function writeNoise(path: string, sizeBytes: number): void {
  const file = openSync(path, 'w', 0o600);
  try {
    for (let offset = 0; offset < sizeBytes; offset += blockBytes) {
      const block = createHash('shake256', { outputLength: blockBytes }).update(String(offset)).digest();
      writeSync(file, block, 0, Math.min(blockBytes, sizeBytes - offset));
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
