import type { ClosedWindow } from '../../contract/features.ts';
import type { HealthIndices } from '../../contract/health.ts';
import type { Profile } from '../../contract/profile.ts';
import type { Json } from '../../contract/schema.ts';
import type { ReferenceModel } from '../reference-model.ts';
import { type HealthState, stepHealth } from './health-watch.ts';

export interface HealthTerms {
  readonly profile: Profile;
  readonly model: ReferenceModel;
  /** What is in force; undefined before anything was evaluated. */
  readonly published: HealthIndices | undefined;
}

export interface HealthRecord {
  readonly code: 'health.indices' | 'health.advice';
  readonly data: Readonly<Record<string, Json>>;
}

export interface HealthOutcome {
  readonly state: HealthState;
  readonly indices: HealthIndices | undefined;
  /** What goes on record: `health.indices` where they changed, and a `health.advice` for each that began, eased or ended. */
  readonly findings: readonly HealthRecord[];
}

/** One window through the condition of the components, with what it leaves on record. */
export function assessHealth(before: HealthState, window: ClosedWindow, { profile, model, published }: HealthTerms): HealthOutcome {
  const { state, indices, advice } = stepHealth(before, window, { profile, published, referenceIndex: model.health.referenceIndex });
  const said = indices === undefined ? [] : [recordOf('health.indices', indices)];
  return { state, indices, findings: [...said, ...advice.map((one) => recordOf('health.advice', one))] };
}

const recordOf = (code: HealthRecord['code'], said: object): HealthRecord => ({ code, data: said as HealthRecord['data'] });
