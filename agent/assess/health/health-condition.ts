import {
  type HealthCondition,
  type HealthIndicator,
  type HealthIndices,
  type HealthReading,
  type HealthUnknown,
  healthIndicators,
  type IndicatorStanding,
} from '../../contract/health.ts';
import type { Profile } from '../../contract/profile.ts';
import { unknown } from '../../contract/unknown.ts';
import { standingAdvice } from './health-advice.ts';
import { healthReadings } from './health-memory.ts';
import { healthText } from './health-messages.ts';
import { conditionUnknown, readingText, standingText } from './health-standing-messages.ts';
import { jointRatings } from './health-thresholds.ts';
import type { HealthState } from './health-watch.ts';
import type { JointRating } from './joint-gauge.ts';

/**
 * The condition of now: the index as the last record has it (`indices`), which is the one in force; readings, advice and what is unknown and
 * why as the last evaluation left them.
 */
export function healthCondition(state: HealthState, indices: HealthIndices | undefined, profile: Profile): HealthCondition {
  const advice = standingAdvice(state.memory, profile);
  const indicators = healthIndicators.map((indicator) => standingOf(indicator, state, profile));
  if (indices === undefined) {
    const reason = state.evaluated === undefined ? 'learning' : 'notReported';
    const { en: textEn, zh: textZh } = conditionUnknown[reason];
    return { index: unknown(reason), textEn, textZh, readings: [], advice, indicators };
  }
  const { en: textEn, zh: textZh } = healthText(indices);
  return { index: indices.index, textEn, textZh, readings: healthReadings(state.memory).map(noteOf), advice, indicators };
}

function noteOf(reading: HealthReading): HealthCondition['readings'][number] {
  const { component, indicator, level } = reading;
  const { en: textEn, zh: textZh } = readingText(reading);
  return { component, indicator, level, textEn, textZh };
}

function standingOf(indicator: HealthIndicator, state: HealthState, profile: Profile): IndicatorStanding {
  const isOfBattery = indicator.startsWith('B');
  const ratings = isOfBattery ? [{}] : [...jointRatings(profile).values()];
  const ratedCount = ratings.filter((rating) => isRated(indicator, rating)).length;
  const evaluatedCount = Math.min(ratedCount, state.evaluated?.[indicator] ?? 0);
  const gaps = [
    { reason: 'notDeclared', componentCount: ratings.length - ratedCount },
    { reason: silenceOf(indicator, state), componentCount: ratedCount - evaluatedCount },
  ] as const;
  const standing = {
    indicator,
    componentCount: ratings.length,
    evaluatedCount,
    unknown: gaps.filter(({ componentCount }) => componentCount > 0),
  };
  const { en: textEn, zh: textZh } = standingText(standing);
  return { ...standing, textEn, textZh };
}

/** Whether the profile states what the indicator is measured against; of temperatures and of the battery, defaults of ours stand in. */
export function isRated(indicator: HealthIndicator, { torqueMaxNm, continuousCurrentA, gear }: JointRating): boolean {
  if (indicator === 'J3') return continuousCurrentA !== undefined;
  if (indicator === 'J4') return torqueMaxNm !== undefined && torqueMaxNm > 0;
  return indicator !== 'J10' || gear !== undefined;
}

/** Why a rated component was not in the last evaluation; cells are only compared at rest. */
function silenceOf(indicator: HealthIndicator, { evaluated, battery }: HealthState): HealthUnknown {
  if (evaluated === undefined) return 'learning';
  return indicator === 'B3' && battery.heardAtMs !== null ? 'notObserved' : 'notReported';
}
