import type { FrameFiller } from './frame-filler.ts';
import { numberOf } from './read-field.ts';

/**
 * One signal of all parts from a list in the order of the parts; `factor` makes house units of it. What the list has too many is left
 * out, what it has too few stays missing.
 */
export function fillColumn(
  filler: FrameFiller,
  signalIndex: number,
  { values, factor = 1 }: { values: ArrayLike<unknown>; factor?: number },
): void {
  const count = Math.min(values.length, filler.layout.parts.length);
  for (let part = 0; part < count; part++) filler.set(signalIndex, part, numberOf(values[part]) * factor);
}
