import { type WindowBlock, windowsOf } from './block-reservoir.ts';
import { fitEffort, type JointEffort } from './fit-effort.ts';
import { riseCount, rowPlaces, rowSize } from './joint-row.ts';
import { fitPrototypes, type PrototypeReference } from './prototypes.ts';
import { significant } from './significant.ts';
import { type SurpriseScale, surpriseScale } from './surprise.ts';

/** What a robot's normal life is judged by, fitted once and frozen; plain JSON. A part it could not learn is null and judges nothing. */
export interface WatchReference {
  readonly version: 1;
  readonly jointCount: number;
  /** Windows it was fitted on. */
  readonly windowCount: number;
  readonly rise: RiseReference | null;
  readonly efforts: readonly (JointEffort | null)[];
  readonly prototypes: PrototypeReference | null;
  /** Joints of which only rules are heard: commissioning was no normal life of theirs. Absent where there are none. */
  readonly mutedIndexes?: readonly number[];
}

export interface RiseReference {
  /** Root mean square of the rise over each horizon, K. */
  readonly scalesC: readonly number[];
  readonly scale: SurpriseScale;
}

/** Rises smaller than this are the steps and noise of thermometers. */
const riseScaleMinC = 0.5;

export function fitReference(blocks: readonly WindowBlock[], jointCount: number): WatchReference {
  // In the order of time, so that which slot a block lies in decides nothing.
  const ordered = blocks.toSorted((a, b) => (a.endMs[0] ?? 0) - (b.endMs[0] ?? 0));
  const windows = ordered.flatMap((block) => windowsOf(block, jointCount));
  return {
    version: 1,
    jointCount,
    windowCount: windows.length,
    rise: fitRise(windows.map(({ rows }) => rows)) ?? null,
    efforts: Array.from({ length: jointCount }, (_, joint) => fitEffort(ordered, { jointIndex: joint, jointCount }) ?? null),
    prototypes: fitPrototypes(windows) ?? null,
  };
}

/** The same without what these joints showed: their efforts are not judged, and how they warm is no measure for others. */
export function withoutJoints(fitted: WatchReference, blocks: readonly WindowBlock[], mutedIndexes: readonly number[]): WatchReference {
  if (mutedIndexes.length === 0) return fitted;
  const rows = blocks.flatMap((block) => windowsOf(block, fitted.jointCount)).map((window) => withUnknownRises(window.rows, mutedIndexes));
  const efforts = fitted.efforts.map((effort, joint) => (mutedIndexes.includes(joint) ? null : effort));
  return { ...fitted, efforts, rise: fitRise(rows) ?? null, mutedIndexes };
}

function withUnknownRises(rows: ArrayLike<number>, joints: readonly number[]): Float64Array {
  const known = Float64Array.from(rows);
  for (const joint of joints) known.fill(Number.NaN, joint * rowSize + rowPlaces.rise, joint * rowSize + rowPlaces.rise + riseCount);
  return known;
}

/** False of a robot that reports neither an effort nor a temperature. */
export function judgesAnything({ rise, efforts, prototypes }: WatchReference): boolean {
  return rise !== null || prototypes !== null || efforts.some((effort) => effort !== null);
}

/** One scale for all joints: a warm joint beside cool ones is what is looked for. */
function fitRise(rows: readonly ArrayLike<number>[]): RiseReference | undefined {
  const scalesC = Array.from({ length: riseCount }, (_, horizon) => {
    const rises = rows.flatMap((row) => risesOf(row, horizon));
    const square = rises.reduce((sum, rise) => sum + rise * rise, 0) / Math.max(1, rises.length);
    return significant(Math.max(riseScaleMinC, Math.sqrt(square)));
  });
  const scale = surpriseScale(
    rows.flatMap((row) => Array.from({ length: row.length / rowSize }, (_, joint) => riseQuantity(row, joint, scalesC))),
  );
  return scale && { scalesC, scale };
}

function risesOf(row: ArrayLike<number>, horizon: number): number[] {
  const rises = Array.from({ length: row.length / rowSize }, (_, joint) => row[joint * rowSize + rowPlaces.rise + horizon] ?? Number.NaN);
  return rises.filter((rise) => !Number.isNaN(rise));
}

/** Sum over the horizons of the rise in its own scale: fast and lasting heating both count. NaN where it is unknown. */
export function riseQuantity(row: ArrayLike<number>, joint: number, scalesC: readonly number[]): number {
  return scalesC.reduce((sum, scaleC, horizon) => sum + (row[joint * rowSize + rowPlaces.rise + horizon] ?? Number.NaN) / scaleC, 0);
}
