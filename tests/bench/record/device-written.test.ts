import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deviceWrittenBytes } from './device-written.ts';

describe('bytes a device has written', () => {
  it('are not told of a folder that lies on no device', () => {
    expect(deviceWrittenBytes('/proc')).toBeNull();
  });

  it('rise by at least what was written and synced, or are not told before and after alike', () => {
    const folder = mkdtempSync(join(tmpdir(), 'device-written-'));
    const before = deviceWrittenBytes(folder);
    const file = openSync(join(folder, 'block'), 'w');
    writeSync(file, randomBytes(1_000_000));
    fsyncSync(file);
    closeSync(file);
    const after = deviceWrittenBytes(folder);
    rmSync(folder, { recursive: true });
    if (before === null) expect(after).toBeNull();
    else expect((after ?? 0) - before).toBeGreaterThanOrEqual(1_000_000);
  });
});
