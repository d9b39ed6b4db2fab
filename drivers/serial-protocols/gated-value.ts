import { type Component, signalSpec } from '../../agent/contract/signal.ts';
import { type Knowable, unknown } from '../../agent/contract/unknown.ts';

/** A value in house units when it lies in the signal's plausible range, else unknown `outOfRange`. */
export function gatedValue(component: Component, signal: string, value: number): Knowable<number> {
  const range = signalSpec(component, signal)?.range;
  if (range === undefined) return unknown('notReported');
  return value >= range[0] && value <= range[1] ? value : unknown('outOfRange');
}
