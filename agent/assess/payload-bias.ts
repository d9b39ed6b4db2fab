import type { JointLimits } from '../contract/features.ts';
import type { FrameLayout } from '../contract/frame.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { Json } from '../contract/schema.ts';
import { driftChannels, type JointDrift } from './watch/drift-track.ts';
import { effortOf } from './watch/joint-row.ts';

/** Steady is a mean over at least so much operating time. */
const steadyMsMin = 36_000_000;
/** Share of the rated effort from which on it is said (risk model §3.9), and below which it is over. */
export const biasFromRatio = 0.1;
const biasOverRatio = 0.08;

/** Joints of which it is said and still so; plain JSON. */
export type PayloadBiasState = readonly string[];

export interface SteadyEffort {
  /** Of the joints; undefined in a window without them. */
  readonly layout: Pick<FrameLayout, 'parts' | 'signals'> | undefined;
  /** Slow means of each joint's residuals beside what was learned, as shares of the rated effort. */
  readonly drifts: readonly JointDrift[];
  /** What the profile rates each joint for; a share of nothing stated is no share of a rating. */
  readonly limits: JointLimits;
}

export interface PayloadBiasStep {
  readonly state: PayloadBiasState;
  readonly findings: readonly { readonly code: 'payload.bias'; readonly data: Readonly<Record<string, Json>> }[];
}

const offsetIndex = driftChannels.indexOf('effortOffset');

/** Says once of each joint that it steadily needs other effort than was learned of it, torque or current; a load ratio is a share of nothing rated. */
export function stepPayloadBias(was: PayloadBiasState, { layout, drifts, limits }: SteadyEffort): PayloadBiasStep {
  const effort = layout && effortOf(layout.signals);
  if (layout === undefined || effort === undefined || effort === 'loadRatio') return { state: was, findings: [] };
  const found = layout.parts.flatMap((joint, place) => {
    const [drift, rated] = [drifts[place], limits[place]?.[effort]];
    if (drift === undefined || rated === undefined || drift.weightMs < steadyMsMin) return [];
    const biasRatio = drift.meanRatios[offsetIndex] ?? 0;
    return [{ joint, rated, biasRatio, steadyMs: Math.round(drift.weightMs), size: Math.abs(biasRatio) }];
  });
  const isSaid = (joint: string): boolean => was.includes(joint);
  const standing = found.filter(({ joint, size }) => size > (isSaid(joint) ? biasOverRatio : biasFromRatio));
  const begun = standing.filter(({ joint }) => !isSaid(joint));
  return {
    state: begun.length === 0 && standing.length === was.length ? was : standing.map(({ joint }) => joint),
    findings: begun.map(({ joint, rated, biasRatio, steadyMs }) => ({
      code: 'payload.bias',
      data: { joint, channel: effort, biasRatio: roundTo(biasRatio, decimals.ratio), ratedValue: rated, steadyMs },
    })),
  };
}
