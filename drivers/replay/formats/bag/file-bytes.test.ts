import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFiles } from '../../../../tests/support/replay-fixture.ts';
import { blockBytes, FileBytes } from './file-bytes.ts';

const content = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);

async function opened(bytes: Uint8Array = content) {
  const path = join(await temporaryFiles({ x: bytes }), 'x');
  return { path, file: await FileBytes.open(path) };
}

describe('the bytes of a file', () => {
  it('are those asked for, fewer at its end and none behind it', async () => {
    const { file } = await opened();
    expect(file.sizeBytes).toBe(5000);
    expect(await file.read(10, 4)).toEqual(content.subarray(10, 14));
    expect(await file.read(4998, 10)).toEqual(content.subarray(4998));
    expect(await file.read(6000, 10)).toHaveLength(0);
    await file.close();
  });

  it('come from memory once their block was read, and stay what they were', async () => {
    const large = new Uint8Array(blockBytes * 2 + 5).fill(7);
    const { file } = await opened(large);
    expect(file.peek(0, 3)).toBeUndefined();
    const first = await file.read(0, 3);
    expect(file.peek(blockBytes - 3, 3)).toHaveLength(3);
    expect(file.peek(blockBytes - 3, 4)).toBeUndefined();
    await file.read(blockBytes, 3);
    expect(first).toEqual(Uint8Array.of(7, 7, 7));
    await file.close();
  });

  it('are the same in whatever order and size they are asked for', async () => {
    const { file } = await opened();
    await fc.assert(
      fc.asyncProperty(fc.nat(5200), fc.nat(5200), async (offset, length) => {
        expect(await file.read(offset, length)).toEqual(content.subarray(offset, offset + length));
      }),
    );
    await file.close();
  });

  it('end where a file ends that became shorter meanwhile', async () => {
    const { path, file } = await opened();
    await truncate(path, 20);
    expect(await file.read(10, 100)).toEqual(content.subarray(10, 20));
    await file.close();
  });

  it('of a file that is not there are a reason to try again', async () => {
    await expect(FileBytes.open('/nowhere/x')).rejects.toMatchObject({ name: 'TransientError', code: 'replay/read-failed' });
  });
});
