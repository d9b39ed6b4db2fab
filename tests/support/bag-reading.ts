import { join } from 'node:path';
import type { Flaw } from '../../agent/contract/driver.ts';
import type { BagFormat } from '../../drivers/replay/formats/bag/find-bag.ts';
import { openBagPart } from '../../drivers/replay/formats/bag/open-bag-part.ts';
import type { ChannelCount, RecordedMessage, WantsChannel } from '../../drivers/replay/formats/bag/recorded-message.ts';
import { temporaryFiles } from './replay-fixture.ts';

/** A part of a recording read to its end, without decoders. */
export interface ReadPart {
  readonly messages: readonly RecordedMessage[];
  readonly flaws: readonly Flaw[];
}

export async function readPart(format: BagFormat, path: string, wants: WantsChannel = () => true): Promise<ReadPart> {
  const reader = await openBagPart(format, { path, name: undefined }, wants);
  const messages: RecordedMessage[] = [];
  const flaws: Flaw[] = [];
  try {
    for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
      messages.push(...batch.messages);
      flaws.push(...batch.flaws);
    }
  } finally {
    await reader.close();
  }
  return { messages, flaws };
}

/** The same for bytes, through a file that goes away with the test. */
export async function readBytes(format: BagFormat, bytes: Uint8Array, wants?: WantsChannel): Promise<ReadPart> {
  return readPart(format, join(await temporaryFiles({ part: bytes }), 'part'), wants);
}

export async function surveyPart(format: BagFormat, path: string): Promise<readonly ChannelCount[]> {
  const reader = await openBagPart(format, { path, name: undefined }, () => false);
  try {
    return await reader.survey();
  } finally {
    await reader.close();
  }
}

export async function surveyBytes(format: BagFormat, bytes: Uint8Array): Promise<readonly ChannelCount[]> {
  return surveyPart(format, join(await temporaryFiles({ part: bytes }), 'part'));
}

/** `topic type` → messages, in the order of the names. */
export function countsOf(survey: readonly ChannelCount[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { channel, messageCount } of survey) {
    const name = `${channel.topic} ${channel.type}`;
    counts[name] = (counts[name] ?? 0) + messageCount;
  }
  return counts;
}

/** The same counted from messages that were read. */
export function countsOfMessages(messages: readonly RecordedMessage[]): Record<string, number> {
  return countsOf(messages.map(({ channel }) => ({ channel, messageCount: 1 })));
}
