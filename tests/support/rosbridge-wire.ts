import { type EncodeOptions, encode, Token, Type } from 'cborg';

export type Generation = 'ros1' | 'ros2';
export type Compression = 'none' | 'cbor' | 'cbor-raw';
export type Fields = Readonly<Record<string, unknown>>;

/** Types whose JSON a bridge can write and whose CBOR it cannot: it raises on its own side and sends nothing (facts §0.7, field behaviour §1). */
const cborFails: Readonly<Record<Generation, readonly string[]>> = {
  ros1: ['sensor_msgs/JointState'],
  ros2: ['sensor_msgs/Imu', 'diagnostic_msgs/DiagnosticArray', 'unitree_hg/LowState', 'unitree_go/LowState'],
};

const nsPerMs = 1_000_000;

/** A stamp as this generation writes it. */
export function stampOf(generation: Generation, wallMs: number): Fields {
  const second = Math.floor(wallMs / 1000);
  const ns = Math.round((wallMs - second * 1000) * nsPerMs);
  return generation === 'ros1' ? { secs: second, nsecs: ns } : { sec: second, nanosec: ns };
}

/** `package/msg/Type` and `package/Type` as `package/Type`. */
export function twoPartType(type: string): string {
  return type.replace('/msg/', '/');
}

/** What a bridge of this generation sends for a type it was asked for: a ROS 1 bridge knows two parts only, a ROS 2 bridge both forms. */
export function typeMatches(generation: Generation, asked: string | undefined, live: string): boolean {
  if (asked === undefined) return true;
  return generation === 'ros1' ? asked === twoPartType(live) : twoPartType(asked) === twoPartType(live);
}

export function cborWorks(generation: Generation, type: string): boolean {
  return !cborFails[generation].includes(twoPartType(type));
}

/** JSON as the bridge writes it: no number is `null`, or a bare literal where `bareNumbers`; bytes are base64, other typed arrays plain ones. */
export function jsonOf(value: unknown, bareNumbers: boolean): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return bareNumbers ? String(value) : 'null';
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (ArrayBuffer.isView(value)) return jsonOf(Array.from(value as unknown as ArrayLike<number>), bareNumbers);
  if (Array.isArray(value)) return `[${value.map((one) => jsonOf(one, bareNumbers)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${jsonOf(one, bareNumbers)}`).join(',')}}`;
}

const arrayTags: Readonly<Record<string, number>> = {
  Uint16Array: 69,
  Uint32Array: 70,
  BigUint64Array: 71,
  Int8Array: 72,
  Int16Array: 77,
  Int32Array: 78,
  BigInt64Array: 79,
  Float32Array: 85,
  Float64Array: 86,
};

const typeEncoders: NonNullable<EncodeOptions['typeEncoders']> = Object.fromEntries(
  Object.entries(arrayTags).map(([name, tag]) => [name, (array: ArrayBufferView) => taggedBytes(tag, array)]),
);

function taggedBytes(tag: number, { buffer, byteOffset, byteLength }: ArrayBufferView): Token[] {
  return [new Token(Type.tag, tag), new Token(Type.bytes, new Uint8Array(buffer, byteOffset, byteLength))];
}

/** CBOR as the bridge writes it: an array of numbers is a typed array (float64 unless it is one already), bytes are a byte string. */
export function cborOf(value: unknown): Uint8Array {
  return encode(withTypedArrays(value), { typeEncoders });
}

function withTypedArrays(value: unknown): unknown {
  if (ArrayBuffer.isView(value) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const isNumeric = value.length > 0 && value.every((one) => typeof one === 'number');
    return isNumeric ? Float64Array.from(value) : value.map(withTypedArrays);
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTypedArrays(one)]));
}

/** The fragments of a text: `total` is a float, as a ROS 2 bridge computes it: (length − 1) / size + 1. */
export function fragmentsOf(text: string, chars: number, id: unknown): Fields[] {
  const total = (text.length - 1) / chars + 1;
  const count = Math.floor(total);
  return Array.from({ length: count }, (_, num) => ({ op: 'fragment', id, data: text.slice(num * chars, (num + 1) * chars), num, total }));
}

/** How long texts are split: the id is what the bridge gives to messages that have none. */
export interface Fragmentation {
  readonly chars: number;
  readonly id: number | string;
}

/** A text, or its fragments where it is longer than one. */
export function piecesOf(text: string, split: Fragmentation | undefined): readonly string[] {
  if (split === undefined || text.length <= split.chars) return [text];
  return fragmentsOf(text, split.chars, split.id).map((fragment) => JSON.stringify(fragment));
}
