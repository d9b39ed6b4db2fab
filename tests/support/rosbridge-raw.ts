import { MessageWriter as Ros1Writer } from '@foxglove/rosmsg-serialization';
import { MessageWriter as CdrWriter } from '@foxglove/rosmsg2-serialization';
import { publishedDefinitions } from '../../drivers/ros-messages/definitions/published-definitions.ts';
import type { BridgeTopic } from './rosbridge-rosapi.ts';
import { type Fields, type Generation, twoPartType } from './rosbridge-wire.ts';

/** For `rawBytesOf` of the test server: what a publisher of this generation puts on its own wire for these topics. */
export function rawWriter(generation: Generation, topics: readonly BridgeTopic[]): (topic: string, message: Fields) => Uint8Array {
  const writers = new Map(topics.map(({ name, type }) => [name, writerOf(generation, twoPartType(type))]));
  return (topic, message) => {
    const write = writers.get(topic);
    if (write === undefined) throw new Error(`${topic} is not one of the robot`);
    return write({ ...message, ...('header' in message ? { header: rawHeader(message.header as Fields) } : {}) });
  };
}

/** The bytes of one message of `package/Type`. */
export function rawBytes(generation: Generation, type: string, message: Fields): Uint8Array {
  return writerOf(generation, type)({ ...message, header: rawHeader(message.header as Fields) });
}

function writerOf(generation: Generation, type: string): (message: Fields) => Uint8Array {
  const definitions = [...(publishedDefinitions(type, generation) ?? [])];
  const writer = generation === 'ros1' ? new Ros1Writer(definitions) : new CdrWriter(definitions);
  return (message) => writer.writeMessage(message);
}

/** The writers have names of their own for the parts of a stamp. */
function rawHeader(header: Fields): Fields {
  const stamp = header.stamp as Readonly<Record<string, number>>;
  const ns = stamp.nsecs ?? stamp.nanosec;
  return { ...header, stamp: { sec: stamp.secs ?? stamp.sec, nsec: ns, nanosec: ns } };
}
