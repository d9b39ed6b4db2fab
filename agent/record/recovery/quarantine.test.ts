import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { finishQuarantine, pruneQuarantine, quarantine, quarantineCountMax, quarantinedOf, quarantinePath } from './quarantine.ts';

const place = (): string => join(scratchDirectory('quarantine'), 'ledger.sqlite');
const write = (path: string, endings: readonly string[], text = 'x'): void => {
  for (const ending of endings) writeFileSync(`${path}${ending}`, `${text}${ending}`);
};

describe('quarantine', () => {
  it('renames the database and what SQLite keeps beside it, and nothing else', () => {
    const path = place();
    write(path, ['', '-wal', '-shm', '.mark.json']);
    const { path: away } = quarantine(path, 3);
    expect(away).toBe(quarantinePath(path, 3));
    expect(readdirSync(join(path, '..')).sort()).toEqual([
      'ledger.epoch-3.quarantined.sqlite',
      'ledger.epoch-3.quarantined.sqlite-shm',
      'ledger.epoch-3.quarantined.sqlite-wal',
      'ledger.sqlite.mark.json',
    ]);
    expect(readFileSync(`${away}-wal`, 'utf8')).toBe('x-wal');
  });

  it('is found again in the order of epochs, of this ledger only', () => {
    const path = place();
    for (const epoch of [10, 2, 1]) {
      write(path, ['']);
      quarantine(path, epoch);
    }
    write(join(path, '..', 'other.epoch-7.quarantined.sqlite'), ['']);
    expect(quarantinedOf(path).map(({ epoch }) => epoch)).toEqual([1, 2, 10]);
    expect(quarantinedOf(join(path, '..', 'nowhere', 'ledger.sqlite'))).toEqual([]);
  });

  it('that was interrupted takes the WAL after its database', () => {
    const path = place();
    write(quarantinePath(path, 0), ['']);
    write(path, ['-wal', '-shm']);
    finishQuarantine(path);
    expect(readFileSync(`${quarantinePath(path, 0)}-wal`, 'utf8')).toBe('x-wal');
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it('leaves the WAL of a ledger in use where it is', () => {
    const path = place();
    write(quarantinePath(path, 0), ['', '-wal'], 'old');
    write(path, ['', '-wal']);
    finishQuarantine(path);
    expect([readFileSync(`${path}-wal`, 'utf8'), readFileSync(`${quarantinePath(path, 0)}-wal`, 'utf8')]).toEqual(['x-wal', 'old-wal']);
  });
});

describe('quarantined files', () => {
  it('are given up oldest first beyond the limit of bytes, the newest never, and that is said', () => {
    const path = place();
    for (const epoch of [0, 1, 2]) write(quarantinePath(path, epoch), ['', '-wal'], 'x'.repeat(100));
    expect(pruneQuarantine(path)).toEqual([]);
    expect(pruneQuarantine(path, 500)).toEqual(['ledger.epoch-0.quarantined.sqlite']);
    expect(pruneQuarantine(path, 1)).toEqual(['ledger.epoch-1.quarantined.sqlite']);
    expect(quarantinedOf(path).map(({ epoch }) => epoch)).toEqual([2]);
    expect(existsSync(`${quarantinePath(path, 1)}-wal`)).toBe(false);
  });

  it('are bounded in number', () => {
    const path = place();
    for (let epoch = 0; epoch < quarantineCountMax + 3; epoch++) write(quarantinePath(path, epoch), ['']);
    expect(pruneQuarantine(path)).toHaveLength(3);
    expect(quarantinedOf(path)).toHaveLength(quarantineCountMax);
  });
});
