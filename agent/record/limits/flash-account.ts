import { readFileSync } from 'node:fs';
import type { FlashWear } from '../../contract/storage-status.ts';
import { type Knowable, unknown } from '../../contract/unknown.ts';

/** What the wear estimate assumes, said wherever it is shown; a datasheet of the part in the robot says better. */
export const flashAssumptions = {
  /** A common 8 GB eMMC of 3,000 cycles: 24 TB of erased blocks. */
  enduranceTb: 24,
  /** What the part erases for each byte it is given: small synchronous writes are its worst case. */
  amplificationRatio: 4,
} as const;

/** Shorter than this the rate says more of the start than of the robot. */
export const observedMsMin = 600_000;

const dayMs = 86_400_000;
const yearDays = 365.25;

export interface FlashReading {
  readonly atMs: number;
  readonly writtenBytes: number;
}

/** Rate and wear from two readings of one process; unknown before it has run for `observedMsMin`, or where nobody counts. */
export function flashWear(first: Knowable<FlashReading>, now: Knowable<FlashReading>): Knowable<FlashWear> {
  if ('unknown' in first) return first;
  if ('unknown' in now) return now;
  const observedMs = now.atMs - first.atMs;
  if (observedMs < observedMsMin) return unknown('insufficientData');
  const bytesPerDay = Math.round(((now.writtenBytes - first.writtenBytes) * dayMs) / observedMs);
  const lifeDays = (flashAssumptions.enduranceTb * 1e12) / flashAssumptions.amplificationRatio / Math.max(1, bytesPerDay);
  return { writtenBytes: now.writtenBytes, bytesPerDay, lifeYears: Math.round((lifeDays / yearDays) * 10) / 10, assumed: flashAssumptions };
}

/**
 * Bytes this process has caused to be written to storage: pages of the write-ahead log, checkpoints, and everything else it writes. Linux
 * counts them in `write_bytes` (proc(5)); unknown on other systems.
 */
export function readFlash(atMs: number, path = '/proc/self/io'): Knowable<FlashReading> {
  try {
    const written = /^write_bytes: (\d+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
    return written === undefined ? unknown('notReported') : { atMs, writtenBytes: Number(written) };
  } catch {
    return unknown('notReported');
  }
}
