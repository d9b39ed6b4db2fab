import type { ClosedWindow } from '../../contract/features.ts';
import { type HealthIndicator, type HealthIndices, type HealthLevel, readingsListedMax } from '../../contract/health.ts';
import type { Profile } from '../../contract/profile.ts';
import { type BatteryGauge, openingBattery, restartBattery, stepBattery } from './battery-gauge.ts';
import { batteryValues, type EvaluatedValue, jointValues } from './evaluated-values.ts';
import { type HealthAdvice, healthAdvice } from './health-advice.ts';
import { isWorse } from './health-level.ts';
import { forgetWell, type HealthMemory, healthReadings, rememberValues } from './health-memory.ts';
import { batteryComponent, jointRatings } from './health-thresholds.ts';
import { heldMs, type JointGauge, jointReadings, openingJointGauge, restartJointGauge, stepJointGauge } from './joint-gauge.ts';

/** Condition between windows: plain rounded JSON, bounded by the joints of the profile. */
export interface HealthState {
  /** Operating time since the last evaluation. */
  readonly pendingMs: number;
  /** Evaluations since the indices were last published. */
  readonly unpublishedCount: number;
  readonly joints: Readonly<Record<string, JointGauge>>;
  readonly battery: BatteryGauge;
  /** Indicators that are not simply well. */
  readonly memory: HealthMemory;
  /** Components of which the last evaluation had each indicator; absent before one, and in a state saved by an older version. */
  readonly evaluated?: EvaluatedCounts;
}

export type EvaluatedCounts = Readonly<Partial<Record<HealthIndicator, number>>>;

export const openingHealth: HealthState = { pendingMs: 0, unpublishedCount: 0, joints: {}, battery: openingBattery, memory: {} };

/** Evaluated once per so much operating time, the clock of the usage meter; an hour of it between two publications without advice. */
const evaluationMs = 600_000;
const evaluationsPerHour = 6;
/** Below this severity a component is well, and is the reference (decisions B5). */
const wellBelowRatio = 0.25;

export interface HealthInput {
  readonly profile: Profile;
  /** Index of the healthy reference, from the reference model. */
  readonly referenceIndex: number;
  /** What is in force; undefined before anything was evaluated. */
  readonly published: HealthIndices | undefined;
}

export interface HealthStep {
  readonly state: HealthState;
  /** New indices in force; undefined while the old ones stand. */
  readonly indices: HealthIndices | undefined;
  readonly advice: readonly HealthAdvice[];
}

/**
 * One window, and after each ten minutes of operating time one evaluation (risk model §4):
 * ```
 *  window ─▶ gauges of joints and battery ──10 min──▶ severity ─▶ level, held until seen again ─▶ advice
 *                                                                    └─▶ worst component ─▶ indices
 * ```
 */
export function stepHealth(before: HealthState, window: ClosedWindow, input: HealthInput): HealthStep {
  const state = gauged(before, window, input.profile);
  return state.pendingMs < evaluationMs ? { state, indices: undefined, advice: [] } : evaluated(state, input);
}

function gauged(before: HealthState, window: ClosedWindow, profile: Profile): HealthState {
  const { operatingMs } = window;
  const battery = stepBattery(before.battery, window);
  if (operatingMs === 0) return { ...before, battery };
  const joints = { ...before.joints };
  const ratings = jointRatings(profile);
  for (const stream of window.streams.filter(({ layout }) => layout.component === 'joint')) {
    for (const [part, reading] of jointReadings(stream)) {
      const rating = ratings.get(part);
      const terms = { rating: rating ?? {}, operatingMs: heldMs(stream, operatingMs) };
      if (rating !== undefined) joints[part] = stepJointGauge(joints[part] ?? openingJointGauge, reading, terms);
    }
  }
  return { ...before, pendingMs: before.pendingMs + operatingMs, joints, battery };
}

function evaluated(state: HealthState, input: HealthInput): HealthStep {
  const values = [...jointValues(state.joints, state.pendingMs), ...batteryValues(state.battery, state.pendingMs)];
  const memory = rememberValues(state.memory, values, input.profile);
  const advice = healthAdvice({ before: state.memory, after: memory, values, profile: input.profile });
  const indices = indicesOf(memory, new Set(values.map(({ component }) => component)), input);
  const isChanged = indices !== undefined && JSON.stringify(indices) !== JSON.stringify(input.published);
  const isDue = input.published === undefined || advice.length > 0 || state.unpublishedCount + 1 >= evaluationsPerHour;
  const isPublished = isChanged && isDue;
  const joints = Object.fromEntries(Object.entries(state.joints).map(([part, gauge]) => [part, restartJointGauge(gauge)]));
  const restarted = { pendingMs: 0, joints, battery: restartBattery(state.battery), memory: forgetWell(memory) };
  const unpublishedCount = isPublished ? 0 : Math.min(state.unpublishedCount + 1, evaluationsPerHour);
  return { state: { ...restarted, unpublishedCount, evaluated: countsOf(values) }, indices: isPublished ? indices : undefined, advice };
}

function countsOf(values: readonly EvaluatedValue[]): EvaluatedCounts {
  const counts: Partial<Record<HealthIndicator, number>> = {};
  for (const { indicator } of values) counts[indicator] = (counts[indicator] ?? 0) + 1;
  return counts;
}

/** The worst critical component; undefined while nothing of the robot was ever evaluated. */
function indicesOf(
  memory: HealthMemory,
  known: ReadonlySet<string>,
  { profile, referenceIndex, published }: HealthInput,
): HealthIndices | undefined {
  if (known.size === 0 && published === undefined) return undefined;
  const readings = healthReadings(memory);
  const worst = readings.find(({ index }) => index < referenceIndex && index <= 100 * (1 - wellBelowRatio));
  const critical = [
    ...jointRatings(profile).keys(),
    ...(profile.locomotion !== 'fixed' || known.has(batteryComponent) ? [batteryComponent] : []),
  ];
  const unknownCount = critical.filter((component) => !known.has(component)).length;
  return {
    index: worst?.index ?? referenceIndex,
    component: worst?.component ?? null,
    level: readings.reduce<HealthLevel>((level, reading) => (isWorse(reading.level, level) ? reading.level : level), 'INFO'),
    knownCount: known.size,
    unknownCount,
    readings: readings.slice(0, readingsListedMax),
  };
}
