import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { freeBytesOf } from '../../agent/record/limits/ballast.ts';

/** Of an image as small as these. */
const blockBytes = 1024;

/**
 * A real file system of its own, small enough to fill, in a file on a loop device.
 * ```
 *  image file ─ mkfs.ext4 ─ loop device ─ mount ─▶ path
 * ```
 */
export class SmallDisk {
  readonly path: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  readonly #device: string;

  constructor(sizeBytes: number) {
    const image = join(this.#folder, 'image');
    this.path = join(this.#folder, 'disk');
    mkdirSync(this.path);
    writeFileSync(image, '');
    truncateSync(image, sizeBytes);
    run('mkfs.ext4', '-q', '-m', '0', image);
    this.#device = run('losetup', '--find', '--show', image).trim();
    // After an error of its own it goes read-only by itself, as robots are set up.
    run('mount', '-o', 'errors=remount-ro', this.#device, this.path);
  }

  /** Leaves at most this many bytes free. */
  fill(freeBytes = 0): void {
    const { bavail, bsize } = statfsSync(this.path);
    const stuffing = Buffer.alloc(Math.max(0, bavail * bsize - freeBytes), 1);
    try {
      writeFileSync(join(this.path, 'stuffing'), stuffing);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  /** To the last block: the file system keeps some for its own lists until it is asked for them singly. */
  fillWhole(): void {
    this.fill();
    for (let free = freeBytesOf(this.path); free > 0; free = freeBytesOf(this.path)) {
      appendFileSync(join(this.path, 'stuffing'), Buffer.alloc(Math.min(free, blockBytes), 1));
    }
    if (freeBytesOf(this.path) >= 4 * blockBytes) throw new Error('still room');
  }

  /** Takes the stuffing away. */
  empty(): void {
    rmSync(join(this.path, 'stuffing'), { force: true });
  }

  /** What ext4 does to itself on a bad block: an error is raised, and it is read-only from then on. */
  failReadOnly(): void {
    writeFileSync(`/sys/fs/ext4/${basename(this.#device)}/trigger_fs_error`, 'test');
    if (!isRefused(join(this.path, 'probe'))) throw new Error('still writable');
  }

  /** What the service technician does: off, checked, mounted again. Nothing may be open on it. */
  repair(): void {
    run('umount', this.path);
    spawnSync('e2fsck', ['-fy', this.#device]);
    run('mount', this.#device, this.path);
  }

  dispose(): void {
    spawnSync('umount', ['--lazy', this.path]);
    spawnSync('losetup', ['--detach', this.#device]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function isRefused(path: string): boolean {
  try {
    writeFileSync(path, '');
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EROFS';
  }
}

function isMountable(): boolean {
  try {
    new SmallDisk(2_097_152).dispose();
    return true;
  } catch {
    return false;
  }
}

/** Whether this account may mount an ext4 image here: then the disk of these tests is a real one. */
export const canMountImages = isMountable();
