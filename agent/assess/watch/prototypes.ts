import { rowPlaces, rowSize } from './joint-row.ts';
import { significant } from './significant.ts';
import { type SurpriseScale, surpriseScale } from './surprise.ts';

/** A robot as one vector: per joint its effort while it stands and the change of its effort; and how long it has stood. */
export interface PrototypeReference {
  readonly offset: readonly number[];
  readonly spread: readonly number[];
  /** Standardised vectors of normal windows. */
  readonly rows: readonly (readonly number[])[];
  readonly scale: SurpriseScale;
}

interface PlacedWindow {
  readonly endMs: number;
  readonly idleMs: number;
  readonly still: boolean;
  readonly rows: ArrayLike<number>;
}

/** Most prototypes; a longer commissioning is thinned evenly. */
export const prototypeCountMax = 2560;
/** Neighbours in time are alike: a window is not compared with those so close to it when normal distances are calibrated. */
const apartMs = 15_000;
/** Every so manieth window calibrates: enough for a tail, a third of the work. */
const calibrationStepCount = 3;
/** Idle time counts twice: it is one value beside two per joint. */
const idleRatio = 2;
const spreadMinRatio = 1e-6;
const msPerS = 1000;

/** Unknown efforts are 0 changes and rest at 0; undefined when no joint states an effort. */
export function robotVector({ rows, still, idleMs }: PlacedWindow): Float64Array | undefined {
  const jointCount = rows.length / rowSize;
  const vector = new Float64Array(2 * jointCount + 1);
  let knownCount = 0;
  for (let joint = 0; joint < jointCount; joint++) {
    const effort = rows[joint * rowSize + rowPlaces.effortMean] ?? Number.NaN;
    const change = rows[joint * rowSize + rowPlaces.effortChange] ?? Number.NaN;
    if (Number.isNaN(effort)) continue;
    knownCount++;
    vector[2 * joint] = still ? effort : 0;
    vector[2 * joint + 1] = Number.isNaN(change) ? 0 : change;
  }
  vector[2 * jointCount] = Math.log1p(idleMs / msPerS);
  return knownCount === 0 ? undefined : vector;
}

/** Fitted on all windows, calibrated on each against the others at least 15 s away. Undefined when no effort is known. */
export function fitPrototypes(windows: readonly PlacedWindow[]): PrototypeReference | undefined {
  const placed = windows.flatMap((window) => {
    const vector = robotVector(window);
    return vector === undefined ? [] : [{ endMs: window.endMs, vector }];
  });
  const [first] = placed;
  if (first === undefined) return undefined;
  const columns = Array.from(first.vector, (_, cell) => placed.map(({ vector }) => vector[cell] ?? 0));
  const centre = columns.map((column) => significant(Float64Array.from(column).sort()[column.length >> 1] ?? 0));
  const spread = columns.map((column, cell) => significant(spreadOf(column, centre[cell] ?? 0)));
  const standard = placed.map(({ endMs, vector }) => ({ endMs, row: standardised(vector, centre, spread) }));
  const step = Math.max(1, standard.length / prototypeCountMax);
  const kept = Array.from({ length: Math.floor(standard.length / step) }, (_, place) => standard[Math.floor(place * step)] ?? standard[0]);
  const prototypes = kept.flatMap((one) => one ?? []);
  const distances = standard
    .filter((_, place) => place % calibrationStepCount === 0)
    .map(
      ({ endMs, row }) =>
        nearest(
          row,
          prototypes.filter((one) => Math.abs(one.endMs - endMs) > apartMs).map((one) => one.row),
        ).distanceSigma,
    );
  const scale = surpriseScale(distances);
  return scale && { offset: centre, spread, rows: prototypes.map(({ row }) => Array.from(row)), scale };
}

function spreadOf(column: readonly number[], centre: number): number {
  return Math.sqrt(column.reduce((sum, value) => sum + (value - centre) ** 2, 0) / column.length) + spreadMinRatio;
}

export function standardised(vector: Float64Array, centre: readonly number[], spread: readonly number[]): Float64Array {
  const last = vector.length - 1;
  return vector.map((value, cell) => significant(((value - (centre[cell] ?? 0)) / (spread[cell] ?? 1)) * (cell === last ? idleRatio : 1)));
}

export interface Nearest {
  /** Infinite without a prototype. */
  readonly distanceSigma: number;
  readonly row: ArrayLike<number>;
}

/** The prototype least far in the Euclidean sense. */
export function nearest(row: Float64Array, prototypes: readonly ArrayLike<number>[]): Nearest {
  let best: Nearest = { distanceSigma: Number.POSITIVE_INFINITY, row };
  let least = Number.POSITIVE_INFINITY;
  for (const prototype of prototypes) {
    let sum = 0;
    for (let cell = 0; cell < row.length && sum < least; cell++) sum += ((row[cell] ?? 0) - (prototype[cell] ?? 0)) ** 2;
    if (sum >= least) continue;
    least = sum;
    best = { distanceSigma: Math.sqrt(sum), row: prototype };
  }
  return best;
}

/** The joint that is furthest from its share of the prototype; undefined when all distance is idle time. */
export function furthestJoint(row: Float64Array, prototype: ArrayLike<number>): number | undefined {
  let [worst, most]: [number | undefined, number] = [undefined, 0];
  for (let joint = 0; 2 * joint + 1 < row.length; joint++) {
    const away = [2 * joint, 2 * joint + 1].reduce((sum, cell) => sum + ((row[cell] ?? 0) - (prototype[cell] ?? 0)) ** 2, 0);
    if (away > most) [worst, most] = [joint, away];
  }
  return worst;
}
