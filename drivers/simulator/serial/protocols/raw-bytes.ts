/** An integer as two bytes, high byte first; negative ones in two's complement. */
export function be16(value: number): [number, number] {
  return [(value >> 8) & 0xff, value & 0xff];
}

/** An integer as four bytes, high byte first. */
export function be32(value: number): number[] {
  return [...be16(value >>> 16), ...be16(value)];
}

/** An integer as two bytes, low byte first; negative ones in two's complement. */
export function le16(value: number): [number, number] {
  return [value & 0xff, (value >> 8) & 0xff];
}

/** An integer as four bytes, low byte first; negative ones in two's complement. */
export function le32(value: number): number[] {
  return [...le16(value), ...le16(value >> 16)];
}

/** How often `step` fits into a value: the raw count a device sends, never below `least`. */
export function countOf(value: number, step: number, least = 0): number {
  return Math.max(least, Math.round(value / step));
}
