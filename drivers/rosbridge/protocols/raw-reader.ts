import { JointStatePicker } from '../../ros-messages/cdr/joint-state-picker.ts';
import type { RosMessage } from '../../ros-messages/decoding/message-type.ts';
import type { RosGeneration } from '../../ros-messages/definitions/published-definitions.ts';
import { readerFor } from '../../ros-messages/definitions/reader-for.ts';
import { isObject } from './operation.ts';

/** The plain message in a raw one; undefined when it holds no bytes, or bytes that are not exactly one message of the type. Never throws. */
export type RawReader = (raw: unknown) => RosMessage | undefined;

/** Per generation, where the layout of the type is known. */
export type RawReaders = Readonly<Partial<Record<RosGeneration, RawReader>>>;

/**
 * ```
 *  {secs, nsecs, bytes} ─▶ ROS 1 serialisation | CDR ─▶ plain message, as JSON would have given it      secs, nsecs: the bridge's clock
 * ```
 * What reads `cbor-raw` messages of `package/Type`. A joint state of ROS 2 has a reader of its own, because it comes at hundreds of hertz.
 */
export function rawReaders(type: string, generations: readonly RosGeneration[]): RawReaders {
  return Object.fromEntries(
    generations.flatMap((generation) => {
      const read = bytesReader(type, generation);
      return read === undefined ? [] : [[generation, (raw: unknown) => readRaw(raw, read)]];
    }),
  );
}

type BytesReader = (bytes: Uint8Array) => RosMessage | undefined;

function bytesReader(type: string, generation: RosGeneration): BytesReader | undefined {
  if (type !== 'sensor_msgs/JointState' || generation !== 'ros2') return readerFor(type, generation);
  const picker = new JointStatePicker();
  return (bytes) => picker.read(bytes);
}

function readRaw(raw: unknown, read: BytesReader): RosMessage | undefined {
  return isObject(raw) && raw.bytes instanceof Uint8Array ? read(raw.bytes) : undefined;
}
