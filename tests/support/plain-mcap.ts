import { crc32, zstdDecompressSync } from 'node:zlib';

/*
 * MCAP read from its specification and by nothing that wrote it: records, chunks, checksums and the summary a viewer opens first.
 *   magic │ header … chunks … data end │ schemas, channels, statistics, indexes │ offsets │ footer │ magic
 * Whatever is not as it must be throws.
 */
const magic = Buffer.from('\x89MCAP0\r\n', 'latin1');
const opcodes = { header: 1, footer: 2, schema: 3, channel: 4, message: 5, chunk: 6, chunkIndex: 8, statistics: 11, dataEnd: 15 } as const;
const recordHeadBytes = 9;
const footerBytes = 20;

export interface PlainSchema {
  readonly name: string;
  readonly encoding: string;
  readonly text: string;
}

export interface PlainChannel {
  readonly topic: string;
  readonly messageEncoding: string;
  readonly schema: PlainSchema | undefined;
}

export interface PlainMessage {
  readonly channelId: number;
  readonly logTimeNs: bigint;
  readonly bytes: Buffer;
}

export interface PlainMcap {
  readonly profile: string;
  /** As the summary has them, by number. */
  readonly channels: ReadonlyMap<number, PlainChannel>;
  readonly messages: readonly PlainMessage[];
  /** Of the statistics. */
  readonly messageCount: number;
  readonly compressions: ReadonlySet<string>;
}

/** Reads the whole file, front to back and by its summary. */
export function readPlainMcap(file: Buffer): PlainMcap {
  const [head, tail] = [file.subarray(0, magic.length), file.subarray(-magic.length)];
  if (!head.equals(magic) || !tail.equals(magic)) throw new Error('no magic at both ends');
  const footerAt = file.length - magic.length - footerBytes - recordHeadBytes;
  const [footer] = recordsIn(file.subarray(footerAt, -magic.length));
  if (footer?.opcode !== opcodes.footer) throw new Error('no footer');
  const summaryAt = Number(footer.content.u64());
  footer.content.u64();
  check('summary', footer.content.u32(), file.subarray(summaryAt, footerAt + recordHeadBytes + 16));
  const data = recordsIn(file.subarray(magic.length, summaryAt));
  const summary = recordsIn(file.subarray(summaryAt, footerAt));
  const chunks = data.filter(({ opcode }) => opcode === opcodes.chunk).map(({ content }) => chunkOf(content));
  const [header] = data;
  if (header?.opcode !== opcodes.header || data.at(-1)?.opcode !== opcodes.dataEnd) throw new Error('no header, or no end of data');
  if (summary.filter(({ opcode }) => opcode === opcodes.chunkIndex).length !== chunks.length) throw new Error('a chunk without index');
  return {
    profile: header.content.text(),
    channels: channelsIn(summary),
    messages: chunks.flatMap(({ records }) => messagesIn(records)),
    messageCount: Number(summary.find(({ opcode }) => opcode === opcodes.statistics)?.content.u64()),
    compressions: new Set(chunks.map(({ compression }) => compression)),
  };
}

/** Reads numbers and texts one behind the other. */
class Cursor {
  readonly bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  u16 = (): number => this.bytes.readUInt16LE(this.#step(2));
  u32 = (): number => this.bytes.readUInt32LE(this.#step(4));
  u64 = (): bigint => this.bytes.readBigUInt64LE(this.#step(8));
  text = (): string => this.take(this.u32()).toString('utf8');
  rest = (): Buffer => this.bytes.subarray(this.#at);

  take(byteCount: number): Buffer {
    const at = this.#step(byteCount);
    return this.bytes.subarray(at, at + byteCount);
  }

  #step(byteCount: number): number {
    this.#at += byteCount;
    if (this.#at > this.bytes.length) throw new Error('a record is cut short');
    return this.#at - byteCount;
  }
}

interface PlainRecord {
  readonly opcode: number;
  readonly content: Cursor;
}

function recordsIn(bytes: Buffer): PlainRecord[] {
  const records: PlainRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + recordHeadBytes + Number(bytes.readBigUInt64LE(at + 1));
    if (end > bytes.length) throw new Error('a record is cut short');
    records.push({ opcode: bytes[at] ?? 0, content: new Cursor(bytes.subarray(at + recordHeadBytes, end)) });
    at = end;
  }
  return records;
}

function chunkOf(content: Cursor): { readonly compression: string; readonly records: readonly PlainRecord[] } {
  content.take(16);
  const [sizeBytes, crc] = [Number(content.u64()), content.u32()];
  const compression = content.text();
  const stored = content.take(Number(content.u64()));
  const bytes = compression === 'zstd' ? zstdDecompressSync(stored) : stored;
  if (bytes.length !== sizeBytes) throw new Error('a chunk of another size');
  check('chunk', crc, bytes);
  return { compression, records: recordsIn(bytes) };
}

function channelsIn(records: readonly PlainRecord[]): Map<number, PlainChannel> {
  const schemas = new Map<number, PlainSchema>();
  for (const { content } of records.filter(({ opcode }) => opcode === opcodes.schema)) {
    schemas.set(content.u16(), { name: content.text(), encoding: content.text(), text: content.text() });
  }
  const channels = records.filter(({ opcode }) => opcode === opcodes.channel);
  return new Map(
    channels.map(({ content }) => {
      const [id, schemaId] = [content.u16(), content.u16()];
      return [id, { schema: schemas.get(schemaId), topic: content.text(), messageEncoding: content.text() }];
    }),
  );
}

function messagesIn(records: readonly PlainRecord[]): PlainMessage[] {
  return records
    .filter(({ opcode }) => opcode === opcodes.message)
    .map(({ content }) => {
      const channelId = content.u16();
      content.u32();
      const logTimeNs = content.u64();
      content.u64();
      return { channelId, logTimeNs, bytes: content.rest() };
    });
}

/** 0 stands for a checksum that was left out. */
function check(what: string, crc: number, bytes: Buffer): void {
  if (crc !== 0 && crc32(bytes) !== crc) throw new Error(`the checksum of the ${what} does not fit`);
}
