import type { Unit } from '../../contract/signal.ts';
import { type Component, type SignalName, signalSpec } from '../../contract/signal.ts';

/**
 * Decimals the sample lane keeps per house unit: one digit finer than what good sensors of robots resolve (encoders 0.1 mrad, current
 * 5 mA, pack voltage 10 mV, motor temperature 1 °C), so that a mean over a window loses nothing.
 */
export const unitDecimals: Readonly<Record<Unit, number>> = {
  rad: 5,
  'rad/s': 4,
  'rad/s2': 3,
  N: 2,
  'N.m': 3,
  A: 3,
  V: 3,
  C: 2,
  ratio: 4,
  m: 5,
  'm/s': 4,
  'm/s2': 3,
  ms: 0,
  count: 2,
  Ah: 3,
  Wh: 2,
  W: 2,
  Pa: 0,
  lx: 1,
};

const decimalsMax = 6;

/** Decimals of one signal; the most there are when nobody knows its unit. */
export function decimalsOf(component: Component, signal: SignalName): number {
  const unit = signalSpec(component, signal)?.unit;
  return unit === undefined ? decimalsMax : unitDecimals[unit];
}
