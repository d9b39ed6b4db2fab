import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { InstanceLock, isAlive, lockHolder } from './instance-lock.ts';

const bootId = 'boot-1';

describe('instance lock', () => {
  it('keeps a second agent off the directory, naming the process and the remedy', () => {
    const directory = scratchDirectory('lock');
    new InstanceLock(directory, bootId);
    expect(() => new InstanceLock(directory, bootId)).toThrow(`held by process ${process.pid}`);
    expect(() => new InstanceLock(directory, bootId)).toThrow('record.directory of its own');
  });

  it('is free again once released', () => {
    const directory = scratchDirectory('lock');
    new InstanceLock(directory, bootId).release();
    expect(existsSync(join(directory, 'run.lock'))).toBe(false);
    new InstanceLock(directory, bootId).release();
  });

  it('takes over from a process that is gone, from an earlier boot, and from a file that says nothing', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const left = [
      JSON.stringify({ pid, bootId, pageUrl: null }),
      JSON.stringify({ pid: process.pid, bootId: 'boot-0', pageUrl: null }),
      '{"pid":',
    ];
    for (const text of left) {
      const directory = scratchDirectory('lock');
      writeFileSync(join(directory, 'run.lock'), text);
      new InstanceLock(directory, bootId);
      expect(lockHolder(directory)?.pid).toBe(process.pid);
    }
  });

  it('tells where the page is', () => {
    const directory = scratchDirectory('lock');
    new InstanceLock(directory, bootId).setPage('http://127.0.0.1:1234/');
    expect(lockHolder(directory)?.pageUrl).toBe('http://127.0.0.1:1234/');
    expect(lockHolder(scratchDirectory('none'))).toBeUndefined();
  });

  it('knows a living process from one that is gone', () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(spawnSync(process.execPath, ['-e', '']).pid)).toBe(false);
  });
});
