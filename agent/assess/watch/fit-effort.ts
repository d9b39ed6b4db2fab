import { type WindowBlock, windowsOf } from './block-reservoir.ts';
import { directionOf, meanBasis, meanBasisSize, ridgeRatio, rmsBasis, rmsBasisSize } from './effort-model.ts';
import { rowPlaces, rowSize } from './joint-row.ts';
import { effortQuantities, openingTrack, type Residual, stepTrack } from './residual-tracks.ts';
import { addObservation, openRidge, predict, type Ridge, solveRidge } from './ridge.ts';
import { significant } from './significant.ts';
import { type SurpriseScale, surpriseScale } from './surprise.ts';

/** How one joint's effort follows from its motion, and how far off that normally is. */
export interface JointEffort {
  /** Median temperature of commissioning, °C; null without a thermometer. */
  readonly centreC: number | null;
  readonly meanWeightRatios: readonly number[];
  readonly rmsWeightRatios: readonly number[];
  /** One per effort channel; null where too little was seen. */
  readonly scales: readonly (SurpriseScale | null)[];
  /** Places of motion that were stated in commissioning: without one of them nothing is predicted. Absent in references of before. */
  readonly statedIndexes?: readonly number[];
}

export interface JointPlace {
  readonly jointIndex: number;
  readonly jointCount: number;
}

/** Each fold is judged by weights that were fitted without it. */
const foldCount = 4;
/** Fewer windows with an effort fit nothing. */
const windowCountMin = 120;

type Rows = ArrayLike<number>;
type EffortModel = Omit<JointEffort, 'scales'>;

/** What motion may state of a joint; its temperature is left out, because the median explains nearly as much. */
const motionPlaces = [rowPlaces.velocityMean, rowPlaces.velocityRms, rowPlaces.positionSin] as const;

interface Equations {
  readonly mean: Ridge;
  readonly rms: Ridge;
}

/** Undefined where the joint stated its effort too rarely. */
export function fitEffort(blocks: readonly WindowBlock[], { jointIndex: joint, jointCount }: JointPlace): JointEffort | undefined {
  const rowsOf = blocks.map((block) => windowsOf(block, jointCount).map(({ rows }) => rows));
  const all = rowsOf.flat();
  if (all.filter((rows) => isStated(rows, joint)).length < windowCountMin) return undefined;
  const centreC = medianTemperatureC(all, joint);
  const statedIndexes = motionPlaces.filter((place) => 2 * all.filter((rows) => isKnown(rows, joint, place)).length > all.length);
  // Neighbouring blocks go to the same fold as far as can be: what changes slowly is then judged as new.
  const foldOf = (block: number): number => Math.floor((block * foldCount) / blocks.length);
  const model = (isUsed: (block: number) => boolean): EffortModel => {
    const equations = { mean: openRidge(meanBasisSize, ridgeRatio), rms: openRidge(rmsBasisSize, ridgeRatio) };
    rowsOf.forEach((block, index) => {
      if (isUsed(index)) for (const rows of block) observe(equations, rows, { jointIndex: joint, centreC });
    });
    return {
      centreC,
      meanWeightRatios: Array.from(solveRidge(equations.mean), significant),
      rmsWeightRatios: Array.from(solveRidge(equations.rms), significant),
    };
  };
  const quantities = Array.from({ length: foldCount }, (_, fold) => {
    const without = model((block) => foldOf(block) !== fold);
    return rowsOf.filter((_, block) => foldOf(block) === fold).flatMap((block) => blockQuantities(block, joint, without));
  }).flat();
  const [firstRow] = quantities;
  const scales = (firstRow ?? []).map((_, channel) => surpriseScale(quantities.map((row) => row[channel] ?? Number.NaN)) ?? null);
  return { ...model(() => true), scales, statedIndexes };
}

interface ObservedJoint {
  readonly jointIndex: number;
  readonly centreC: number | null;
}

function observe(equations: Equations, rows: Rows, { jointIndex: joint, centreC }: ObservedJoint): void {
  if (!isStated(rows, joint)) return;
  const at = (place: number): number => rows[joint * rowSize + place] ?? 0;
  addObservation(equations.mean, meanBasis(rows, joint, centreC), at(rowPlaces.effortMean));
  addObservation(equations.rms, rmsBasis(rows, joint, centreC), at(rowPlaces.effortRms));
}

function isStated(rows: Rows, joint: number): boolean {
  return isKnown(rows, joint, rowPlaces.effortMean);
}

function isKnown(rows: Rows, joint: number, place: number): boolean {
  return !Number.isNaN(rows[joint * rowSize + place] ?? Number.NaN);
}

function medianTemperatureC(all: readonly Rows[], joint: number): number | null {
  const known = all.map((rows) => rows[joint * rowSize + rowPlaces.temperatureC] ?? Number.NaN).filter((value) => !Number.isNaN(value));
  return known.sort((a, b) => a - b)[known.length >> 1] ?? null;
}

function blockQuantities(block: readonly Rows[], joint: number, model: EffortModel): readonly (readonly number[])[] {
  let track = openingTrack;
  return block.map((rows) => {
    const residual = residualOf(rows, joint, model);
    track = stepTrack(track, residual);
    return effortQuantities(track, residual);
  });
}

/** Effort less what motion explains; NaN where no effort is stated, or not the motion that explained it in commissioning. */
export function residualOf(rows: Rows, joint: number, model: EffortModel): Residual {
  if (model.statedIndexes?.every((place) => isKnown(rows, joint, place)) === false) return unexplained;
  const { meanRatio, rmsRatio } = predictedEffort(rows, joint, model);
  const at = (place: number): number => rows[joint * rowSize + place] ?? Number.NaN;
  return {
    meanRatio: at(rowPlaces.effortMean) - meanRatio,
    rmsRatio: at(rowPlaces.effortRms) - rmsRatio,
    directionRatio: directionOf(rows, joint),
  };
}

const unexplained: Residual = { meanRatio: Number.NaN, rmsRatio: Number.NaN, directionRatio: 0 };

/** The effort that motion, posture and warmth explain, as a share. */
export function predictedEffort(rows: Rows, joint: number, model: EffortModel): Omit<Residual, 'directionRatio'> {
  const { centreC, meanWeightRatios, rmsWeightRatios } = model;
  return {
    meanRatio: predict(meanWeightRatios, meanBasis(rows, joint, centreC)),
    rmsRatio: predict(rmsWeightRatios, rmsBasis(rows, joint, centreC)),
  };
}
