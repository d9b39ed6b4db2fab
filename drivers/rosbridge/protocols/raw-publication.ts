import type { RosMessage } from '../../ros-messages/decoding/message-type.ts';

/** Major types of RFC 8949 §3.1. */
const [unsigned, byteString, text, map] = [0, 2, 3, 5];
const textCharsMax = 256;

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/**
 * ```
 *  {op: "publish", topic, msg: {secs, nsecs, bytes}} ─▶ the same, `bytes` a view      anything else ─▶ undefined: for the whole reader
 * ```
 * The one CBOR message that comes hundreds of times a second; a reader of all CBOR takes half of the driver's time for it. Keys in any order,
 * lengths definite, texts ASCII, as bridges write them. What it reads, `decodeCbor` reads the same. Never throws.
 */
export function readRawPublication(bytes: Uint8Array): RosMessage | undefined {
  const cursor: Cursor = { bytes, at: 0 };
  if (argument(cursor, map) !== 3) return undefined;
  let [op, topic, msg]: (string | RosMessage | undefined)[] = [];
  for (let field = 0; field < 3; field++) {
    const key = textAt(cursor);
    if (key === 'op') op = textAt(cursor);
    else if (key === 'topic') topic = textAt(cursor);
    else if (key === 'msg') msg = rawMessage(cursor);
    else return undefined;
  }
  const isWhole = cursor.at === bytes.length && topic !== undefined && msg !== undefined;
  return isWhole && op === 'publish' ? { op, topic, msg } : undefined;
}

function rawMessage(cursor: Cursor): RosMessage | undefined {
  if (argument(cursor, map) !== 3) return undefined;
  let [secs, nsecs] = [-1, -1];
  let bytes: Uint8Array | undefined;
  for (let field = 0; field < 3; field++) {
    const key = textAt(cursor);
    if (key === 'secs') secs = argument(cursor, unsigned);
    else if (key === 'nsecs') nsecs = argument(cursor, unsigned);
    else if (key === 'bytes') bytes = part(cursor, byteString);
    else return undefined;
  }
  return secs >= 0 && nsecs >= 0 && bytes !== undefined ? { secs, nsecs, bytes } : undefined;
}

/** The number in the head of an item of this major type; −1 when it is another one, or longer than four bytes. */
function argument(cursor: Cursor, major: number): number {
  const first = cursor.bytes[cursor.at++] ?? -1;
  if (first >> 5 !== major) return -1;
  const low = first & 31;
  if (low < 24) return low;
  const lengthBytes = low === 24 ? 1 : low === 25 ? 2 : low === 26 ? 4 : 0;
  if (lengthBytes === 0 || cursor.at + lengthBytes > cursor.bytes.length) return -1;
  let value = 0;
  for (let index = 0; index < lengthBytes; index++) value = value * 256 + (cursor.bytes[cursor.at++] ?? 0);
  return value;
}

/** Never a Buffer, even of one: whose `slice` is a view, where readers of messages rely on a copy. */
function part(cursor: Cursor, major: number): Uint8Array | undefined {
  const lengthBytes = argument(cursor, major);
  const begin = cursor.at;
  if (lengthBytes < 0 || begin + lengthBytes > cursor.bytes.length) return undefined;
  cursor.at += lengthBytes;
  return new Uint8Array(cursor.bytes.buffer, cursor.bytes.byteOffset + begin, lengthBytes);
}

function textAt(cursor: Cursor): string | undefined {
  const lengthBytes = argument(cursor, text);
  if (lengthBytes < 0 || lengthBytes > textCharsMax || cursor.at + lengthBytes > cursor.bytes.length) return undefined;
  let value = '';
  for (let index = 0; index < lengthBytes; index++) {
    const code = cursor.bytes[cursor.at++] ?? 0;
    if (code >= 0x80) return undefined;
    value += String.fromCharCode(code);
  }
  return value;
}
