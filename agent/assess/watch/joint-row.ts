import type { JointLimits, WindowFeatures } from '../../contract/features.ts';
import type { SignalName } from '../../contract/signal.ts';

export type JointLimit = JointLimits[number];

/**
 * Places of a joint's row. Efforts and velocities are shares of the declared limit, or of a round scale where none is declared; changes are
 * against the window before; rises are kelvin over each horizon. Unknown is NaN, and only inside the watch.
 */
export const rowPlaces = {
  effortMean: 0,
  effortRms: 1,
  effortChange: 2,
  velocityMean: 3,
  velocityRms: 4,
  velocityChange: 5,
  positionSin: 6,
  positionCos: 7,
  temperatureC: 8,
  rise: 9,
} as const;
export const riseCount = 3;
export const rowSize = rowPlaces.rise + riseCount;

/** Scales where nobody declared a limit: they only set the unit of a residual, which is judged against itself. */
const scale = { velocityRadPerS: Math.PI, torqueNm: 30, currentA: 5, loadRatio: 1 } as const;

/** First of these a joint reports is its effort. */
export const effortSignals = ['torqueNm', 'currentA', 'loadRatio'] as const satisfies readonly SignalName[];
export type EffortSignal = (typeof effortSignals)[number];
export const effortUnits = { torqueNm: 'N.m', currentA: 'A', loadRatio: 'ratio' } as const;
/** First of these a robot reports; makers name the same thermometer differently. */
export const temperatureSignals: readonly SignalName[] = [
  'motorTemperatureC',
  'windingTemperatureC',
  'shellTemperatureC',
  'driverTemperatureC',
];

/** A uniform motion over the window spreads its position by its way ÷ √12. */
const spreadPerWayRatio = Math.sqrt(12);
const msPerS = 1000;

export interface Cell {
  readonly mean: number;
  readonly sd: number;
  readonly maxAbs: number;
  readonly sampleCount: number;
}

/** What one signal of one joint was in the window; undefined without a good sample. */
export function cellOf(window: WindowFeatures, name: SignalName, joint: number): Cell | undefined {
  const row = window.layout.signals.indexOf(name);
  const cell = row * window.layout.parts.length + joint;
  const sampleCount = window.count[cell] ?? 0;
  if (row < 0 || sampleCount === 0) return undefined;
  const maxAbs = Math.max(Math.abs(window.min[cell] ?? 0), Math.abs(window.max[cell] ?? 0));
  return { mean: window.mean[cell] ?? 0, sd: window.sd[cell] ?? 0, maxAbs, sampleCount };
}

export function firstCell(window: WindowFeatures, names: readonly SignalName[], joint: number): Cell | undefined {
  for (const name of names) {
    const cell = cellOf(window, name, joint);
    if (cell !== undefined) return cell;
  }
  return undefined;
}

/** Which signal speaks for a robot's effort, and what a share of 1 is of each joint in its unit. */
export function effortOf(layoutSignals: readonly SignalName[]): EffortSignal | undefined {
  return effortSignals.find((name) => layoutSignals.includes(name));
}

export function effortScale(name: EffortSignal, limit: JointLimit | undefined): number {
  const declared = name === 'loadRatio' ? undefined : limit?.[name];
  return positive(declared) ?? scale[name];
}

/** What the window before leaves for the next: NaN where it did not know. */
export interface JointBefore {
  readonly effortRatio: number;
  readonly velocityRatio: number;
  readonly positionRad: number;
}

export const nothingBefore: JointBefore = { effortRatio: Number.NaN, velocityRatio: Number.NaN, positionRad: Number.NaN };

export interface JointReading {
  readonly window: WindowFeatures;
  readonly jointIndex: number;
  readonly limit: JointLimit | undefined;
  readonly before: JointBefore;
  readonly temperatureC: number;
  readonly risesC: readonly number[];
}

/** Writes one joint's row into `into` and says what the next window needs of it. A missing effort holds the last one. */
export function writeRow(reading: JointReading, into: Float64Array): JointBefore {
  const { window, jointIndex: joint, limit, before } = reading;
  const name = effortOf(window.layout.signals);
  const cell = name && cellOf(window, name, joint);
  const unit = name === undefined ? 1 : effortScale(name, limit);
  const effort = cell === undefined ? before.effortRatio : cell.mean / unit;
  const position = cellOf(window, 'positionRad', joint);
  const velocity = velocityOf(reading, position);
  into.set([
    cell === undefined ? Number.NaN : effort,
    cell === undefined ? Number.NaN : Math.hypot(cell.mean, cell.sd) / unit,
    effort - (Number.isNaN(before.effortRatio) ? effort : before.effortRatio),
    velocity.meanRatio,
    velocity.rmsRatio,
    velocity.meanRatio - (Number.isNaN(before.velocityRatio) ? velocity.meanRatio : before.velocityRatio),
    Math.sin(position?.mean ?? Number.NaN),
    Math.cos(position?.mean ?? Number.NaN),
    reading.temperatureC,
    ...reading.risesC,
  ]);
  return { effortRatio: effort, velocityRatio: velocity.meanRatio, positionRad: position?.mean ?? Number.NaN };
}

interface Speed {
  readonly meanRatio: number;
  readonly rmsRatio: number;
}

/** Mean and root mean square velocity as shares; from the way of the position where no velocity is reported. */
function velocityOf({ window, jointIndex, limit, before }: JointReading, position: Cell | undefined): Speed {
  const unit = positive(limit?.velocityRadPerS) ?? scale.velocityRadPerS;
  const velocity = cellOf(window, 'velocityRadPerS', jointIndex);
  if (velocity !== undefined) return { meanRatio: velocity.mean / unit, rmsRatio: Math.hypot(velocity.mean, velocity.sd) / unit };
  if (position === undefined) return { meanRatio: Number.NaN, rmsRatio: Number.NaN };
  const windowS = (window.endMs - window.startMs) / msPerS;
  const wayRad = position.mean - (Number.isNaN(before.positionRad) ? position.mean : before.positionRad);
  return { meanRatio: wayRad / windowS / unit, rmsRatio: (position.sd * spreadPerWayRatio) / windowS / unit };
}

/** A declared limit only counts when it is a positive number. */
function positive(limit: number | undefined): number | undefined {
  return limit !== undefined && Number.isFinite(limit) && limit > 0 ? limit : undefined;
}
