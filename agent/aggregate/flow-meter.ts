import { type Frame, type FrameLayout, quality } from '../contract/frame.ts';
import { monoMsOf } from '../contract/time.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';
import { silenceMsOf } from './silence-limit.ts';
import { unwrapCounter } from './unwrap-counter.ts';

/** A base moves above this speed (risk model §2.1). */
export const movingFloorMPerS = 0.02;

/** What a stream adds up to beside time: whole micrometres travelled, whole millijoules drawn. */
export type FlowQuantity = 'distanceUm' | 'energyMj';

/** Per part: the last reading, whole units of the flow; a total where the stream has one, else the rate per millisecond. */
export interface FlowState {
  readonly lastMs: (number | null)[];
  readonly last: number[];
}

/** What one frame added, and how fast the flow is now; the speed of a base in metres per second. */
export interface FlowRise {
  readonly quantity: FlowQuantity;
  readonly riseValue: number;
  readonly ratePerS: Knowable<number>;
}

interface FlowStream {
  readonly key: string;
  readonly quantity: FlowQuantity;
  readonly partCount: number;
  readonly silenceMs: number;
  /** First cell of the total, −1 without; then its rate is read. */
  readonly totalAt: number;
  /** First cells whose product, times `sign`, is the rate. */
  readonly ratesAt: readonly number[];
  readonly sign: 1 | -1;
}

interface FlowUnit {
  /** Whole units in one of the signal's total, and in one of its rate held for a millisecond. */
  readonly unitsPerTotal: number;
  readonly perRateMs: number;
  /** Fastest credible rise, whole units per ms: the plausibility gate of the signal's rate. */
  readonly perMsMax: number;
  /** One of `ratePerS` in units per ms. */
  readonly perMsOfRate: number;
}

const units: Readonly<Record<FlowQuantity, FlowUnit>> = {
  distanceUm: { unitsPerTotal: 1e6, perRateMs: 1000, perMsMax: 50_000, perMsOfRate: 1000 },
  energyMj: { unitsPerTotal: 3.6e6, perRateMs: 1, perMsMax: 1e6, perMsOfRate: 1 },
};

/**
 * Distance and energy of a robot, from one source each: the first that has a total, else the first that has a rate, so that a pack or a
 * base that two interfaces report is counted once. A total counts by its differences; a rate holds until the next reading. Neither reaches
 * over a silence, which counts in no counter (decisions A7), and a total that falls or leaps counts nothing.
 */
export class FlowMeter {
  readonly #streams = new Map<FrameLayout, FlowStream>();
  readonly #chosen = new Map<FlowQuantity, FlowStream>();
  readonly #states: Record<string, FlowState>;

  /** `states` is kept by the caller, by stream. */
  constructor(states: Record<string, FlowState>) {
    this.#states = states;
  }

  /** Before the stream's first frame. */
  open(key: string, layout: FrameLayout): void {
    const stream = flowStream(key, layout);
    if (stream === undefined) return;
    this.#streams.set(layout, stream);
    this.#states[key] ??= {
      lastMs: new Array<number | null>(stream.partCount).fill(null),
      last: new Array<number>(stream.partCount).fill(0),
    };
    const chosen = this.#chosen.get(stream.quantity);
    if (chosen === undefined || (chosen.totalAt < 0 && stream.totalAt >= 0)) this.#chosen.set(stream.quantity, stream);
  }

  /** Undefined for a stream that is not counted. */
  step(frame: Frame): FlowRise | undefined {
    const stream = this.#streams.get(frame.layout);
    const state = stream && this.#states[stream.key];
    if (stream === undefined || state === undefined || !this.#counts(stream)) return undefined;
    let riseValue = 0;
    let ratePerMs: Knowable<number> = unknown('missing');
    for (let partIndex = 0; partIndex < stream.partCount; partIndex++) {
      const stepped = stream.totalAt >= 0 ? stepTotal(state, stream, { frame, partIndex }) : stepRate(state, stream, { frame, partIndex });
      if (stepped === undefined) continue;
      riseValue += stepped.riseValue;
      ratePerMs = typeof ratePerMs === 'number' ? ratePerMs + stepped.ratePerMs : stepped.ratePerMs;
    }
    const { perMsOfRate } = units[stream.quantity];
    return { quantity: stream.quantity, riseValue, ratePerS: typeof ratePerMs === 'number' ? ratePerMs / perMsOfRate : ratePerMs };
  }

  /** Several streams of one source count together when they are of one sort: a robot may have a topic per pack. */
  #counts(stream: FlowStream): boolean {
    const chosen = this.#chosen.get(stream.quantity);
    return chosen !== undefined && sourceOf(chosen) === sourceOf(stream) && chosen.totalAt >= 0 === stream.totalAt >= 0;
  }
}

const sourceOf = ({ key }: FlowStream): string => key.slice(0, key.lastIndexOf('/'));

function flowStream(key: string, layout: FrameLayout): FlowStream | undefined {
  const at = (signal: string): number => (layout.signals as readonly string[]).indexOf(signal) * layout.parts.length;
  const shared = { key, partCount: layout.parts.length, silenceMs: silenceMsOf(layout.periodMs), sign: 1 } as const;
  if (layout.component === 'usage' && at('energyTotalWh') >= 0) {
    return { ...shared, quantity: 'energyMj', totalAt: at('energyTotalWh'), ratesAt: [] };
  }
  const base = { ...shared, quantity: 'distanceUm', totalAt: at('distanceTotalM'), ratesAt: [at('velocityMPerS')] } as const;
  if (layout.component === 'base') return base.totalAt >= 0 || base.ratesAt[0] >= 0 ? base : undefined;
  if (layout.component !== 'battery') return undefined;
  const ratesAt = at('powerW') >= 0 ? [at('powerW')] : [at('voltageV'), at('currentA')];
  // Current and power are negative while a pack discharges; what it takes back while charging is not drawn by the robot.
  return ratesAt.every((cell) => cell >= 0) ? { ...shared, quantity: 'energyMj', totalAt: -1, ratesAt, sign: -1 } : undefined;
}

interface FlowCell {
  readonly frame: Frame;
  readonly partIndex: number;
}

interface FlowStep {
  readonly riseValue: number;
  readonly ratePerMs: number;
}

function readCell({ frame, partIndex }: FlowCell, firstAt: number): number | undefined {
  return frame.quality[firstAt + partIndex] === quality.good ? frame.values[firstAt + partIndex] : undefined;
}

/** Undefined for a total that cannot be read, and for the first one. */
function stepTotal(state: FlowState, { totalAt, quantity, silenceMs }: FlowStream, cell: FlowCell): FlowStep | undefined {
  const total = readCell(cell, totalAt);
  if (total === undefined) return undefined;
  const { partIndex } = cell;
  const nowMs = monoMsOf(cell.frame.time);
  const [lastMs = null, last = 0] = [state.lastMs[partIndex], state.last[partIndex]];
  const value = Math.round(total * units[quantity].unitsPerTotal);
  state.lastMs[partIndex] = nowMs;
  state.last[partIndex] = value;
  if (lastMs === null || nowMs - lastMs > silenceMs) return undefined;
  const elapsedMs = nowMs - lastMs;
  const { riseValue: believed, isPlausible } = unwrapCounter(
    { value: last, totalValue: last },
    { value, elapsedMs, perMsMax: units[quantity].perMsMax },
  );
  const riseValue = isPlausible ? believed : 0;
  return { riseValue, ratePerMs: elapsedMs === 0 ? 0 : riseValue / elapsedMs };
}

/** What the last rate gave while it held, at most for the silence limit; undefined for a rate that cannot be read. */
function stepRate(state: FlowState, stream: FlowStream, cell: FlowCell): FlowStep | undefined {
  let rate = stream.sign * units[stream.quantity].perRateMs;
  for (const firstAt of stream.ratesAt) {
    const value = readCell(cell, firstAt);
    if (value === undefined) return undefined;
    rate *= value;
  }
  const ratePerMs = stream.quantity === 'distanceUm' ? Math.abs(rate) : Math.max(0, rate);
  const { partIndex } = cell;
  const nowMs = monoMsOf(cell.frame.time);
  const lastMs = state.lastMs[partIndex] ?? null;
  const heldMs = lastMs === null ? 0 : Math.min(nowMs - lastMs, stream.silenceMs);
  const riseValue = Math.round((state.last[partIndex] ?? 0) * heldMs);
  state.lastMs[partIndex] = nowMs;
  state.last[partIndex] = ratePerMs;
  return { riseValue, ratePerMs };
}
