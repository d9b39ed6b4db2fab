import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../contract/errors.ts';

/** Who runs on a state directory, and where its page is. */
export interface LockHolder {
  readonly pid: number;
  readonly bootId: string;
  readonly pageUrl: string | null;
}

const lockName = 'run.lock';

/**
 * Keeps a second agent off a state directory: two would write one ledger and count the same hours twice. A lock whose process is
 * gone, or that is of an earlier boot, is taken over. Throws ConfigError `platform/already-running` naming the process.
 */
export class InstanceLock {
  readonly #path: string;
  readonly #bootId: string;

  constructor(directory: string, bootId: string) {
    this.#path = join(directory, lockName);
    this.#bootId = bootId;
    try {
      this.#write(null, 'wx');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      this.#takeOver(directory);
    }
  }

  /** Tells `status` where the page is. */
  setPage(pageUrl: string): void {
    this.#write(pageUrl, 'w');
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }

  #takeOver(directory: string): void {
    const holder = lockHolder(directory);
    if (holder !== undefined && holder.bootId === this.#bootId && isAlive(holder.pid)) {
      const remedy = `stop process ${holder.pid} first, or give this agent a record.directory of its own`;
      throw new ConfigError('platform/already-running', [{ place: this.#path, value: `held by process ${holder.pid}`, remedy }]);
    }
    this.#write(null, 'w');
  }

  #write(pageUrl: string | null, flag: 'w' | 'wx'): void {
    const holder: LockHolder = { pid: process.pid, bootId: this.#bootId, pageUrl };
    writeFileSync(this.#path, JSON.stringify(holder), { flag, mode: 0o600 });
  }
}

/** Who holds the lock of this directory; undefined when nobody does, or the file says nothing. */
export function lockHolder(directory: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, lockName), 'utf8')) as LockHolder;
  } catch {
    return undefined;
  }
}

/** True when a process of this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
