import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { Ballast, freeBytesOf } from './ballast.ts';

const sizeBytes = 200_000;

describe('the ballast', () => {
  it('takes its bytes, gives them back, and takes them again', () => {
    const path = join(scratchDirectory('ballast'), 'ballast');
    const ballast = new Ballast(path, sizeBytes);
    expect(ballast.isHeld).toBe(false);
    expect(ballast.hold()).toBe(true);
    expect(statSync(path)).toMatchObject({ size: sizeBytes });
    expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(sizeBytes);
    expect(ballast.release()).toBe(true);
    expect(existsSync(path)).toBe(false);
    expect(ballast.hold()).toBe(true);
  });

  it('is held already by the process before', () => {
    const path = join(scratchDirectory('ballast'), 'ballast');
    new Ballast(path, sizeBytes).hold();
    const written = statSync(path).mtimeMs;
    expect(new Ballast(path, sizeBytes).hold()).toBe(true);
    expect(statSync(path).mtimeMs).toBe(written);
  });

  it('is made again where a power cut left half of it', () => {
    const path = join(scratchDirectory('ballast'), 'ballast');
    writeFileSync(path, 'half');
    const ballast = new Ballast(path, sizeBytes);
    expect(ballast.isHeld).toBe(false);
    expect(ballast.hold()).toBe(true);
    expect(statSync(path).size).toBe(sizeBytes);
  });

  it('gives nothing twice', () => {
    const ballast = new Ballast(join(scratchDirectory('ballast'), 'ballast'), sizeBytes);
    ballast.hold();
    expect([ballast.release(), ballast.release()]).toEqual([true, false]);
  });

  it('is not taken where it would not leave room to spare, and leaves nothing of the attempt', () => {
    const folder = scratchDirectory('ballast');
    expect(new Ballast(join(folder, 'ballast'), freeBytesOf(folder)).hold()).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('never throws: without a folder, or with one in its place, there is none', () => {
    const folder = scratchDirectory('ballast');
    expect(new Ballast(join(folder, 'missing', 'ballast'), sizeBytes).hold()).toBe(false);
    mkdirSync(join(folder, 'ballast', 'within'), { recursive: true });
    const ballast = new Ballast(join(folder, 'ballast'), sizeBytes);
    expect([ballast.hold(), ballast.release()]).toEqual([false, false]);
    expect(ballast.isReadOnly).toBe(false);
  });
});
