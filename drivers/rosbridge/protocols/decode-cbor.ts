import { type DecodeOptions, decode, type TagDecoder } from 'cborg';

/** An array of numbers over a buffer of its own. */
type NumberArray = new (buffer: ArrayBuffer) => ArrayBufferView;

/**
 * Typed arrays by tag, RFC 8746 §2.1; little endian, as a bridge writes them (facts `interfaces.md` §1.1) and as every processor of
 * ours has them. A byte string without a tag is bytes. Other tags are refused with the message.
 */
const arrayOfTag: Readonly<Record<number, NumberArray>> = {
  64: Uint8Array,
  68: Uint8ClampedArray,
  69: Uint16Array,
  70: Uint32Array,
  71: BigUint64Array,
  72: Int8Array,
  77: Int16Array,
  78: Int32Array,
  79: BigInt64Array,
  85: Float32Array,
  86: Float64Array,
};

const tags: NonNullable<DecodeOptions['tags']> = Object.fromEntries(
  Object.entries(arrayOfTag).map(([tag, ArrayType]): [string, TagDecoder] => [
    tag,
    (inner) => {
      const bytes = inner();
      if (!(bytes instanceof Uint8Array)) throw new TypeError('a typed array is tagged bytes');
      // A copy: the view of a part must begin on a multiple of its element's size.
      return new ArrayType(bytes.slice().buffer);
    },
  ]),
);

/**
 * A CBOR message: integers beyond 2^53 are bigint, NaN and infinities stay, arrays of numbers are typed. Undefined when it is not one
 * whole value with text keys; never throws. What it builds is bounded by the bytes, which the transport bounds.
 */
export function decodeCbor(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { tags });
  } catch {
    return undefined;
  }
}
