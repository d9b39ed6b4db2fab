import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { lz4Frame } from '../../../../tests/support/bag-fixture.ts';
import { chunkBytesMax, loadMcapDecompressors, loadRos1Decompressors, unpackMessage } from './decompress.ts';

const plain = Uint8Array.from({ length: 300 }, (_, index) => index % 7);
const all = { ...(await loadMcapDecompressors()), ...(await loadRos1Decompressors()) };

describe('a packed chunk', () => {
  it.each([
    ['none', plain],
    ['lz4', lz4Frame(plain)],
    ['zstd', zstdCompressSync(plain)],
  ])('of %s unpacks to exactly the size it claims', (name, packed) => {
    expect(Uint8Array.from(all[name]?.(packed, plain.length) ?? [])).toEqual(plain);
    expect(() => all[name]?.(packed, plain.length + 1)).toThrow();
    expect(() => all[name]?.(packed, plain.length - 1)).toThrow();
  });

  it.each(['none', 'lz4', 'zstd', 'bz2'])('of %s that claims more than the limit is not even tried', (name) => {
    expect(() => all[name]?.(plain, chunkBytesMax + 1)).toThrow(`more than ${chunkBytesMax}`);
  });

  it.each(['lz4', 'zstd', 'bz2'])('of %s that is garbage throws', (name) => {
    expect(() => all[name]?.(plain, 1000)).toThrow();
  });
});

describe('a message', () => {
  it('is what it is, unless zstd packed it', () => {
    expect(unpackMessage(plain)).toBe(plain);
    expect(Uint8Array.from(unpackMessage(zstdCompressSync(plain)))).toEqual(plain);
    expect(() => unpackMessage(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 9))).toThrow();
  });
});
