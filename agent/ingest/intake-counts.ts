import type { Flaw } from '../contract/driver.ts';

/** Places kept per code, so that a person can find the first ones; the count goes on. */
const placesKeptMax = 3;

export interface FlawCount {
  count: number;
  discardedCount: number;
  readonly places: string[];
}

/** What came in from one source and what was wrong with it; part of the saved state, so plain data. */
export interface IntakeCounts {
  frameCount: number;
  messageCount: number;
  cellOutOfRangeCount: number;
  readonly flaws: Record<string, FlawCount>;
}

export function openingIntakeCounts(): IntakeCounts {
  return { frameCount: 0, messageCount: 0, cellOutOfRangeCount: 0, flaws: {} };
}

/** Counts a flaw under its code and keeps its place while there is room. */
export function countFlaw(counts: IntakeCounts, flaw: Flaw): void {
  let entry = counts.flaws[flaw.code];
  if (entry === undefined) {
    entry = { count: 0, discardedCount: 0, places: [] };
    counts.flaws[flaw.code] = entry;
  }
  entry.count++;
  if (flaw.discarded) entry.discardedCount++;
  if (entry.places.length < placesKeptMax) entry.places.push(`${flaw.place}: ${flaw.text}`);
}
