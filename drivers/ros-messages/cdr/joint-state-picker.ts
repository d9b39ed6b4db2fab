import type { RosMessage } from '../decoding/message-type.ts';
import { CdrCursor } from './cdr-cursor.ts';

/** More joints than any robot has; a longer list is not a joint state. */
const entriesMax = 512;

type Values = Float64Array<ArrayBuffer>;

interface PickedMessage {
  readonly header: { readonly stamp: Record<'sec' | 'nanosec', number> };
  name: readonly string[];
  position: Values;
  velocity: Values;
  effort: Values;
}

/**
 * ```
 *  CDR bytes ─▶ head: byte order ─▶ stamp ─▶ names: same bytes as before? ──yes──▶ the names as they are
 *                                              │no──▶ decoded                         │
 *                                              └──────────────────────────────────────┴▶ three arrays of f64 into reused buffers
 * ```
 * Picks what a decoder needs out of a `sensor_msgs/JointState` of ROS 2, for topics at hundreds of hertz. The message is the picker's own
 * and is overwritten by the next one. Undefined when the bytes are not exactly one joint state; never reads beyond them, never throws.
 */
export class JointStatePicker {
  readonly #cursor = new CdrCursor();
  readonly #message: PickedMessage = {
    header: { stamp: { sec: 0, nanosec: 0 } },
    name: [],
    position: new Float64Array(0),
    velocity: new Float64Array(0),
    effort: new Float64Array(0),
  };
  /** Bytes of the last list of names: its count, and every string with its length, from a four-byte boundary on. */
  #nameBytes = new Uint8Array(0);

  read(bytes: Uint8Array): RosMessage | undefined {
    const cursor = this.#cursor;
    const message = this.#message;
    cursor.open(bytes);
    message.header.stamp.sec = cursor.int32();
    message.header.stamp.nanosec = cursor.uint32();
    cursor.skip(cursor.uint32());
    this.#readNames(bytes);
    message.position = cursor.float64s(message.position, entriesMax);
    message.velocity = cursor.float64s(message.velocity, entriesMax);
    message.effort = cursor.float64s(message.effort, entriesMax);
    return cursor.isAtEnd() ? (message as PickedMessage & RosMessage) : undefined;
  }

  /** A list of names that is the same as before is told by its bytes; else it is walked through and decoded. */
  #readNames(bytes: Uint8Array): void {
    const cursor = this.#cursor;
    const begin = cursor.align4();
    if (cursor.isSound && startsWith(bytes, begin, this.#nameBytes)) {
      cursor.skip(this.#nameBytes.length);
      return;
    }
    const count = cursor.uint32();
    const names: string[] = [];
    if (count > entriesMax) cursor.fail();
    for (let entry = 0; entry < count && cursor.isSound; entry++) names.push(cursor.text());
    if (!cursor.isSound) return;
    this.#message.name = names;
    this.#nameBytes = bytes.slice(begin, cursor.offset);
  }
}

function startsWith(bytes: Uint8Array, begin: number, part: Uint8Array): boolean {
  if (part.length === 0 || begin + part.length > bytes.length) return false;
  for (let index = 0; index < part.length; index++) if (bytes[begin + index] !== part[index]) return false;
  return true;
}
