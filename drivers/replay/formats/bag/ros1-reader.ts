import type { Flaw } from '../../../../agent/contract/driver.ts';
import type { Decompressors } from './decompress.ts';
import type { FileBytes } from './file-bytes.ts';
import {
  type BagBatch,
  type BagReader,
  type ChannelCount,
  channelCounts,
  countChannel,
  placeIn,
  type RecordedChannel,
  type RecordedMessage,
  type WantsChannel,
} from './recorded-message.ts';
import { Ros1Connections } from './ros1-connections.ts';
import { readRos1Index } from './ros1-index.ts';
import {
  fieldText,
  fieldTimeNs,
  fieldUint32,
  type Ros1Kind,
  type Ros1Record,
  readRos1Head,
  ros1BodyBytesMax,
  ros1HeaderBytesMax,
} from './ros1-record.ts';

export interface Ros1ReaderOptions {
  readonly bytes: FileBytes;
  readonly partName: string | undefined;
  readonly wants: WantsChannel;
  readonly decompressors: Decompressors;
}

export const ros1Magic = '#ROSBAG V2.0\n';
const headBytesMax = ros1HeaderBytesMax + 8;
const readKinds: readonly Ros1Kind[] = ['chunk', 'connection', 'message'];

/**
 * ```
 *  file ─▶ record by record (header, body) ─▶ chunk ─unpack─▶ connections, messages
 *            indexes are passed over            └─ spoilt: a flaw, the next record goes on
 * ```
 * A ROS 1 bag (version 2.0) from front to back, chunk by chunk, without its index: a bag whose recorder was killed before it wrote
 * one (`.bag.active`) reads like a whole one. The index, where it stands, tells connections whose chunk is spoilt.
 */
export class Ros1Reader implements BagReader {
  readonly #options: Ros1ReaderOptions;
  readonly #counts = new Map<RecordedChannel, number>();
  readonly #connections = new Ros1Connections();
  #messages: RecordedMessage[] = [];
  #flaws: Flaw[] = [];
  #offset = ros1Magic.length;
  #messageSeq = 0;
  #began = false;
  #ended = false;

  constructor(options: Ros1ReaderOptions) {
    this.#options = options;
  }

  async next(): Promise<BagBatch | undefined> {
    if (this.#ended) return undefined;
    this.#messages = [];
    this.#flaws = [];
    if (!this.#began) await this.#begin();
    while (!this.#ended && this.#messages.length === 0 && this.#flaws.length === 0) await this.#readRecord();
    return { messages: this.#messages, flaws: this.#flaws };
  }

  async survey(): Promise<readonly ChannelCount[]> {
    const index = await readRos1Index(this.#options.bytes, new Ros1Connections());
    if (index !== undefined) return channelCounts(index);
    while ((await this.next()) !== undefined);
    return channelCounts(this.#counts);
  }

  close(): Promise<void> {
    return this.#options.bytes.close();
  }

  async #begin(): Promise<void> {
    this.#began = true;
    if ((await readRos1Index(this.#options.bytes, this.#connections)) !== undefined) return;
    const text = 'its index is missing or spoilt: read from front to back without it';
    this.#flaws.push({ code: 'replay/recording-unindexed', place: this.#placeAt(0), text, discarded: false });
  }

  async #readRecord(): Promise<void> {
    const { bytes } = this.#options;
    const leftBytes = bytes.sizeBytes - this.#offset;
    if (leftBytes <= 0) {
      this.#ended = true;
      return;
    }
    const recordOffset = this.#offset;
    const head = readRos1Head(await bytes.read(recordOffset, headBytesMax));
    if (head === 'damaged') return this.#end('replay/recording-damaged', 'no record begins here: what follows is not read');
    if (head === 'incomplete' || head.headBytes + head.bodyBytes > leftBytes) {
      return this.#end('replay/recording-truncated', 'the file ends inside a record: what is whole before it was read');
    }
    this.#offset += head.headBytes + head.bodyBytes;
    if (!readKinds.includes(head.kind)) return;
    if (head.bodyBytes > ros1BodyBytesMax) this.#spoilt(recordOffset, `${head.bodyBytes} bytes, at most ${ros1BodyBytesMax} are read`);
    else this.#take(head, await bytes.read(recordOffset + head.headBytes, head.bodyBytes), recordOffset);
  }

  #take(record: Ros1Record, body: Uint8Array, recordOffset: number): void {
    const { kind, fields } = record;
    if (kind === 'chunk') this.#takeChunk(record, body, recordOffset);
    else if (kind === 'message') this.#takeMessage(record, body, recordOffset);
    else if (kind === 'connection' && !this.#connections.add(fields, body))
      this.#spoilt(recordOffset, 'a connection without topic or type');
  }

  #takeChunk({ fields }: Ros1Record, body: Uint8Array, recordOffset: number): void {
    const compression = fieldText(fields, 'compression') ?? '';
    const unpack = Object.hasOwn(this.#options.decompressors, compression) ? this.#options.decompressors[compression] : undefined;
    const size = fieldUint32(fields, 'size');
    if (unpack === undefined || size === undefined) {
      this.#spoilt(recordOffset, `a chunk of unknown compression "${compression.slice(0, 20)}"`);
      return;
    }
    try {
      this.#takeRecords(unpack(body, size), recordOffset);
    } catch (error) {
      this.#spoilt(recordOffset, `a chunk that does not unpack: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The records of an unpacked chunk; ends at the first that is none, since nothing tells where the next begins. */
  #takeRecords(chunk: Uint8Array, recordOffset: number): void {
    for (let offset = 0; offset < chunk.length; ) {
      const rest = chunk.subarray(offset);
      const head = readRos1Head(rest);
      if (typeof head === 'string' || head.headBytes + head.bodyBytes > rest.length) {
        this.#spoilt(recordOffset, `no record at byte ${offset} of this chunk: the rest of it is not read`);
        return;
      }
      const end = head.headBytes + head.bodyBytes;
      if (head.kind !== 'chunk') this.#take(head, rest.subarray(head.headBytes, end), recordOffset);
      offset += end;
    }
  }

  #takeMessage({ fields }: Ros1Record, bytes: Uint8Array, recordOffset: number): void {
    this.#messageSeq++;
    const channel = this.#connections.get(fieldUint32(fields, 'conn'));
    const logTimeNs = fieldTimeNs(fields, 'time');
    if (channel === undefined || logTimeNs === undefined) {
      this.#spoilt(recordOffset, `message ${this.#messageSeq} has no known connection or no time`);
      return;
    }
    countChannel(this.#counts, channel, 1);
    if (!this.#options.wants(channel)) return;
    this.#messages.push({ channel, logTimeNs, bytes, partName: this.#options.partName, messageSeq: this.#messageSeq });
  }

  #end(code: string, text: string): void {
    this.#ended = true;
    this.#flaws.push({ code, place: this.#placeAt(this.#offset), text, discarded: true });
  }

  #spoilt(recordOffset: number, text: string): void {
    this.#flaws.push({ code: 'replay/record-damaged', place: this.#placeAt(recordOffset), text, discarded: true });
  }

  #placeAt(offset: number): string {
    return placeIn(this.#options.partName, `byte ${offset}`);
  }
}
