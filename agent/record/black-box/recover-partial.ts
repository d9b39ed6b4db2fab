import { open, rename } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { McapStreamReader, type TypedMcapRecord } from '@mcap/core';
import { type IncidentChannel, IncidentFile, type IncidentMessage, partialSuffix, type WrittenFile } from './incident-file.ts';

const pieceBytes = 256 * 1024;
const chunkBytesMax = 16 * 1024 * 1024;

export interface RecoveredIncident extends WrittenFile {
  readonly facts: Readonly<Record<string, string>>;
  readonly messageCount: number;
}

/**
 * Makes an incident that a power cut left unfinished whole again: every chunk that reached the disk, under the same name, marked
 * `truncated: powerLoss`. Undefined when nothing of it did; then the file is left to the caller.
 */
export async function recoverPartial(path: string): Promise<RecoveredIncident | undefined> {
  const partial = `${path}${partialSuffix}`;
  const found = await readWhatStands(partial);
  if (found.messages.length === 0) return undefined;
  const file = new IncidentFile(`${path}.recovered`);
  try {
    await file.begin([...found.channels.values()], found.facts);
    const order = [...found.channels.keys()];
    await file.add(found.messages.map((message) => ({ ...message, channelIndex: order.indexOf(message.channelIndex) })));
    await file.addMetadata('robotRisk.outcome', { truncated: 'powerLoss' });
    const written = await file.end();
    await rename(file.path, path);
    return { ...written, facts: found.facts, messageCount: found.messages.length };
  } finally {
    await file.close();
  }
}

interface Found {
  facts: Record<string, string>;
  readonly schemas: Map<number, IncidentChannel['type']>;
  /** By channel id. */
  readonly channels: Map<number, IncidentChannel>;
  readonly messages: IncidentMessage[];
}

/** Reads from the front until the bytes end or are spoilt. */
async function readWhatStands(path: string): Promise<Found> {
  const found: Found = { facts: {}, schemas: new Map(), channels: new Map(), messages: [] };
  const reader = new McapStreamReader({
    decompressHandlers: { zstd: (bytes) => zstdDecompressSync(bytes, { maxOutputLength: chunkBytesMax }) },
  });
  const file = await open(path, 'r');
  try {
    for (let piece = await readPiece(file); piece.length > 0; piece = await readPiece(file)) {
      reader.append(piece);
      for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) take(found, record);
    }
  } catch {
    // A spoilt record ends what stands: nothing behind it can be trusted to be in its place.
  } finally {
    await file.close();
  }
  return found;
}

async function readPiece(file: Awaited<ReturnType<typeof open>>): Promise<Uint8Array> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes);
  return buffer.subarray(0, bytesRead);
}

function take(found: Found, record: TypedMcapRecord): void {
  if (record.type === 'Metadata' && record.name === 'robotRisk.incident') found.facts = Object.fromEntries(record.metadata);
  if (record.type === 'Schema') found.schemas.set(record.id, { name: record.name, definition: Buffer.from(record.data).toString('utf8') });
  if (record.type === 'Channel') {
    const type = found.schemas.get(record.schemaId) ?? { name: '', definition: '' };
    found.channels.set(record.id, { topic: record.topic, type, facts: Object.fromEntries(record.metadata) });
  }
  if (record.type === 'Message')
    found.messages.push({ channelIndex: record.channelId, logTimeNs: record.logTime, bytes: record.data.slice() });
}
