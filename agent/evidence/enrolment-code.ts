import { pbkdf2Sync } from 'node:crypto';

/** Crockford's base32: no I, L, O or U, so that a code survives being read aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS_PER_CHAR = 5n;
const CODE_CHARS = 10;
const HASH_BITS = 256n;
const HASH_BYTES = 32;
/** Fifty bits of a plain hash are a day's work for whoever wants a document of his own to fit; stretched, each try costs this much. */
const STRETCH_COUNT = 100_000;
const STRETCH_SALT = 'robot-risk/enrolment-code/1';
/** Ways in which people write the letters the alphabet leaves out. */
const LOOKALIKES: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' };

/** The first 50 bits of PBKDF2-HMAC-SHA-256 (RFC 8018) of a canonical document: ten characters a person carries from robot to insurer. */
export function enrolmentCode(canonicalText: string): string {
  const digest = BigInt(`0x${pbkdf2Sync(canonicalText, STRETCH_SALT, STRETCH_COUNT, HASH_BYTES, 'sha256').toString('hex')}`);
  return Array.from({ length: CODE_CHARS }, (_, place) => {
    const shift = HASH_BITS - BITS_PER_CHAR * BigInt(place + 1);
    return ALPHABET[Number((digest >> shift) & 31n)];
  }).join('');
}

/** The code as people write it, in two groups. */
export function groupedCode(code: string): string {
  return `${code.slice(0, CODE_CHARS / 2)}-${code.slice(CODE_CHARS / 2)}`;
}

/** A code as it was typed, made plain: any case, with or without dashes and spaces; undefined when it cannot be one. */
export function normaliseCode(typed: string): string | undefined {
  const plain = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll(/[ILO]/g, (letter) => LOOKALIKES[letter] ?? letter);
  const isCode = plain.length === CODE_CHARS && [...plain].every((letter) => ALPHABET.includes(letter));
  return isCode ? plain : undefined;
}
