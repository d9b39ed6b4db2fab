import type { HealthIndicator, HealthReading } from '../../contract/health.ts';
import type { Profile } from '../../contract/profile.ts';
import { decimals, roundTo } from '../../contract/rounding.ts';
import type { EvaluatedValue } from './evaluated-values.ts';
import { type LevelState, openingLevel, stepLevel } from './health-level.ts';
import { healthThresholds } from './health-thresholds.ts';
import { severity } from './severity.ts';

/** What an indicator was when it was last evaluated; it stands until it is evaluated again. */
export interface IndicatorMemory extends LevelState {
  readonly severityRatio: number;
  readonly value: number;
  readonly isHeld: boolean;
}

export type HealthMemory = Readonly<Record<string, Readonly<Partial<Record<HealthIndicator, IndicatorMemory>>>>>;

/** What was evaluated now replaces what was; the rest is held, so that a sensor that falls silent takes nothing back (decisions B5). */
export function rememberValues(before: HealthMemory, values: readonly EvaluatedValue[], profile: Profile): HealthMemory {
  const held = Object.entries(before).map(([component, indicators]) => {
    return [component, mapIndicators(indicators, (memory) => ({ ...memory, isHeld: true }))] as const;
  });
  const memory: Record<string, Partial<Record<HealthIndicator, IndicatorMemory>>> = Object.fromEntries(held);
  for (const { component, indicator, value } of values) {
    const severityRatio = roundTo(severity(value, healthThresholds(indicator, profile).thresholds), decimals.ratio);
    const level = stepLevel(before[component]?.[indicator] ?? openingLevel, severityRatio);
    const { [indicator]: _, ...others } = memory[component] ?? {};
    memory[component] = { ...others, [indicator]: { level: level.level, recent: level.recent, severityRatio, value, isHeld: false } };
  }
  return memory;
}

type Indicators = HealthMemory[string];

function mapIndicators(indicators: Indicators, change: (memory: IndicatorMemory) => IndicatorMemory): Indicators {
  return Object.fromEntries(Object.entries(indicators).map(([indicator, memory]) => [indicator, change(memory)]));
}

/** Without the indicators that are simply well: nothing needs to be known of them. */
export function forgetWell(memory: HealthMemory): HealthMemory {
  const noted = Object.entries(memory).map(([component, indicators]) => {
    const kept = Object.entries(indicators).filter(([, one]) => one.severityRatio > 0 || one.level !== 'INFO' || one.recent.includes('1'));
    return [component, Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(noted.filter(([, indicators]) => Object.keys(indicators).length > 0));
}

/** Every indicator at NOTICE or beyond, the worst first. */
export function healthReadings(memory: HealthMemory): readonly HealthReading[] {
  const readings = Object.entries(memory).flatMap(([component, indicators]) => readingsOf(component, indicators));
  return readings.sort((a, b) => a.index - b.index || (a.component < b.component ? -1 : 1));
}

function readingsOf(component: string, indicators: Indicators): HealthReading[] {
  return Object.entries(indicators).flatMap(([indicator, { level, severityRatio, value, isHeld }]) => {
    const index = roundTo(100 * (1 - severityRatio), decimals.index);
    return level === 'INFO' ? [] : [{ component, indicator: indicator as HealthIndicator, level, index, value, isHeld }];
  });
}
