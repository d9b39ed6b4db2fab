import type { JointLimits, WindowFeatures } from '../../contract/features.ts';
import { decimals, roundTo } from '../../contract/rounding.ts';
import type { Json } from '../../contract/schema.ts';
import { type JointDrift, openingDrift, stepDrift } from './drift-track.ts';
import { effortOf, effortScale, effortUnits } from './joint-row.ts';
import type { ResidualTrack } from './residual-tracks.ts';
import type { WatchReference } from './watch-reference.ts';

export interface DriftingWindow {
  readonly joints: WindowFeatures;
  readonly limits: JointLimits;
  readonly tracks: readonly ResidualTrack[];
  readonly elapsedMs: number;
  readonly reference: WatchReference | undefined;
}

export interface DriftedJoints {
  readonly drifts: readonly JointDrift[];
  /** One for each channel that just left its range, in the effort's unit. */
  readonly notices: readonly Readonly<Record<string, Json>>[];
}

/** Every joint's slow channel, one window on. */
export function stepDrifts(was: readonly JointDrift[], { joints, limits, tracks, elapsedMs, reference }: DriftingWindow): DriftedJoints {
  if (elapsedMs === 0 || reference === undefined) return { drifts: was, notices: [] };
  const name = effortOf(joints.layout.signals) ?? 'loadRatio';
  const steps = joints.layout.parts.map((part, joint) => {
    const [before, track, effort] = [was[joint] ?? openingDrift, tracks[joint], reference.efforts[joint]];
    if (track === undefined || !effort) return { drift: before, notices: [] };
    const { state, notices } = stepDrift(before, track, { effort, elapsedMs });
    const perShare = effortScale(name, limits[joint]);
    const inUnit = (ratio: number): number => roundTo(ratio * perShare, decimals.value);
    const said = notices.map(({ channel, driftRatio, limitRatio }) => ({
      ...{ joint: part, channel, unit: effortUnits[name] },
      driftValue: inUnit(driftRatio),
      limitValue: inUnit(limitRatio),
      trackedMs: Math.round(state.weightMs),
    }));
    return { drift: state, notices: said };
  });
  return { drifts: steps.map(({ drift }) => drift), notices: steps.flatMap(({ notices }) => notices) };
}
