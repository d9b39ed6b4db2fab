import type { TimePoint } from '../contract/time.ts';

/** Wall time may drift this much against the steady clock before it is a step (decisions B1). */
const toleranceMs = 2000;
const toleranceRatio = 200e-6;

/**
 * How far the wall clock stepped between two moments of the same boot, in whole milliseconds; 0 when it did not.
 * |Δwall − Δboottime| > 2 s + 200 ppm is a step (decisions B1).
 */
export function clockStepMs(before: TimePoint, now: TimePoint): number {
  if (before.bootId !== now.bootId) return 0;
  const elapsedMs = now.boottimeMs - before.boottimeMs;
  const differenceMs = now.wallMs - before.wallMs - elapsedMs;
  return Math.abs(differenceMs) > toleranceMs + toleranceRatio * Math.abs(elapsedMs) ? Math.round(differenceMs) : 0;
}
