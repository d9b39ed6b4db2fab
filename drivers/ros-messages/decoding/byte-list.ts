import { arrayOf, numberOf } from './read-field.ts';

/** Longer than any list of bytes a decoder asks for; what is longer is not looked at. */
const textCharsMax = 4096;

/**
 * A `uint8[]` of a message as numbers, whichever way it came: an array, a typed array, or the base64 text that rosbridge makes of it in
 * JSON. Empty for anything else; an entry that is no number is NaN.
 */
export function byteList(value: unknown): number[] {
  if (typeof value === 'string') return bytesOfBase64(value);
  return Array.from(arrayOf(value), numberOf);
}

function bytesOfBase64(text: string): number[] {
  if (text.length > textCharsMax || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return [];
  return Array.from(atob(text), (char) => char.charCodeAt(0));
}
