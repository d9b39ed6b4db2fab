import { McapRecordBuilder, McapStreamReader, type TypedMcapRecord, type TypedMcapRecords } from '@mcap/core';
import type { Flaw } from '../../../../agent/contract/driver.ts';
import { chunkBytesMax, type Decompressors } from './decompress.ts';
import type { FileBytes } from './file-bytes.ts';
import { mcapChannel } from './mcap-channel.ts';
import { readMcapSummary } from './mcap-summary.ts';
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

export interface McapReaderOptions {
  readonly bytes: FileBytes;
  readonly partName: string | undefined;
  readonly wants: WantsChannel;
  readonly decompressors: Decompressors;
}

const magicBytes = 8;
const headBytes = 9;
/** A packed chunk with its index of names; beyond this a length is taken for damage. */
const recordBytesMax = chunkBytesMax + 65_536;
/** Messages that stand outside chunks are handed out in batches of at most this many. */
const batchMessagesMax = 256;
const opcode = { footer: 2, schema: 3, channel: 4, message: 5, chunk: 6, dataEnd: 15, lastKnown: 15, firstPrivate: 128 } as const;
const readOpcodes: readonly number[] = [opcode.schema, opcode.channel, opcode.message, opcode.chunk];

/**
 * ```
 *  file ─▶ record by record (opcode, length) ─▶ McapStreamReader ─▶ channels, messages
 *            index and attachments are passed over      └─ a spoilt record: flaw, a fresh one goes on
 * ```
 * MCAP as rosbag2 and others write it, from front to back: a file whose index was never written reads like a whole one, and a
 * spoilt chunk costs that chunk. The summary, where it stands, tells the channels beforehand.
 */
export class McapReader implements BagReader {
  readonly #options: McapReaderOptions;
  readonly #schemas = new Map<number, TypedMcapRecords['Schema']>();
  readonly #channels = new Map<number, TypedMcapRecords['Channel']>();
  readonly #recorded = new Map<number, RecordedChannel>();
  readonly #counts = new Map<RecordedChannel, number>();
  #messages: RecordedMessage[] = [];
  #flaws: Flaw[] = [];
  #stream: McapStreamReader | undefined;
  #offset = magicBytes;
  #messageSeq = 0;
  #ended = false;

  constructor(options: McapReaderOptions) {
    this.#options = options;
  }

  async next(): Promise<BagBatch | undefined> {
    if (this.#ended) return undefined;
    if (this.#stream === undefined) await this.#begin();
    this.#messages = [];
    this.#flaws = [];
    while (!this.#ended && this.#messages.length < batchMessagesMax && this.#flaws.length < batchMessagesMax) {
      if (await this.#readRecord()) break;
    }
    return { messages: this.#messages, flaws: this.#flaws };
  }

  async survey(): Promise<readonly ChannelCount[]> {
    const summary = await readMcapSummary(this.#options.bytes);
    if (summary?.counts !== undefined) return summary.counts;
    while ((await this.next()) !== undefined);
    return channelCounts(this.#counts);
  }

  close(): Promise<void> {
    return this.#options.bytes.close();
  }

  async #begin(): Promise<void> {
    const summary = await readMcapSummary(this.#options.bytes);
    for (const schema of summary?.schemas ?? []) this.#schemas.set(schema.id, schema);
    for (const channel of summary?.channels ?? []) this.#channels.set(channel.id, channel);
    this.#stream = this.#freshStream();
  }

  /** True after a chunk: what it held is one batch. */
  async #readRecord(): Promise<boolean> {
    const { bytes } = this.#options;
    const head = bytes.peek(this.#offset, headBytes) ?? (await bytes.read(this.#offset, headBytes));
    const code = head[0] ?? 0;
    if (code === opcode.dataEnd || code === opcode.footer) return this.#end();
    if (head.length < headBytes) return this.#end('replay/recording-truncated', 'the file ends before its closing record');
    const length = Number(new DataView(head.buffer, head.byteOffset + 1).getBigUint64(0, true));
    const isKnown = code > 0 && (code <= opcode.lastKnown || code >= opcode.firstPrivate);
    if (!isKnown) return this.#end('replay/recording-damaged', `no record begins here (${code}): what follows is not read`);
    if (length > bytes.sizeBytes - this.#offset - headBytes) {
      return this.#end('replay/recording-truncated', 'the file ends inside a record: what is whole before it was read');
    }
    const recordOffset = this.#offset;
    this.#offset += headBytes + length;
    if (!readOpcodes.includes(code)) return false;
    if (length > recordBytesMax) this.#spoilt(recordOffset, `a record of ${length} bytes, at most ${recordBytesMax} are read`);
    else this.#feed(await bytes.read(recordOffset, headBytes + length), recordOffset);
    return code === opcode.chunk;
  }

  #end(code?: string, text = ''): false {
    this.#ended = true;
    if (code !== undefined) this.#flaws.push({ code, place: this.#placeAt(this.#offset), text, discarded: true });
    return false;
  }

  #feed(record: Uint8Array, recordOffset: number): void {
    const stream = this.#stream ?? this.#freshStream();
    try {
      stream.append(record);
      for (let each = stream.nextRecord(); each !== undefined; each = stream.nextRecord()) this.#take(each);
    } catch (error) {
      this.#spoilt(recordOffset, error instanceof Error ? error.message : String(error));
      this.#stream = this.#freshStream();
    }
  }

  #spoilt(recordOffset: number, text: string): void {
    this.#flaws.push({ code: 'replay/record-damaged', place: this.#placeAt(recordOffset), text, discarded: true });
  }

  #placeAt(offset: number): string {
    return placeIn(this.#options.partName, `byte ${offset}`);
  }

  #take(record: TypedMcapRecord): void {
    if (record.type === 'Schema') this.#schemas.set(record.id, record);
    else if (record.type === 'Channel') this.#channels.set(record.id, record);
    else if (record.type === 'Message') this.#takeMessage(record);
  }

  #takeMessage({ channelId, logTime, data }: TypedMcapRecords['Message']): void {
    this.#messageSeq++;
    const channel = this.#recordedChannel(channelId);
    if (channel === undefined) return;
    countChannel(this.#counts, channel, 1);
    if (!this.#options.wants(channel)) return;
    const { partName } = this.#options;
    this.#messages.push({ channel, logTimeNs: logTime, bytes: data, partName, messageSeq: this.#messageSeq });
  }

  #recordedChannel(channelId: number): RecordedChannel | undefined {
    const known = this.#recorded.get(channelId);
    const channel = this.#channels.get(channelId);
    if (known !== undefined || channel === undefined) return known;
    const recorded = mcapChannel(channel, this.#schemas.get(channel.schemaId));
    this.#recorded.set(channelId, recorded);
    return recorded;
  }

  /** A reader that knows the channels seen so far: after an error the library's own state is not to be used. */
  #freshStream(): McapStreamReader {
    const { lz4, zstd } = this.#options.decompressors;
    const handlers = Object.entries({ lz4, zstd }).flatMap(([name, unpack]) =>
      unpack === undefined ? [] : [[name, (packed: Uint8Array, size: bigint) => unpack(packed, Number(size))] as const],
    );
    const stream = new McapStreamReader({ noMagicPrefix: true, decompressHandlers: Object.fromEntries(handlers) });
    const known = new McapRecordBuilder();
    for (const channel of this.#channels.values()) known.writeChannel(channel);
    stream.append(known.buffer);
    while (stream.nextRecord() !== undefined);
    return stream;
  }
}
