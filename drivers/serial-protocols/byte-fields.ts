/** Integers inside a frame. A place outside the frame reads as 0: decoders check the length before they read. */
export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

/** Unsigned 16 bits, high byte first. */
export function u16be(bytes: Uint8Array, at: number): number {
  return (u8(bytes, at) << 8) | u8(bytes, at + 1);
}

/** Signed 16 bits, high byte first. */
export function i16be(bytes: Uint8Array, at: number): number {
  return (u16be(bytes, at) << 16) >> 16;
}

/** Unsigned 32 bits, high byte first. */
export function u32be(bytes: Uint8Array, at: number): number {
  return u16be(bytes, at) * 0x1_00_00 + u16be(bytes, at + 2);
}

/** Unsigned 16 bits, low byte first. */
export function u16le(bytes: Uint8Array, at: number): number {
  return (u8(bytes, at + 1) << 8) | u8(bytes, at);
}

/** Signed 16 bits, low byte first. */
export function i16le(bytes: Uint8Array, at: number): number {
  return (u16le(bytes, at) << 16) >> 16;
}

/** Signed 32 bits, low byte first. */
export function i32le(bytes: Uint8Array, at: number): number {
  return u16le(bytes, at) | (u16le(bytes, at + 2) << 16);
}

/** The words of a block of registers, high byte first: `wordCount` values from `at`. */
export function wordsBe(bytes: Uint8Array, at: number, wordCount: number): number[] {
  return Array.from({ length: wordCount }, (_, index) => u16be(bytes, at + 2 * index));
}

/** Bytes as upper-case hexadecimal with a space between, the form captures are written in. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
