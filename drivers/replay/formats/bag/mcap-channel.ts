import type { TypedMcapRecords } from '@mcap/core';
import { type Generation, plainTypeName, type RecordedChannel } from './recorded-message.ts';

const generations: Readonly<Record<string, Generation>> = { cdr: 'ros2', ros1: 'ros1' };
/** Schema encodings whose text is a message definition; `ros2idl` is another language and is left to the built-in definitions. */
const definitionEncodings: readonly string[] = ['ros2msg', 'ros1msg'];

/** A channel of an MCAP file with its schema as a channel of a recording. */
export function mcapChannel(channel: TypedMcapRecords['Channel'], schema: TypedMcapRecords['Schema'] | undefined): RecordedChannel {
  const hasDefinition = schema !== undefined && schema.data.length > 0 && definitionEncodings.includes(schema.encoding);
  return {
    topic: channel.topic,
    type: plainTypeName(schema?.name ?? ''),
    generation: Object.hasOwn(generations, channel.messageEncoding) ? generations[channel.messageEncoding] : undefined,
    definition: hasDefinition ? new TextDecoder().decode(schema.data) : undefined,
  };
}
