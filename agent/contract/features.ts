import type { FrameLayout } from './frame.ts';
import type { MonoMs } from './time.ts';

/**
 * Statistics of one stream over one window, computed once: columns of the same shape as the stream's frames
 * (cell = signal × parts + part), in house units. A cell with `count` 0 has no good sample in the window.
 */
export interface WindowFeatures {
  readonly layout: FrameLayout;
  readonly startMs: MonoMs;
  readonly endMs: MonoMs;
  readonly frameCount: number;
  readonly count: Uint32Array;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** The last good sample; absent in windows that were read back from a store. */
  readonly last?: Float64Array;
}

/** A window of source time that has closed, with every stream that had frames; `operatingMs` counts since the window before. */
export interface ClosedWindow {
  readonly startMs: MonoMs;
  readonly endMs: MonoMs;
  readonly operatingMs: number;
  readonly streams: readonly WindowFeatures[];
}

/** Anomaly of one window: one score per joint of the layout; 0 = exactly as the model expects, 1 = its own average error. */
export interface WindowScore {
  readonly startMs: MonoMs;
  /** Mean squared standardised residual over the joint's effort channels, 0…900; never NaN: a joint not scored has 0 and mask 0. */
  readonly jointScores: Float64Array;
  readonly jointMask: Uint8Array;
  /** −ln p of the robot as a whole, where that is rated too: corrected for how much was looked at. */
  readonly robotScore?: number;
}

/** A loaded anomaly model, handed to the pipeline by `agent.ts`. */
export interface Scorer {
  readonly backend: 'native' | 'wasm' | 'cpu';
  readonly weightsSha256: string;
  readonly modelVersion: string;
  /** Undefined when the window carries none of the model's inputs. Synchronous: one batched call per window. */
  score(window: WindowFeatures, limits: JointLimits): WindowScore | undefined;
  close(): void;
}

/** Per joint, in the order of the layout's parts, for normalising; a missing limit is unknown and masks the input. */
export type JointLimits = readonly {
  readonly velocityRadPerS: number | undefined;
  readonly torqueNm: number | undefined;
  readonly currentA: number | undefined;
}[];
