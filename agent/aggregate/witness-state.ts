import type { WitnessCounter, WitnessMessage } from '../contract/witness.ts';
import type { UnwrappedCounter } from './unwrap-counter.ts';

/** Where our own counters stood at a reading, whole ms. */
export interface OwnTime {
  /** Powered on, silent or imputed: all the time that is accounted for in some way. */
  readonly accountedMs: number;
  readonly powerOnMs: number;
  readonly operatingMs: number;
  /** Without data while the agent ran; absent in what an older version saved. */
  readonly silentMs?: number;
}

/** One counter of one component, followed over the years; plain JSON. */
export interface WitnessSeries {
  readonly sourceId: string;
  readonly component: string;
  /** Null without a serial number: a weak witness. */
  readonly serialNumber: string | null;
  readonly counter: WitnessCounter;
  readonly stepSize: number;
  /** True while another component sits in its place: what it counts then it counts elsewhere. */
  readonly isAway: boolean;
  readonly reading: UnwrappedCounter;
  readonly readWallMs: number;
  /** In which run of the agent it was read last, and where our counters stood then. */
  readonly readRunCount: number;
  readonly readAt: OwnTime;
  /** Of a counter of starts: those it will have risen by since then although nobody was missing; absent in what an older version saved. */
  readonly ownStartCount?: number;
  /** From where the comparison of hours runs. */
  readonly anchor: OwnTime & { readonly totalValue: number };
  /** What it rose by while metered, and our operating time meanwhile. */
  readonly learned: { readonly riseValue: number; readonly operatingMs: number };
  /** What stands on the ledger; null when nothing does. */
  readonly recordedValue: number | null;
  /** In which run it was last found behind our own hours: said once per run. */
  readonly behindRunCount: number | null;
}

/** How a series answered at its first reading of a run. */
export interface WitnessAnswer {
  readonly key: string;
  readonly component: string;
  readonly counter: WitnessCounter;
  readonly isStrong: boolean;
  /** What the counter rose by since the run before, in its own unit. */
  readonly riseValue: number;
  /** Of a counter of time, how much of that nobody accounts for; of another, its estimate in operating time, null when it cannot tell. */
  readonly unmeteredMs: number | null;
  readonly contradictsOff: boolean;
  /** Of a counter of starts: boots that we began since it was read, in runs too short to read it too, and silences that ended meanwhile. */
  readonly ownStartCount?: number;
}

/** The time between two runs, and what is known of it so far. */
export interface BetweenRuns {
  readonly startedMs: number;
  readonly beforeWallMs: number;
  readonly wallGapMs: number;
  readonly sameBoot: boolean;
  /** How long the host had been up when the agent started, beyond the allowance for booting; 0 in the same boot. */
  readonly upBeforeMs: number;
  /** True when the run before was stopped, not cut short. */
  readonly afterStop: boolean;
  readonly answers: readonly WitnessAnswer[];
  readonly pose: RestAnswer | null;
  readonly charge: RestAnswer | null;
  /** False once a pose was seen in this run, comparable or not. */
  readonly poseOpen: boolean;
  readonly judged: boolean;
  readonly imputedMs: number;
}

/** What pose or state of charge say: how far off at most, and whether that is beyond what rest explains. */
export interface RestAnswer {
  readonly part: string;
  readonly changeValue: number;
  readonly contradictsOff: boolean;
}

/** Everything the witnesses remember; plain JSON. */
export interface WitnessState {
  /** Counts the starts of the agent. */
  runCount: number;
  /** True after a stop that was written down; false after a cut of power or a kill. */
  stopped: boolean;
  series: Record<string, WitnessSeries>;
  /** Which serial number sits at a source's component now. */
  present: Record<string, string>;
  between: BetweenRuns | null;
  /** Position of each joint and charge of each pack in the last window that had them. */
  poseRad: Record<string, number>;
  chargeRatio: Record<string, number>;
  recordedMs: number | null;
}

export function openingWitnesses(): WitnessState {
  return { runCount: 0, stopped: false, series: {}, present: {}, between: null, poseRad: {}, chargeRatio: {}, recordedMs: null };
}

/** Component, serial number and counter make a series; without a serial number the source stands in for it. */
export const seriesKey = ({ component, serialNumber, sourceId, counter }: SeriesName): string =>
  serialNumber === null ? `${component}/?${sourceId}/${counter}` : `${component}/${serialNumber}/${counter}`;

export type SeriesName = Pick<WitnessSeries, 'component' | 'serialNumber' | 'sourceId' | 'counter'>;

/** What is read of a message, or made of a window. */
export type WitnessReading = Omit<WitnessMessage, 'kind' | 'time' | 'serialNumber'> & { readonly serialNumber: string | null };
