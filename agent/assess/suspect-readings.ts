import type { EnvironmentState, Finding } from './environment-grade.ts';
import { isLive, isStuck, type MeasuredName, measuredNames, type Reading, type Readings } from './environment-readings.ts';

/** An ambient sensor further off a board that had hours to cool down is not believed (rule R-7). */
const coldDifferenceMaxK = 15;

/**
 * What the cold start of this boot, or of an earlier one, says of the ambient sensor: true when the two are too far apart. Undefined before
 * any cold start compared them.
 */
export function isColdSuspect(
  { board, coldSuspect }: Pick<EnvironmentState, 'board' | 'coldSuspect'>,
  ambient: Reading | undefined,
  nowMs: number,
): boolean | undefined {
  if (!board || !ambient || !isLive(board, nowMs) || !isLive(ambient, nowMs)) return coldSuspect;
  return Math.abs(ambient.value - board.value) > coldDifferenceMaxK;
}

export interface Suspicion {
  /** The readings without those that are not believed. */
  readonly trusted: Readings;
  readonly suspects: readonly MeasuredName[];
  /** One per suspicion that is new. */
  readonly findings: readonly Finding[];
}

/** Which readings are not believed: stuck for 6 h, or an ambient temperature that a cold start contradicts (rule R-7). */
export function suspectReadings(
  readings: Readings,
  { before, coldSuspect }: { readonly before: readonly MeasuredName[]; readonly coldSuspect: boolean | undefined },
): Suspicion {
  const reasonOf = (name: MeasuredName): string | undefined => {
    if (isStuck(name, readings[name])) return 'stuck';
    return name === 'ambientC' && coldSuspect === true && readings.ambientC !== undefined ? 'coldStart' : undefined;
  };
  const suspects = measuredNames.filter((name) => reasonOf(name) !== undefined);
  const trusted = Object.fromEntries(Object.entries(readings).filter(([name]) => !suspects.includes(name as MeasuredName)));
  const fresh = suspects.filter((name) => !before.includes(name));
  const findings = fresh.map((name): Finding => {
    return { code: 'sensor.suspect', data: { input: name, reason: reasonOf(name) ?? '', value: readings[name]?.value ?? 0 } };
  });
  return { trusted, suspects, findings };
}
