import type { JointTraits, TraitName } from '../../contract/fleet-prior.ts';
import { type WindowBlock, windowsOf } from './block-reservoir.ts';
import type { JointEffort } from './fit-effort.ts';
import { riseCount, rowPlaces, rowSize } from './joint-row.ts';
import { significant } from './significant.ts';
import { calibrationCountMin } from './surprise.ts';

/** Place of the sign of motion among the terms of the mean effort. */
const signTermIndex = 2;
/** Of its rises over the longest horizon. */
const riseQuantileRatio = 0.99;
/** Less than this is nothing that a sensor tells from nothing, and no ratio is made of it: shares of a limit, K. */
export const traitMins: Readonly<Record<TraitName, number>> = { frictionRatio: 1e-4, scatterRatio: 1e-4, riseC: 0.5 };

/** Traits of every joint by what commissioning kept and fitted; one that was not seen is left out. */
export function jointTraits(blocks: readonly WindowBlock[], efforts: readonly (JointEffort | null)[]): readonly JointTraits[] {
  const windows = blocks.flatMap((block) => windowsOf(block, efforts.length));
  return efforts.map((effort, joint) => {
    const rises = windows.map(({ rows }) => rows[joint * rowSize + rowPlaces.rise + riseCount - 1] ?? Number.NaN);
    return { ...(effort && effortTraits(effort)), ...riseTrait(rises.filter((rise) => !Number.isNaN(rise))) };
  });
}

function effortTraits({ meanWeightRatios, scales }: JointEffort): JointTraits {
  const scatterRatio = scales[0]?.values.at(-1);
  return {
    frictionRatio: trait('frictionRatio', Math.abs(meanWeightRatios[signTermIndex] ?? 0)),
    ...(scatterRatio === undefined ? {} : { scatterRatio: trait('scatterRatio', scatterRatio) }),
  };
}

function riseTrait(rises: readonly number[]): JointTraits {
  if (rises.length < calibrationCountMin) return {};
  const sorted = Float64Array.from(rises).sort();
  return { riseC: trait('riseC', sorted[Math.floor(riseQuantileRatio * (sorted.length - 1))] ?? 0) };
}

const trait = (name: TraitName, value: number): number => significant(Math.max(traitMins[name], value));
