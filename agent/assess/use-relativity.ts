import { isUnknown, type Knowable, unknown } from '../contract/unknown.ts';
import { agedMs } from './ageing.ts';
import { clamp } from './clamp.ts';
import type { ReferenceModel } from './reference-model.ts';

export { windowLoadRatio } from '../contract/load-ratio.ts';

/** Load-weighted time: `loadMs` = Σ load·Δt over the `ratedMs` of operating time with a known load. Whole milliseconds, aged. */
export interface UseState {
  readonly loadMs: number;
  readonly ratedMs: number;
}

export const openingUse: UseState = { loadMs: 0, ratedMs: 0 };

/** Adds one window; an unknown load adds nothing. */
export function stepUse(state: UseState, loadRatio: Knowable<number>, operatingMs: number): UseState {
  if (isUnknown(loadRatio) || operatingMs === 0) return state;
  return { loadMs: state.loadMs + Math.round(loadRatio * operatingMs), ratedMs: state.ratedMs + operatingMs };
}

export function ageUse(state: UseState, factorRatio: number): UseState {
  return { loadMs: agedMs(state.loadMs, factorRatio), ratedMs: agedMs(state.ratedMs, factorRatio) };
}

/** f_use = (load / reference load)^½ within its clamp (risk model §3.7); unknown where no load was ever known. */
export function useRelativity(state: UseState, rules: ReferenceModel['use']): Knowable<number> {
  if (state.ratedMs === 0) return unknown('notReported');
  return clamp((state.loadMs / state.ratedMs / rules.referenceLoadRatio) ** rules.exponentRatio, rules);
}
