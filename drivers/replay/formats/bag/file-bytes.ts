import { type FileHandle, open } from 'node:fs/promises';
import { TransientError } from '../../../../agent/contract/errors.ts';

/** One read of a file; records smaller than this come from memory. */
export const blockBytes = 1_048_576;
const nothing = new Uint8Array(0);

/**
 * ```
 *  file ──one block──▶ [ 1 MiB ] ──▶ the bytes asked for, shorter at the end of the file
 * ```
 * A file read from front to back by offset; holds one block. Bytes once given are never written again.
 */
export class FileBytes {
  readonly sizeBytes: number;
  readonly #handle: FileHandle;
  #block: Uint8Array = nothing;
  #blockOffset = 0;

  private constructor(handle: FileHandle, sizeBytes: number) {
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
  }

  /** Throws TransientError when the file cannot be opened. */
  static async open(path: string): Promise<FileBytes> {
    return reading(async () => {
      const handle = await open(path, 'r');
      return new FileBytes(handle, (await handle.stat()).size);
    });
  }

  /** At most `length` bytes from `offset`; fewer where the file ends. Throws TransientError when reading fails. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.peek(offset, length) ?? reading(() => this.#load(offset, length));
  }

  /** The same without waiting; undefined when they must be read from the file first. */
  peek(offset: number, length: number): Uint8Array | undefined {
    const from = offset - this.#blockOffset;
    const end = Math.min(offset + length, this.sizeBytes) - this.#blockOffset;
    if (from < 0 || end > this.#block.length) return undefined;
    return end <= from ? nothing : this.#block.subarray(from, end);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async #load(offset: number, length: number): Promise<Uint8Array> {
    const wantedBytes = Math.max(0, Math.min(Math.max(length, blockBytes), this.sizeBytes - offset));
    const block = new Uint8Array(wantedBytes);
    let filledBytes = 0;
    while (filledBytes < wantedBytes) {
      const { bytesRead } = await this.#handle.read(block, filledBytes, wantedBytes - filledBytes, offset + filledBytes);
      if (bytesRead === 0) break;
      filledBytes += bytesRead;
    }
    this.#block = block.subarray(0, filledBytes);
    this.#blockOffset = offset;
    return this.#block.subarray(0, length);
  }
}

async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new TransientError('replay/read-failed', `A recording could not be read: ${String(error)}`, { cause: error });
  }
}
