import { definitionText, lz4Frame, type Published, serialise } from './bag-fixture.ts';

export interface Ros1Form {
  readonly compression?: 'none' | 'lz4' | 'bz2';
  /** Packs a chunk; needed where the compression has no writer here. */
  readonly pack?: (chunk: Uint8Array) => Uint8Array;
  readonly messagesPerChunk?: number;
  /** False: as a recorder that was killed leaves it, without an index. */
  readonly ended?: boolean;
}

interface Connection {
  readonly conn: number;
  readonly topic: string;
  readonly type: string;
}

interface Chunk {
  readonly record: Buffer;
  readonly messages: readonly Published[];
}

const bagHeaderBytes = 4096;
const nsPerSecond = 1_000_000_000n;

/** A ROS 1 bag, version 2.0. Source: ROS wiki, Bags/Format/2.0. */
export function ros1Bag(messages: readonly Published[], form: Ros1Form = {}): Uint8Array {
  const { messagesPerChunk = 20, ended = true } = form;
  const connections = connectionsOf(messages);
  const numbers = new Map(connections.map(({ topic, conn }) => [topic, conn]));
  const chunks: Chunk[] = [];
  for (let first = 0; first < messages.length; first += messagesPerChunk) {
    const group = messages.slice(first, first + messagesPerChunk);
    const declared = first === 0 ? connections.map(connectionRecord) : [];
    const records = group.map((message) => messageRecord(message, numbers.get(message.topic) ?? 0));
    chunks.push({ record: chunkRecord([...declared, ...records], form), messages: group });
  }
  const magic = Buffer.from('#ROSBAG V2.0\n');
  const body = Buffer.concat(chunks.map(({ record }) => record));
  const indexOffset = magic.length + bagHeaderBytes + body.length;
  const head = bagHeader(ended ? { indexOffset, connectionCount: connections.length, chunkCount: chunks.length } : undefined);
  return Buffer.concat([magic, head, body, ...(ended ? indexRecords(connections, chunks) : [])]);
}

function connectionsOf(messages: readonly Published[]): readonly Connection[] {
  const types = new Map(messages.map(({ topic, type }) => [topic, type]));
  return [...types].map(([topic, type], conn) => ({ conn, topic, type }));
}

function bagHeader(index: { indexOffset: number; connectionCount: number; chunkCount: number } | undefined): Buffer {
  const position = Buffer.alloc(8);
  position.writeBigUInt64LE(BigInt(index?.indexOffset ?? 0));
  const fields = {
    op: byte(3),
    index_pos: position,
    conn_count: uint32(index?.connectionCount ?? 0),
    chunk_count: uint32(index?.chunkCount ?? 0),
  };
  const bare = record(fields, Buffer.alloc(0));
  return record(fields, Buffer.alloc(bagHeaderBytes - bare.length, ' '));
}

/** The records of a chunk; the first declares the connections. */
function chunkRecord(records: readonly Buffer[], { compression = 'none', pack }: Ros1Form): Buffer {
  const chunk = Buffer.concat(records);
  const packed = pack?.(chunk) ?? (compression === 'lz4' ? lz4Frame(chunk) : chunk);
  return record({ op: byte(5), compression: Buffer.from(compression), size: uint32(chunk.length) }, packed);
}

function messageRecord(message: Published, conn: number): Buffer {
  return record({ op: byte(2), conn: uint32(conn), time: time(message.timeNs) }, serialise(message, 'ros1'));
}

function connectionRecord({ conn, topic, type }: Connection): Buffer {
  const body = fieldsOf({
    topic: Buffer.from(topic),
    type: Buffer.from(type),
    md5sum: Buffer.from('0'.repeat(32)),
    message_definition: Buffer.from(definitionText(type, 'ros1')),
  });
  return record({ op: byte(7), conn: uint32(conn), topic: Buffer.from(topic) }, body);
}

function indexRecords(connections: readonly Connection[], chunks: readonly Chunk[]): Buffer[] {
  let position = 13 + bagHeaderBytes;
  const summaries = chunks.map(({ record: chunk, messages }) => {
    const at = Buffer.alloc(8);
    at.writeBigUInt64LE(BigInt(position));
    position += chunk.length;
    const counts = connections.map(({ conn, topic }) => [conn, messages.filter((message) => message.topic === topic).length] as const);
    const body = Buffer.concat(counts.flatMap(([conn, messageCount]) => [uint32(conn), uint32(messageCount)]));
    const [start, end] = [time(messages[0]?.timeNs ?? 0n), time(messages.at(-1)?.timeNs ?? 0n)];
    return record({ op: byte(6), ver: uint32(1), chunk_pos: at, start_time: start, end_time: end, count: uint32(counts.length) }, body);
  });
  return [...connections.map(connectionRecord), ...summaries];
}

function record(fields: Readonly<Record<string, Uint8Array>>, body: Uint8Array): Buffer {
  const header = fieldsOf(fields);
  return Buffer.concat([uint32(header.length), header, uint32(body.length), body]);
}

function fieldsOf(fields: Readonly<Record<string, Uint8Array>>): Buffer {
  return Buffer.concat(
    Object.entries(fields).flatMap(([name, value]) => [uint32(name.length + 1 + value.length), Buffer.from(`${name}=`), value]),
  );
}

function time(timeNs: bigint): Buffer {
  return Buffer.concat([uint32(Number(timeNs / nsPerSecond)), uint32(Number(timeNs % nsPerSecond))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function byte(value: number): Buffer {
  return Buffer.from([value]);
}
