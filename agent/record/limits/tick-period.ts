/** A lane this full makes the tick period at least this long (decisions D6). */
export const thinningLevels = [
  { fromRatio: 0, periodMs: 0 },
  { fromRatio: 0.7, periodMs: 600_000 },
  { fromRatio: 0.85, periodMs: 3_600_000 },
  { fromRatio: 0.95, periodMs: 21_600_000 },
] as const;

/** A level is left only this far below where it is entered, so that a lane about a threshold does not write a record at every tick. */
export const thinningHysteresisRatio = 0.05;

export interface TickPeriod {
  /** Index into `thinningLevels`. */
  readonly levelIndex: number;
  readonly periodMs: number;
}

/** The tick period that holds from now on, from the level before and how full the lane is; never shorter than the configured one. */
export function tickPeriodStep(levelIndex: number, lane: { readonly fillRatio: number; readonly configuredMs: number }): TickPeriod {
  const enteredIndex = levelAt(lane.fillRatio);
  const heldIndex = levelAt(lane.fillRatio + thinningHysteresisRatio);
  const nextIndex = Math.max(enteredIndex, Math.min(levelIndex, heldIndex));
  return { levelIndex: nextIndex, periodMs: Math.max(lane.configuredMs, thinningLevels[nextIndex]?.periodMs ?? 0) };
}

function levelAt(fillRatio: number): number {
  return Math.max(
    0,
    thinningLevels.findLastIndex(({ fromRatio }) => fillRatio >= fromRatio),
  );
}
