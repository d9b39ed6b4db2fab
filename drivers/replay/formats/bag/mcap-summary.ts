import { McapIndexedReader, type TypedMcapRecords } from '@mcap/core';
import type { FileBytes } from './file-bytes.ts';
import { mcapChannel } from './mcap-channel.ts';
import type { ChannelCount } from './recorded-message.ts';

/** What the summary at the end of an MCAP file tells. */
export interface McapSummary {
  readonly schemas: readonly TypedMcapRecords['Schema'][];
  readonly channels: readonly TypedMcapRecords['Channel'][];
  /** Undefined when the file has no statistics. */
  readonly counts: readonly ChannelCount[] | undefined;
}

/** The summary is read at once: one larger than this is not looked at. */
const summaryBytesMax = 67_108_864;

/** The summary of an MCAP file; undefined when it has none or it is spoilt, which a recorder that was killed leaves behind. */
export async function readMcapSummary(bytes: FileBytes): Promise<McapSummary | undefined> {
  const readable = {
    size: async () => BigInt(bytes.sizeBytes),
    read: async (offset: bigint, size: bigint) => {
      if (size > BigInt(summaryBytesMax)) throw new RangeError(`a summary of ${size} bytes`);
      return bytes.read(Number(offset), Number(size));
    },
  };
  const reader = await McapIndexedReader.Initialize({ readable }).catch(() => undefined);
  if (reader === undefined) return undefined;
  const { schemasById, channelsById, statistics } = reader;
  const channels = [...channelsById.values()];
  const counts = channels.map((channel) => ({
    channel: mcapChannel(channel, schemasById.get(channel.schemaId)),
    messageCount: Number(statistics?.channelMessageCounts.get(channel.id) ?? 0n),
  }));
  return { schemas: [...schemasById.values()], channels, counts: statistics === undefined ? undefined : counts };
}
