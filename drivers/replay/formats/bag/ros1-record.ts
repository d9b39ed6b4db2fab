import { chunkBytesMax } from './decompress.ts';

/**
 * One record of a ROS 1 bag, version 2.0: a header of `name=value` fields and a body, each with its length before it.
 * Source: ROS wiki, Bags/Format/2.0.
 */
export interface Ros1Record {
  readonly kind: Ros1Kind;
  readonly fields: Ros1Fields;
  /** What stands before the body, with both lengths, and the body alone. */
  readonly headBytes: number;
  readonly bodyBytes: number;
}

export type Ros1Fields = ReadonlyMap<string, Uint8Array>;

export type Ros1Kind = 'message' | 'bagHeader' | 'index' | 'chunk' | 'chunkSummary' | 'connection';

const kinds: readonly (Ros1Kind | undefined)[] = [
  undefined,
  undefined,
  'message',
  'bagHeader',
  'index',
  'chunk',
  'chunkSummary',
  'connection',
];

/** A record's header holds a handful of short fields; beyond this its length is taken for damage. */
export const ros1HeaderBytesMax = 65_536;
export const ros1BodyBytesMax = chunkBytesMax;
const lengthBytes = 4;
const equalsSign = '='.charCodeAt(0);
const text = new TextDecoder();

/**
 * The head of the record that begins in these bytes; `incomplete` when they end before its body begins, `damaged` when this cannot
 * be a record. Never throws.
 */
export function readRos1Head(bytes: Uint8Array): Ros1Record | 'incomplete' | 'damaged' {
  if (bytes.length < lengthBytes) return 'incomplete';
  const headerLength = uint32(bytes, 0);
  if (headerLength > ros1HeaderBytesMax) return 'damaged';
  const headBytes = lengthBytes + headerLength + lengthBytes;
  if (bytes.length < headBytes) return 'incomplete';
  const fields = readRos1Fields(bytes.subarray(lengthBytes, lengthBytes + headerLength));
  const kind = kinds[fields?.get('op')?.[0] ?? 0];
  if (fields === undefined || kind === undefined) return 'damaged';
  return { kind, fields, headBytes, bodyBytes: uint32(bytes, headBytes - lengthBytes) };
}

/** `name=value` fields, each with its length before it; undefined when they do not fit. */
export function readRos1Fields(bytes: Uint8Array): Ros1Fields | undefined {
  const fields = new Map<string, Uint8Array>();
  let offset = 0;
  while (offset < bytes.length) {
    if (offset + lengthBytes > bytes.length) return undefined;
    const end = offset + lengthBytes + uint32(bytes, offset);
    const field = bytes.subarray(offset + lengthBytes, end);
    const equals = field.indexOf(equalsSign);
    if (end > bytes.length || equals < 0) return undefined;
    fields.set(text.decode(field.subarray(0, equals)), field.subarray(equals + 1));
    offset = end;
  }
  return fields;
}

export function fieldText(fields: Ros1Fields, name: string): string | undefined {
  const value = fields.get(name);
  return value === undefined ? undefined : text.decode(value);
}

/** A field of four bytes as a whole number; undefined when it is absent or of another size. */
export function fieldUint32(fields: Ros1Fields, name: string): number | undefined {
  const value = fields.get(name);
  return value?.length === lengthBytes ? uint32(value, 0) : undefined;
}

/** A time field as nanoseconds since 1970; undefined when it is absent or of another size. */
export function fieldTimeNs(fields: Ros1Fields, name: string): bigint | undefined {
  const value = fields.get(name);
  if (value?.length !== 2 * lengthBytes) return undefined;
  return BigInt(uint32(value, 0)) * 1_000_000_000n + BigInt(uint32(value, lengthBytes));
}

/** A field of eight bytes as a place in the file; undefined when it is absent or of another size. */
export function fieldOffset(fields: Ros1Fields, name: string): number | undefined {
  const value = fields.get(name);
  if (value?.length !== 2 * lengthBytes) return undefined;
  return uint32(value, lengthBytes) * 2 ** 32 + uint32(value, 0);
}

/** Little endian; the bytes must be there. */
export function uint32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true);
}
