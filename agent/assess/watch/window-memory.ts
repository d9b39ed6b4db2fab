import type { WindowFeatures } from '../../contract/features.ts';
import { cellOf, firstCell, type JointBefore, type JointLimit, nothingBefore, rowSize, temperatureSignals, writeRow } from './joint-row.ts';

/** Windows further apart belong to different sessions: what was remembered of the last seconds is void. */
export const sessionGapMs = 30_000;
/** How far back a temperature's rise is looked for, ms. Longer ones find slow heating late and drown fast heating in the day's warming. */
export const riseHorizonsMs = [10_000, 20_000, 30_000] as const;
const historyMs = Math.max(...riseHorizonsMs);
/** At most so many windows are remembered, however short they are. */
const historyCountMax = 64;
/** Glitches of single readings are common on servos: a temperature is the median of three windows. */
const medianWindowCount = 3;
/** From so many readings on, the mean of a window says at once what the median says a second later. */
const meanSampleCountMin = 5;
/** Below this no joint moves; the same floor as the usage meter's. */
const stillRadPerS = 0.02;
const stillRad = 0.005;
const idleStepMsMax = 3_000;

/** One window as the watch sees it: a row per joint (`joint × rowSize + place`), and what is true of the robot as a whole. */
export interface WatchedWindow {
  readonly endMs: number;
  readonly rows: Float64Array;
  /** True while no joint moves. */
  readonly still: boolean;
  /** How long it has been still, ms. */
  readonly idleMs: number;
}

interface Remembered {
  readonly atMs: number;
  /** null where no thermometer was ever read. */
  readonly temperaturesC: readonly (number | null)[];
}

/** The last half minute of one robot, plain JSON. */
export interface MemoryState {
  readonly history: readonly Remembered[];
  readonly before: readonly { readonly [K in keyof JointBefore]: number | null }[];
  readonly endMs: number | null;
  readonly idleMs: number;
}

const openingMemory: MemoryState = { history: [], before: [], endMs: null, idleMs: 0 };

/** Rises of temperature, changes of effort and velocity, and how long a robot has stood. Bounded: 30 s or 64 windows. */
export class WindowMemory {
  #state: MemoryState;

  constructor(state: MemoryState = openingMemory) {
    this.#state = state;
  }

  get state(): MemoryState {
    return this.#state;
  }

  /** True when this window begins a new session. */
  isNewSession(window: WindowFeatures): boolean {
    const { endMs } = this.#state;
    return endMs === null || window.startMs - endMs > sessionGapMs || window.endMs <= endMs;
  }

  take(window: WindowFeatures, limits: readonly JointLimit[]): WatchedWindow {
    if (this.isNewSession(window)) this.#state = openingMemory;
    const was = this.#state;
    const jointCount = window.layout.parts.length;
    const history = rememberTemperatures(was.history, window);
    const rises = risesOf(history, window);
    const rows = new Float64Array(jointCount * rowSize);
    const before = window.layout.parts.map((_, joint) => {
      const risesC = rises.map((rise) => rise[joint] ?? Number.NaN);
      const temperatureC = history.at(-1)?.temperaturesC[joint] ?? Number.NaN;
      const reading = { window, jointIndex: joint, limit: limits[joint], before: known(was.before[joint]), temperatureC, risesC };
      return storable(writeRow(reading, rows.subarray(joint * rowSize, (joint + 1) * rowSize)));
    });
    const still = isStill(window);
    const stepMs = was.endMs === null ? window.endMs - window.startMs : Math.min(idleStepMsMax, window.endMs - was.endMs);
    const idleMs = still ? was.idleMs + stepMs : 0;
    this.#state = { history, before, endMs: window.endMs, idleMs };
    return { endMs: window.endMs, rows, still, idleMs };
  }
}

function rememberTemperatures(history: readonly Remembered[], window: WindowFeatures): readonly Remembered[] {
  const last = history.at(-1)?.temperaturesC;
  const temperaturesC = window.layout.parts.map((_, joint) => firstCell(window, temperatureSignals, joint)?.mean ?? last?.[joint] ?? null);
  const kept = history.filter(({ atMs }) => window.endMs - atMs <= historyMs);
  return [...kept, { atMs: window.endMs, temperaturesC }].slice(-historyCountMax);
}

/**
 * Per horizon and joint: the temperature now above the lowest within the horizon, K; NaN where it is unknown. The shortest horizon is for heat
 * that comes fast, and a fault of a few seconds is half over when a median has seen it: it takes the newest window at its word. A glitch then
 * lasts one window, which no alarm is confirmed by.
 */
function risesOf(history: readonly Remembered[], window: WindowFeatures): readonly (readonly number[])[] {
  const newest = history.slice(-medianWindowCount);
  const medianC = (newest[0]?.temperaturesC ?? []).map((_, joint) => middle(newest.map((one) => one.temperaturesC[joint] ?? Number.NaN)));
  const newestC = medianC.map((temperatureC, joint) => meanOfManyC(window, joint) ?? temperatureC);
  return riseHorizonsMs.map((horizonMs, place) => {
    const within = history.filter(({ atMs }) => window.endMs - atMs <= horizonMs);
    return (place === 0 ? newestC : medianC).map((temperatureC, joint) => {
      const lowestC = within.reduce((low, one) => Math.min(low, one.temperaturesC[joint] ?? low), Number.POSITIVE_INFINITY);
      return Number.isFinite(lowestC) ? temperatureC - lowestC : Number.NaN;
    });
  });
}

/** Undefined where the window has too few readings for a mean that a single one does not make. */
function meanOfManyC(window: WindowFeatures, joint: number): number | undefined {
  const cell = firstCell(window, temperatureSignals, joint);
  return cell !== undefined && cell.sampleCount >= meanSampleCountMin ? cell.mean : undefined;
}

function middle(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function known(saved: MemoryState['before'][number] | undefined): JointBefore {
  if (saved === undefined) return nothingBefore;
  const { effortRatio, velocityRatio, positionRad } = saved;
  return { effortRatio: effortRatio ?? Number.NaN, velocityRatio: velocityRatio ?? Number.NaN, positionRad: positionRad ?? Number.NaN };
}

function storable({ effortRatio, velocityRatio, positionRad }: JointBefore): MemoryState['before'][number] {
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return { effortRatio: orNull(effortRatio), velocityRatio: orNull(velocityRatio), positionRad: orNull(positionRad) };
}

/** No joint that says anything of its motion moves. A robot that says nothing of it is never still. */
function isStill(window: WindowFeatures): boolean {
  const motions = window.layout.parts.flatMap((_, joint) => jointMotion(window, joint) ?? []);
  return motions.length > 0 && !motions.includes('moving');
}

function jointMotion(window: WindowFeatures, joint: number): 'moving' | 'still' | undefined {
  const velocity = cellOf(window, 'velocityRadPerS', joint);
  if (velocity !== undefined) return Math.abs(velocity.mean) > stillRadPerS || velocity.sd > stillRadPerS ? 'moving' : 'still';
  const position = cellOf(window, 'positionRad', joint);
  return position && (position.sd > stillRad ? 'moving' : 'still');
}
