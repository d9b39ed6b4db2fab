import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { unknown } from '../../contract/unknown.ts';
import { flashWear, observedMsMin, readFlash } from './flash-account.ts';

const hourMs = 3_600_000;
const first = { atMs: 0, writtenBytes: 1000 };

describe('the flash account', () => {
  it('gives bytes a day and years from two readings of one process', () => {
    // 1 MB an hour: 24 MB a day; 24 TB / 4 / 24 MB = 250,000 days.
    expect(flashWear(first, { atMs: 2 * hourMs, writtenBytes: 2_001_000 })).toEqual({
      writtenBytes: 2_001_000,
      bytesPerDay: 24_000_000,
      lifeYears: 684.5,
      assumed: { enduranceTb: 24, amplificationRatio: 4 },
    });
  });

  it('says nothing before it has seen enough of the robot', () => {
    expect(flashWear(first, { atMs: observedMsMin - 1, writtenBytes: 9000 })).toEqual(unknown('insufficientData'));
  });

  it('lasts finitely long even where nothing is written', () => {
    expect(flashWear(first, { ...first, atMs: hourMs })).toMatchObject({ bytesPerDay: 0, lifeYears: expect.any(Number) });
  });

  it('is unknown where nobody counts', () => {
    expect(flashWear(unknown('notReported'), { ...first, atMs: hourMs })).toEqual(unknown('notReported'));
    expect(flashWear(first, unknown('notReported'))).toEqual(unknown('notReported'));
    expect(readFlash(0, '/nowhere/io')).toEqual(unknown('notReported'));
  });

  it('reads what the kernel counted', () => {
    const path = join(scratchDirectory('flash'), 'io');
    writeFileSync(path, 'rchar: 5\nwchar: 6\nwrite_bytes: 4096\ncancelled_write_bytes: 0\n');
    expect(readFlash(17, path)).toEqual({ atMs: 17, writtenBytes: 4096 });
    writeFileSync(path, 'rchar: 5\n');
    expect(readFlash(17, path)).toEqual(unknown('notReported'));
  });

  it.skipIf(!existsSync('/proc/self/io'))('rises with what this process writes', () => {
    const before = readFlash(0);
    writeFileSync(join(scratchDirectory('flash'), 'bytes'), Buffer.alloc(1_048_576, 1), { flush: true });
    const after = readFlash(0);
    if ('unknown' in before || 'unknown' in after) throw new Error('the kernel counts for this process');
    expect(after.writtenBytes - before.writtenBytes).toBeGreaterThanOrEqual(1_048_576);
  });
});
