import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../support/replayed.ts';
import { CrashDisk, type Fate, fates } from './crash-disk.ts';
import type { LogEvent } from './write-log.ts';

const open = (file: string): LogEvent => ({ kind: 'open', file, isJournal: false });
const write = (file: string, offsetBytes: number, text: string): LogEvent => ({
  kind: 'write',
  file,
  offsetBytes,
  bytes: Buffer.from(text),
});
const sync = (file: string, syncsDirectory = false): LogEvent => ({ kind: 'sync', file, syncsDirectory });
const remove = (file: string, syncsDirectory = false): LogEvent => ({ kind: 'delete', file, syncsDirectory });
const truncate = (file: string, sizeBytes: number): LogEvent => ({ kind: 'truncate', file, sizeBytes });

function diskAfter(...events: LogEvent[]): CrashDisk {
  const disk = new CrashDisk();
  for (const event of events) disk.take(event);
  return disk;
}

const textsOf = (disk: CrashDisk, fate: Fate, seed = 1): Record<string, string> =>
  Object.fromEntries([...disk.image(fate, seededRandom(seed))].map(([name, bytes]) => [name, bytes.toString('latin1')]));

describe('a disk whose power goes', () => {
  it('keeps what a sync followed, whatever becomes of the rest', () => {
    const disk = diskAfter(open('a'), write('a', 0, 'first'), sync('a', true), write('a', 5, 'second'));
    for (const fate of fates) expect(textsOf(disk, fate).a?.slice(0, 5)).toBe('first');
    expect(textsOf(disk, 'lost')).toEqual({ a: 'first' });
    expect(textsOf(disk, 'kept')).toEqual({ a: 'firstsecond' });
    expect(disk.pendingCounts()).toEqual({ a: 1 });
  });

  it('keeps writes up to a moment as a prefix, and any of them as a subset', () => {
    const letters = [...'abcdefgh'];
    const disk = diskAfter(open('a'), sync('a', true), ...letters.map((letter, at) => write('a', at, letter)));
    const images = (fate: Fate): string[] => Array.from({ length: 40 }, (_, seed) => textsOf(disk, fate, seed).a ?? '');
    for (const image of images('prefix')) expect('abcdefgh'.startsWith(image)).toBe(true);
    expect(new Set(images('prefix')).size).toBeGreaterThan(4);
    expect(images('subset').some((image) => image.startsWith('\0') && image.includes('h'))).toBe(true);
  });

  it('tears a write at the boundaries of sectors', () => {
    const disk = diskAfter(open('a'), sync('a', true), write('a', 100, 'x'.repeat(8192)));
    const lengths = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const image = textsOf(disk, 'sectors', seed).a ?? '';
      for (const run of image.matchAll(/x+/g)) {
        expect(run.index === 100 || run.index % 512 === 0).toBe(true);
        lengths.add(run[0].length);
      }
    }
    expect(lengths.size).toBeGreaterThan(5);
  });

  it('may leave anything where a torn write went, and nothing beside it', () => {
    const disk = diskAfter(open('a'), write('a', 0, 'y'.repeat(3000)), sync('a', true), write('a', 1000, 'x'.repeat(1000)));
    const images = Array.from({ length: 30 }, (_, seed) => textsOf(disk, 'garbage', seed).a ?? '');
    for (const image of images) expect(image.slice(0, 1000) + image.slice(2000)).toBe('y'.repeat(2000));
    expect(images.some((image) => /[^xy]/.test(image))).toBe(true);
  });

  it('knows a file by its name only when the directory was synced', () => {
    const made = [open('a'), write('a', 0, 'text'), sync('a')];
    expect(textsOf(diskAfter(...made), 'lost')).toEqual({});
    expect(textsOf(diskAfter(...made, open('b'), sync('b', true)), 'lost')).toEqual({ a: 'text', b: '' });
  });

  it('finds a deleted file again when its deletion had not arrived', () => {
    const made = [open('a'), write('a', 0, 'old'), sync('a', true)];
    expect(textsOf(diskAfter(...made, remove('a')), 'lost')).toEqual({ a: 'old' });
    expect(textsOf(diskAfter(...made, remove('a')), 'kept')).toEqual({});
    expect(textsOf(diskAfter(...made, remove('a', true)), 'lost')).toEqual({});
    const again = diskAfter(...made, remove('a'), open('a'), write('a', 0, 'new'), sync('a'));
    expect(new Set(Array.from({ length: 30 }, (_, seed) => textsOf(again, 'subset', seed).a))).toEqual(new Set(['old', 'new', undefined]));
  });

  it('cuts files off, and reads a hole as zeros', () => {
    const disk = diskAfter(open('a'), write('a', 0, 'abcdef'), sync('a', true), truncate('a', 2), write('a', 4, 'z'));
    expect(textsOf(disk, 'kept')).toEqual({ a: 'ab\0\0z' });
    expect(textsOf(disk, 'lost')).toEqual({ a: 'abcdef' });
  });

  it('that lies keeps nothing of what it said it had synced', () => {
    const disk = diskAfter(open('a'), write('a', 0, 'first'), sync('a', true));
    disk.isLying = true;
    for (const event of [write('a', 0, 'other'), sync('a', true)]) disk.take(event);
    expect(textsOf(disk, 'lost')).toEqual({ a: 'first' });
  });

  it('refuses a history that writes a file nobody opened', () => {
    expect(() => diskAfter(write('a', 0, 'text'))).toThrow('written before it was opened: a');
  });

  it('gives the same image for the same seed, and everything after a sync (property)', () => {
    const writes = fc.array(fc.record({ at: fc.nat(3000), text: fc.string({ minLength: 1, maxLength: 2000 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(writes, fc.constantFrom(...fates), fc.nat(), (chosen, fate, seed) => {
        const events = chosen.map(({ at, text }) => write('a', at, text));
        const disk = diskAfter(open('a'), ...events);
        expect(textsOf(disk, fate, seed)).toEqual(textsOf(disk, fate, seed));
        disk.take(sync('a', true));
        expect(textsOf(disk, fate, seed)).toEqual(textsOf(diskAfter(open('a'), ...events), 'kept'));
      }),
      { numRuns: 60 },
    );
  });
});
