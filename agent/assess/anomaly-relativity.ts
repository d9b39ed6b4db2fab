import { type Knowable, unknown } from '../contract/unknown.ts';
import type { AnomalyState } from './anomaly-decision.ts';
import { clamp } from './clamp.ts';
import { gammaQuantile } from './gamma-quantile.ts';
import type { ReferenceModel } from './reference-model.ts';

const msPerHour = 3_600_000;

/**
 * f_anomaly = 5 % quantile of the alarm rate ÷ the promised false-alarm rate, kept in [1, 1.15]: only an excess that is established
 * counts. The mean rate would not do: a single false alarm in the first hour would already give the cap, and switching the detector on
 * would on average raise the index of a healthy robot (decisions B5, C4). Unknown counts as 1: `learning` as soon as
 * there is something to learn, `notObserved` before.
 */
export function anomalyRelativity(state: AnomalyState, rules: ReferenceModel['anomaly']): Knowable<number> {
  if (state.status === 'learning') return unknown(state.hasBegun || state.learnedMs > 0 ? 'learning' : 'notObserved');
  if (state.activeMs === 0) return unknown('insufficientData');
  const shape = state.agedAlarmCount + rules.strengthH * rules.designRatePerH;
  const lowRatePerH = gammaQuantile(0.05, shape, state.agedActiveMs / msPerHour + rules.strengthH);
  return clamp(lowRatePerH / rules.designRatePerH, rules);
}
