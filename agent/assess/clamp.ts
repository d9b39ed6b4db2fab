/** `value` kept within the range. */
export function clamp(value: number, range: { readonly minRatio: number; readonly maxRatio: number }): number {
  return Math.min(range.maxRatio, Math.max(range.minRatio, value));
}
