import { type HealthLevel, healthLevels } from '../../contract/health.ts';

/** Level and the last evaluations of one indicator: `1` where an evaluation alone would have been an ALARM, the newest last. */
export interface LevelState {
  readonly level: HealthLevel;
  readonly recent: string;
}

export const openingLevel: LevelState = { level: 'INFO', recent: '' };

/** Severity at which each level begins (risk model §4). */
const beginsAt: Readonly<Record<HealthLevel, number>> = { INFO: 0, NOTICE: 0.25, WARN: 0.5, ALARM: 0.8 };
/** An ALARM needs so many of the last evaluations. */
const alarmCountMin = 3;
const recentCount = 5;
/** A level is left only 20 % below where it begins. */
const clearsBelow: Readonly<Record<HealthLevel, number>> = { INFO: 0, NOTICE: 0.2, WARN: 0.4, ALARM: 0.64 };

/** The level of this severity alone. */
export function levelOf(severityRatio: number): HealthLevel {
  return healthLevels.findLast((level) => severityRatio >= beginsAt[level]) ?? 'INFO';
}

/** One evaluation: ALARM after 3 of 5, every level cleared with 20 % hysteresis. */
export function stepLevel(before: LevelState, severityRatio: number): LevelState {
  const alone = levelOf(severityRatio);
  const recent = `${before.recent}${alone === 'ALARM' ? 1 : 0}`.slice(-recentCount);
  const isPersistent = recent.replaceAll('0', '').length >= alarmCountMin;
  const reached = alone === 'ALARM' && !isPersistent ? 'WARN' : alone;
  const kept = healthLevels.findLast((level) => !isWorse(level, before.level) && severityRatio >= clearsBelow[level]);
  return { level: kept !== undefined && isWorse(kept, reached) ? kept : reached, recent };
}

/** True when the first is further on than the second. */
export function isWorse(one: HealthLevel, other: HealthLevel): boolean {
  return healthLevels.indexOf(one) > healthLevels.indexOf(other);
}
