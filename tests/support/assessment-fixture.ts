import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import {
  type AssessmentInput,
  type AssessmentState,
  openingAssessmentState,
  type RiskInput,
  stepAssessment,
} from '../../agent/assess/assessment.ts';
import type { ReferenceModel } from '../../agent/assess/reference-model.ts';
import { activeStage, declaredStage } from '../../agent/assess/stage-cells.ts';
import type { DeclaredContext } from '../../agent/contract/declared-context.ts';
import type { WindowScore } from '../../agent/contract/features.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { type MonoMs, monoMs } from '../../agent/contract/time.ts';
import { isKnown, type Knowable, unknown } from '../../agent/contract/unknown.ts';
import { ratedEventClasses } from '../../agent/contract/usage.ts';

const text = readFileSync(new URL('../../config/reference-models/illustrative-1.yaml', import.meta.url), 'utf8');

/** The shipped reference model. */
export const illustrative: ReferenceModel = parse(text) as ReferenceModel;

/** A bolted-down cobot and a walking humanoid, as far as an assessment looks at them. */
export const cobot: Profile = {
  name: 'cobot',
  manufacturer: 'Example',
  model: 'C1',
  category: 'cobot',
  locomotion: 'fixed',
  joints: [{ name: 'j1', type: 'revolute', role: 'actuator', torqueNm: 50 }],
  ratings: { ambientMinC: 0, ambientMaxC: 50, ingress: 'IP54' },
  observable: ['protectiveStop', 'emergencyStop'],
};
export const humanoid: Profile = { ...cobot, name: 'humanoid', category: 'humanoid', locomotion: 'legged' };

export const hourMs = 3_600_000;
const minuteMs = 60_000;

/** A quiet operating minute of a cobot that can report every class and whose surroundings nobody measures. */
export function quietMinute(change: Partial<AssessmentInput> = {}): AssessmentInput {
  return {
    nowMs: monoMs(0),
    operatingMs: minuteMs,
    operating: true,
    eventCounts: {},
    observable: ratedEventClasses,
    declared: undefined,
    profile: cobot,
    model: illustrative,
    ambientC: unknown('notReported'),
    humidityRatio: unknown('notReported'),
    backgroundVibrationMPerS2: unknown('notReported'),
    ...change,
  };
}

/** Where a run got to: its state, its clock, and the outputs of its last step. */
export interface Run {
  readonly state: AssessmentState;
  readonly nowMs: MonoMs;
  readonly output: ReturnType<typeof stepAssessment>['output'] | undefined;
}

export const newRun = (): Run => ({ state: openingAssessmentState(), nowMs: monoMs(0), output: undefined });

/** Goes on for so many minutes with the same input; events of `change` happen in the first of them only. */
export function runMinutes(run: Run, minuteCount: number, change: Partial<AssessmentInput> = {}): Run {
  let { state, nowMs, output } = run;
  for (let minute = 0; minute < minuteCount; minute += 1) {
    nowMs = monoMs(nowMs + minuteMs);
    const eventCounts = minute === 0 ? (change.eventCounts ?? {}) : {};
    ({ state, output } = stepAssessment(state, quietMinute({ ...change, nowMs, eventCounts })));
  }
  return { state, nowMs, output };
}

/** A history of so many hours and events, reached by steps. */
export function lived(
  hours: number,
  events: Readonly<Record<string, number>> = {},
  change: Partial<AssessmentInput> = {},
): AssessmentState {
  let run = newRun();
  for (const [eventClass, count] of Object.entries(events)) {
    for (let i = 0; i < count; i += 1) run = runMinutes(run, 1, { ...change, operatingMs: 0, eventCounts: { [eventClass]: 1 } });
  }
  return runMinutes(run, Math.ceil(hours), { ...change, operatingMs: Math.round((hours * hourMs) / Math.ceil(hours)) }).state;
}

/** The same past as if it had been lived under this declaration. */
export function livedAs(state: AssessmentState, context: DeclaredContext): AssessmentState {
  return { ...state, stage: { ...activeStage(state), ...declaredStage(context) } };
}

/** What an index is asked of, for a cobot without gaps. */
export function riskInput(state: AssessmentState, change: Partial<RiskInput> = {}): RiskInput {
  return { state, model: illustrative, coverageRatio: 1, context: undefined, profile: cobot, operatingMsByE: state.agedMsByE, ...change };
}

/** A window score with these joints, all of them scored. */
export function windowScore(...jointScores: number[]): WindowScore {
  return { startMs: monoMs(0), jointScores: Float64Array.from(jointScores), jointMask: new Uint8Array(jointScores.length).fill(1) };
}

/** The number, or a failure that says why there is none. */
export function known(value: Knowable<number>): number {
  if (!isKnown(value)) throw new Error(`expected a number, got ${value.unknown}`);
  return value;
}

/** A state with this past, made directly so that properties stay quick. */
export function past(hours: number, counts: Readonly<Record<string, number>>): AssessmentState {
  const opening = openingAssessmentState();
  const exposureMs = Math.round(hours * hourMs);
  const history = Object.fromEntries(
    ratedEventClasses.map((eventClass) => {
      const eventCount = counts[eventClass] ?? 0;
      return [eventClass, { eventCount, exposureMs, agedCount: eventCount, agedExposureMs: exposureMs }];
    }),
  );
  return { ...opening, history: history as AssessmentState['history'], agedMsByE: [0, exposureMs, 0, 0, 0] };
}
