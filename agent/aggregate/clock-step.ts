import type { TimePoint } from '../contract/time.ts';

/** Wall time may drift this much against the steady clock before it is a step (decisions B1). */
const toleranceMs = 2000;
const toleranceRatio = 200e-6;

/**
 * How far the wall clock stepped between two moments, in whole milliseconds; 0 when it did not.
 * |Δwall − Δboottime| > 2 s + 200 ppm is a step (decisions B1). Across boots nothing is known but that time does not run back: a clock
 * that shows less than before was set back by at least the difference.
 */
export function clockStepMs(before: TimePoint, now: TimePoint): number {
  if (before.bootId !== now.bootId) return Math.round(Math.min(0, now.wallMs - before.wallMs));
  const elapsedMs = now.boottimeMs - before.boottimeMs;
  const differenceMs = now.wallMs - before.wallMs - elapsedMs;
  return Math.abs(differenceMs) > toleranceMs + toleranceRatio * Math.abs(elapsedMs) ? Math.round(differenceMs) : 0;
}
