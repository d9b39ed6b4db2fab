import type { HealthIndicator, HealthLevel, HealthNote, ThresholdSource } from '../../contract/health.ts';
import type { Profile } from '../../contract/profile.ts';
import { decimals, roundTo } from '../../contract/rounding.ts';
import type { EvaluatedValue } from './evaluated-values.ts';
import { isWorse } from './health-level.ts';
import { type HealthMemory, healthReadings } from './health-memory.ts';
import { type AdviceFacts, type BilingualText, clearedText, raisedText } from './health-messages.ts';
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
const isAdvised = (indicator: HealthIndicator, level: HealthLevel): boolean => !isWorse(advisedFrom(indicator), level);

/** What is raised, lowered and cleared by this evaluation. An indicator that was not evaluated says nothing: its advice stands. */
export function healthAdvice({ before, after, values, profile }: AdviceInput): HealthAdvice[] {
  return values.flatMap(({ component, indicator, value }) => {
    const levelBefore = before[component]?.[indicator]?.level ?? 'INFO';
    const level = after[component]?.[indicator]?.level ?? 'INFO';
    const what = changeOf(indicator, levelBefore, level);
    if (what === undefined) return [];
    const { thresholds, source } = healthThresholds(indicator, profile);
    const text = what === 'cleared' ? clearedText({ component, indicator }) : adviceText({ component, indicator, level, value }, profile);
    const [a, b, c] = thresholds;
    const rounded: Thresholds = [roundTo(a, decimals.value), roundTo(b, decimals.value), roundTo(c, decimals.value)];
    return [{ what, component, indicator, level, value, thresholds: rounded, thresholdSource: source, textEn: text.en, textZh: text.zh }];
  });
}

/** The advice that stands, the worst first. */
export function standingAdvice(memory: HealthMemory, profile: Profile): readonly HealthNote[] {
  const advised = healthReadings(memory).filter(({ indicator, level }) => isAdvised(indicator, level));
  return advised.map((reading) => {
    const { en: textEn, zh: textZh } = adviceText(reading, profile);
    const { component, indicator, level } = reading;
    return { component, indicator, level, textEn, textZh };
  });
}

function adviceText(said: Omit<AdviceFacts, 'limit' | 'source'>, profile: Profile): BilingualText {
  const { thresholds, source } = healthThresholds(said.indicator, profile);
  const limit = source === 'maker' ? (profile.ratings?.motorTemperatureMaxC ?? thresholds[2]) : thresholds[2];
  return raisedText({ ...said, limit, source });
}

function changeOf(indicator: HealthIndicator, before: HealthLevel, now: HealthLevel): HealthAdvice['what'] | undefined {
  if (before === now || (!isAdvised(indicator, before) && !isAdvised(indicator, now))) return undefined;
  if (!isAdvised(indicator, now)) return 'cleared';
  return isWorse(now, before) ? 'raised' : 'lowered';
}
