import { createHash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { McapWriter } from '@mcap/core';
import { eventMessageType } from './event-message.ts';
import type { FrameMessageType } from './frame-message.ts';

/*
 *  <id>.mcap.partial ◀─ header, facts, zstd chunks, each synced ─ … ─ index ─ fsync ─▶ rename ─▶ <id>.mcap, directory fsync
 *  What a power cut leaves is readable from the front, chunk by chunk, and is made whole at the next start.
 */
/** What a power cut may cost of the frames already copied out: a chunk reaches the disk when it is full. */
const chunkBytes = 64 * 1024;
export const partialSuffix = '.partial';

export interface IncidentChannel {
  readonly topic: string;
  readonly type: Pick<FrameMessageType, 'name' | 'definition'>;
  readonly facts: Readonly<Record<string, string>>;
}

export interface IncidentMessage {
  /** Index of the channel. */
  readonly channelIndex: number;
  readonly logTimeNs: bigint;
  readonly bytes: Uint8Array;
}

export interface WrittenFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

type Metadata = Readonly<Record<string, string>>;

/** One incident on its way to the disk. Calls must wait for one another; errors of the disk are thrown. */
export class IncidentFile {
  readonly path: string;
  readonly #hash = createHash('sha256');
  readonly #writer: McapWriter;
  readonly #channelIndexes: number[] = [];
  #file: FileHandle | undefined;
  #sizeBytes = 0;
  #sequence = 0;

  constructor(path: string) {
    this.path = path;
    const writable = { position: () => BigInt(this.#sizeBytes), write: (bytes: Uint8Array) => this.#write(bytes) };
    const compressChunk = (bytes: Uint8Array) => ({ compression: 'zstd', compressedData: zstdCompressSync(bytes) });
    this.#writer = new McapWriter({ writable, chunkSize: chunkBytes, compressChunk });
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  async begin(channels: readonly IncidentChannel[], facts: Metadata): Promise<void> {
    this.#file = await open(`${this.path}${partialSuffix}`, 'w', 0o600);
    await this.#writer.start({ profile: 'ros2', library: 'robot-risk-agent' });
    await this.addMetadata('robotRisk.incident', facts);
    for (const channel of channels) await this.#addChannel(channel);
  }

  async add(messages: readonly IncidentMessage[]): Promise<void> {
    const before = this.#sizeBytes;
    for (const { channelIndex, logTimeNs, bytes } of messages) {
      const channelId = this.#channelIndexes[channelIndex] ?? 0;
      await this.#writer.addMessage({ channelId, sequence: this.#sequence++, logTime: logTimeNs, publishTime: logTimeNs, data: bytes });
    }
    if (this.#sizeBytes !== before) await this.#file?.datasync();
  }

  async addMetadata(name: string, facts: Metadata): Promise<void> {
    await this.#writer.addMetadata({ name, metadata: new Map(Object.entries(facts)) });
  }

  /** Writes the index, makes the file durable and gives it its name. */
  async end(): Promise<WrittenFile> {
    await this.#writer.end();
    await this.#file?.sync();
    await this.close();
    await rename(`${this.path}${partialSuffix}`, this.path);
    await syncDirectory(dirname(this.path));
    return { sizeBytes: this.#sizeBytes, sha256: `sha256:${this.#hash.digest('hex')}` };
  }

  /** Lets go of the file as it is. Harmless when it is not open. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #addChannel({ topic, type, facts }: IncidentChannel): Promise<void> {
    const data = Buffer.from(type.definition);
    const schemaId = await this.#writer.registerSchema({ name: type.name, encoding: 'ros2msg', data });
    const metadata = new Map(Object.entries(facts));
    this.#channelIndexes.push(await this.#writer.registerChannel({ schemaId, topic, messageEncoding: 'cdr', metadata }));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#file === undefined) throw new RangeError('the incident file is not open');
    this.#hash.update(bytes);
    await this.#file.writeFile(bytes);
    this.#sizeBytes += bytes.byteLength;
  }
}

/** The channel of the robot's messages, after those of its streams. */
export const eventChannel: IncidentChannel = { topic: '/robotRisk/events', type: eventMessageType, facts: {} };

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
