import type { FileBytes } from './file-bytes.ts';
import { countChannel, type RecordedChannel } from './recorded-message.ts';
import type { Ros1Connections } from './ros1-connections.ts';
import { fieldOffset, fieldUint32, type Ros1Record, readRos1Head, ros1BodyBytesMax, ros1HeaderBytesMax, uint32 } from './ros1-record.ts';

const magicBytes = 13;
const headBytesMax = ros1HeaderBytesMax + 8;
/** A connection number and a count, four bytes each. */
const entryBytes = 8;

/**
 * The index at the end of a ROS 1 bag: fills in its connections and gives the messages of each. Undefined when there is none
 * or it is spoilt.
 */
export async function readRos1Index(
  bytes: FileBytes,
  connections: Ros1Connections,
): Promise<ReadonlyMap<RecordedChannel, number> | undefined> {
  const bagHeader = readRos1Head(await bytes.read(magicBytes, headBytesMax));
  if (typeof bagHeader === 'string' || bagHeader.kind !== 'bagHeader') return undefined;
  const indexOffset = fieldOffset(bagHeader.fields, 'index_pos') ?? 0;
  const recordCount = (fieldUint32(bagHeader.fields, 'conn_count') ?? 0) + (fieldUint32(bagHeader.fields, 'chunk_count') ?? 0);
  if (indexOffset <= magicBytes || indexOffset > bytes.sizeBytes) return undefined;
  const counts = new Map<RecordedChannel, number>();
  let offset = indexOffset;
  let seenCount = 0;
  while (offset < bytes.sizeBytes) {
    const record = readRos1Head(await bytes.read(offset, headBytesMax));
    if (typeof record === 'string' || record.bodyBytes > ros1BodyBytesMax) return undefined;
    const body = await bytes.read(offset + record.headBytes, record.bodyBytes);
    if (body.length < record.bodyBytes || !takeEntry(record, body, { connections, counts })) return undefined;
    offset += record.headBytes + record.bodyBytes;
    seenCount++;
  }
  return seenCount === recordCount ? counts : undefined;
}

interface IndexParts {
  readonly connections: Ros1Connections;
  readonly counts: Map<RecordedChannel, number>;
}

/** False when the record does not belong into an index. */
function takeEntry({ kind, fields }: Ros1Record, body: Uint8Array, { connections, counts }: IndexParts): boolean {
  if (kind === 'connection') return connections.add(fields, body);
  if (kind !== 'chunkSummary') return false;
  for (let offset = 0; offset + entryBytes <= body.length; offset += entryBytes) {
    const channel = connections.get(uint32(body, offset));
    if (channel === undefined) return false;
    countChannel(counts, channel, uint32(body, offset + entryBytes / 2));
  }
  return true;
}
