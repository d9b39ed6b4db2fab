import type { HealthIndicator, HealthLevel, ThresholdSource } from '../../contract/health.ts';
import type { Profile } from '../../contract/profile.ts';
import { decimals, roundTo } from '../../contract/rounding.ts';
import type { EvaluatedValue } from './evaluated-values.ts';
import { isWorse } from './health-level.ts';
import type { HealthMemory } from './health-memory.ts';
import { clearedText, raisedText } from './health-messages.ts';
import { healthThresholds } from './health-thresholds.ts';
import type { Thresholds } from './severity.ts';

/** What a `health.advice` record says. */
export interface HealthAdvice {
  /** `lowered`: it still stands, a level below. */
  readonly what: 'raised' | 'lowered' | 'cleared';
  readonly component: string;
  readonly indicator: HealthIndicator;
  readonly level: HealthLevel;
  readonly value: number;
  readonly thresholds: Thresholds;
  readonly thresholdSource: ThresholdSource;
  readonly textEn: string;
  readonly textZh: string;
}

interface AdviceInput {
  readonly before: HealthMemory;
  readonly after: HealthMemory;
  readonly values: readonly EvaluatedValue[];
  readonly profile: Profile;
}

/** Advice begins at this level; wear of a gear is told early, because it can be planned for (risk model §4.4). */
const advisedFrom = (indicator: HealthIndicator): HealthLevel => (indicator === 'J10' ? 'NOTICE' : 'WARN');

/** What is raised, lowered and cleared by this evaluation. An indicator that was not evaluated says nothing: its advice stands. */
export function healthAdvice({ before, after, values, profile }: AdviceInput): HealthAdvice[] {
  return values.flatMap(({ component, indicator, value }) => {
    const levelBefore = before[component]?.[indicator]?.level ?? 'INFO';
    const level = after[component]?.[indicator]?.level ?? 'INFO';
    const what = changeOf(indicator, levelBefore, level);
    if (what === undefined) return [];
    const { thresholds, source } = healthThresholds(indicator, profile);
    const limit = source === 'maker' ? (profile.ratings?.motorTemperatureMaxC ?? thresholds[2]) : thresholds[2];
    const text =
      what === 'cleared' ? clearedText({ component, indicator }) : raisedText({ component, indicator, level, value, limit, source });
    const [a, b, c] = thresholds;
    const rounded: Thresholds = [roundTo(a, decimals.value), roundTo(b, decimals.value), roundTo(c, decimals.value)];
    return [{ what, component, indicator, level, value, thresholds: rounded, thresholdSource: source, textEn: text.en, textZh: text.zh }];
  });
}

function changeOf(indicator: HealthIndicator, before: HealthLevel, now: HealthLevel): HealthAdvice['what'] | undefined {
  const isAdvised = (level: HealthLevel): boolean => !isWorse(advisedFrom(indicator), level);
  if (before === now || (!isAdvised(before) && !isAdvised(now))) return undefined;
  if (!isAdvised(now)) return 'cleared';
  return isWorse(now, before) ? 'raised' : 'lowered';
}
