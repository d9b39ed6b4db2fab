import type { JointLimits, WindowFeatures } from '../../contract/features.ts';
import { type CommissioningInput, speedBinOf } from './commissioning.ts';
import { cellOf, firstCell, temperatureSignals } from './joint-row.ts';

/** Speed of a joint whose maker states none, rad/s. */
const speedRadPerS = Math.PI;

export interface CommissionedWindow {
  readonly joints: WindowFeatures;
  readonly limits: JointLimits;
  readonly operatingMs: number;
  readonly isQuiet: boolean;
}

/** What of a window decides how far learning has come. */
export function commissioningInput({ joints, limits, operatingMs, isQuiet }: CommissionedWindow): CommissioningInput {
  const { startMs, endMs, layout } = joints;
  const speedBins = layout.parts.map((_, joint) => {
    const velocity = cellOf(joints, 'velocityRadPerS', joint);
    return velocity && speedBinOf(Math.hypot(velocity.mean, velocity.sd) / (limits[joint]?.velocityRadPerS ?? speedRadPerS));
  });
  const knownC = layout.parts.flatMap((_, joint) => firstCell(joints, temperatureSignals, joint)?.mean ?? []);
  const warmestC = knownC.length === 0 ? undefined : Math.max(...knownC);
  return { startMs, endMs, operatingMs, warmestC, isQuiet, speedBins };
}
