import { parse } from '@foxglove/rosmsg';
import { MessageReader as Ros1Reader, StandardTypeReader } from '@foxglove/rosmsg-serialization';
import { MessageReader as CdrReader } from '@foxglove/rosmsg2-serialization';
import type { RosMessage } from '../decoding/message-type.ts';
import { publishedDefinitions, type RosGeneration } from './published-definitions.ts';
import { type MessageDefinitions, trustedDefinitions } from './trusted-definitions.ts';

/** Reads one serialised message; undefined when the bytes are not exactly one message of this layout. Never throws. */
export type MessageReader = (bytes: Uint8Array) => RosMessage | undefined;

/** A definition with everything it is made of is some kilobytes; one of this size is none. */
const definitionCharsMax = 500_000;
/** Middleware fills CDR up to a multiple of four. */
const paddingBytesMax = 3;

/**
 * ```
 *  definition of the recording ─┐
 *  published definitions ───────┴▶ checked ─▶ ROS 1 reader | CDR reader ─▶ plain message, or undefined
 * ```
 * The reader of a type, `package/Type` or `package/msg/Type`; undefined when nobody says its layout. A definition that cannot be
 * read is passed over for the published one. A message may hold views into the bytes: decode it before they are used again.
 */
export function readerFor(type: string, generation: RosGeneration, definition?: string): MessageReader | undefined {
  const written = definition === undefined ? undefined : writtenDefinitions(definition, generation);
  const definitions = written ?? publishedDefinitions(shortTypeName(type), generation);
  if (definitions === undefined) return undefined;
  return attempt(() => (generation === 'ros1' ? ros1Reader(definitions) : cdrReader(definitions)));
}

/** `package/Type`, without the `msg` of ROS 2. */
export function shortTypeName(type: string): string {
  return type.replace('/msg/', '/');
}

function writtenDefinitions(text: string, generation: RosGeneration): MessageDefinitions | undefined {
  if (text.trim() === '' || text.length > definitionCharsMax) return undefined;
  const parsed = attempt(() => parse(text, { ros2: generation === 'ros2' }));
  return parsed === undefined ? undefined : trustedDefinitions(parsed);
}

/** ROS 1 has no padding and no length of its own: the layout is right only when the bytes end where it does. */
function ros1Reader(definitions: MessageDefinitions): MessageReader {
  const { reader: Message } = new Ros1Reader(definitions);
  return (bytes) =>
    attempt(() => {
      const cursor = new StandardTypeReader(bytes);
      const message = new Message(cursor);
      return cursor.offset === bytes.byteLength ? (message as RosMessage) : undefined;
    });
}

/** The library checks only the end of the whole buffer, which may hold other messages behind this one. */
function cdrReader(definitions: MessageDefinitions): MessageReader {
  const reader = new CdrReader([...definitions]);
  return (bytes) =>
    attempt(() => {
      const message = reader.readMessage<RosMessage>(bytes);
      const leftBytes = bytes.byteLength - reader.lastReadByteLength();
      return leftBytes >= 0 && leftBytes <= paddingBytesMax ? message : undefined;
    });
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
