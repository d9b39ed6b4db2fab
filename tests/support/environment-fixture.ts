import { type EnvironmentInput, type EnvironmentStep, openingEnvironment, stepEnvironment } from '../../agent/assess/environment-grade.ts';
import type { DeclaredContext } from '../../agent/contract/declared-context.ts';
import type { EnvironmentDimension, EnvironmentGrade } from '../../agent/contract/environment-grade.ts';
import { monoMs } from '../../agent/contract/time.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { cobot } from './assessment-fixture.ts';

/** A site where everything that can be declared is declared at its best. */
export const goodSite: DeclaredContext = {
  ambientMinC: 18,
  ambientMaxC: 28,
  humidityMinRatio: 0.35,
  humidityMaxRatio: 0.55,
  wetting: false,
  thermalRateMaxKPerMin: 0.4,
  vibrationMaxMPerS: 0.001,
  shocksMaxCount: 0,
  ingressRequired: 'IP20',
  corrosivity: 'C1',
  humanExposure: 'H0',
  terrain: 'fixedBase',
  specialHazard: 'none',
};

const unmeasured = {
  ambientC: unknown('notReported'),
  humidityRatio: unknown('notReported'),
  backgroundVibrationMPerS2: unknown('notReported'),
};
/** One minute of a cobot whose surroundings nobody measures or declares. */
export const input = (change: Partial<EnvironmentInput> = {}): EnvironmentInput => ({
  nowMs: monoMs(0),
  declared: undefined,
  profile: cobot,
  ...unmeasured,
  ...change,
});

/** One step a minute; returns every step. */
export function minutes(count: number, change: (minute: number) => Partial<EnvironmentInput>, from?: EnvironmentStep): EnvironmentStep[] {
  const steps: EnvironmentStep[] = [];
  let state = from?.state ?? openingEnvironment;
  const startMs = from?.state.evaluated?.atMs ?? -60_000;
  for (let minute = 0; minute < count; minute += 1) {
    const step = stepEnvironment(state, input({ nowMs: monoMs(startMs + (minute + 1) * 60_000), ...change(minute) }));
    state = step.state;
    steps.push(step);
  }
  return steps;
}

export const last = (steps: readonly EnvironmentStep[]): EnvironmentStep =>
  steps[steps.length - 1] ?? stepEnvironment(openingEnvironment, input());

/** A minute of rest with a quiet floor, watched by the body's inertial unit. */
export const atRest = { operatingMs: 0, windowMs: 60_000, hasInertialUnit: true, backgroundVibrationMPerS2: 0.05, peakMPerS2: 0.2 };

/** Grades of one dimension, step by step; 0 where it has none. */
export const gradesOf = (dimension: EnvironmentDimension, steps: readonly EnvironmentStep[]): number[] =>
  steps.map(({ output }) => output.grade.dimensions[dimension]?.grade ?? 0);

/** The grade at one step, or a failure that says how many there are. */
export function at(steps: readonly EnvironmentStep[], index: number): EnvironmentGrade {
  const step = steps[index];
  if (step === undefined) throw new Error(`step ${index} of ${steps.length}`);
  return step.output.grade;
}
