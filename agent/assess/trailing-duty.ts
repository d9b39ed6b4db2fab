import { decimals, roundTo } from '../contract/rounding.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';
import type { UsageCounters } from '../contract/usage.ts';

/** A shift is this much time powered on, whenever it was: no clock is asked, so none can be turned to choose the days that count. */
export const shiftMs = 28_800_000;
/** So many last shifts are remembered: about a month of working days. */
export const shiftCountMax = 30;
/** The share of shifts whose duty is not above the one assumed: P75 (risk model §3.5.3). */
const percentileRatio = 0.75;

/** How much of its time powered on the robot operated, shift by shift; plain JSON. */
export interface DutyState {
  /** Of the shift that goes on. */
  readonly powerOnMs: number;
  readonly operatingMs: number;
  /** Operating / powered on of the last shifts, oldest first, 0…1, to three decimals. */
  readonly shiftRatios: readonly number[];
}

export const openingDuty: DutyState = { powerOnMs: 0, operatingMs: 0, shiftRatios: [] };

type Hours = Pick<UsageCounters, 'powerOnMs' | 'operatingMs'>;

/**
 * Adds the hours of one report, from its opening to its closing counters; a shift ends with the report in which it is complete. So the duty
 * of a report's end follows from the duty of its beginning and the counters it prints.
 */
export function stepDuty({ powerOnMs, operatingMs, shiftRatios }: DutyState, opening: Hours, closing: Hours): DutyState {
  const onMs = powerOnMs + closing.powerOnMs - opening.powerOnMs;
  const workedMs = operatingMs + closing.operatingMs - opening.operatingMs;
  if (onMs < shiftMs) return { powerOnMs: onMs, operatingMs: workedMs, shiftRatios };
  const ratio = roundTo(Math.min(1, workedMs / onMs), decimals.score);
  return { powerOnMs: 0, operatingMs: 0, shiftRatios: [...shiftRatios, ratio].slice(-shiftCountMax) };
}

/** P75 of the last shifts by nearest rank; of a robot without a whole shift its lifetime's; unknown before it was ever powered on. */
export function trailingDutyRatio(duty: DutyState | undefined, lifetime: Hours): Knowable<number> {
  const ratios = [...(duty?.shiftRatios ?? [])].sort((a, b) => a - b);
  const ranked = ratios[Math.ceil(percentileRatio * ratios.length) - 1];
  if (ranked !== undefined) return ranked;
  return lifetime.powerOnMs === 0 ? unknown('insufficientData') : lifetime.operatingMs / lifetime.powerOnMs;
}
