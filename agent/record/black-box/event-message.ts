import type { Message } from '../../contract/message.ts';

/** A message of the robot as one ROS 2 message: kind and source to plot by, everything else as JSON text. */
export const eventMessageType = {
  name: 'robot_risk/msg/Event',
  definition: ['string kind', 'string source_id', '# the message as JSON, without its time', 'string json'].join('\n'),
} as const;

/** Longer texts of a robot are cut: a message is evidence of a state, not a place for logs. */
const jsonCharsMax = 4096;

export function encodeEvent(message: Message): Uint8Array {
  const { kind, sourceId, time: _, ...rest } = message;
  const texts = [kind, sourceId, JSON.stringify(rest).slice(0, jsonCharsMax)].map((text) => Buffer.from(`${text}\0`, 'utf8'));
  const parts: Uint8Array[] = [Uint8Array.of(0, 1, 0, 0)];
  let at = 0;
  for (const text of texts) {
    const gapBytes = (4 - (at % 4)) % 4;
    const length = Buffer.alloc(gapBytes + 4);
    length.writeUInt32LE(text.length, gapBytes);
    parts.push(length, text);
    at += gapBytes + 4 + text.length;
  }
  return Buffer.concat(parts);
}
