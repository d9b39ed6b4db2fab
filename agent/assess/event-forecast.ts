import type { WindowFeatures } from '../contract/features.ts';
import { type EffortName, EventFeatures, type EventHead, eventProbability } from './event-outlook.ts';

/** Heads that were fitted on one kind of robot. */
export interface EventHeads {
  readonly jointCount: number;
  readonly heads: readonly EventHead[];
}

/** Heads with what they were taught by, so that whoever shows their figures can say it. */
export interface TaughtEventHeads extends EventHeads {
  /** Robot and recording, in English. */
  readonly robot: string;
  /** The effort they read; another one has other sizes. */
  readonly effortSignal: EffortName;
  /** On blocks of time that the head was not fitted on. */
  readonly blockAurocs: readonly { readonly horizonS: number; readonly aurocRatio: number }[];
}

/** Probability of a protective stop within so many seconds, 0 … 1; 0 s is now. */
export interface EventForecast {
  readonly horizonS: number;
  readonly probabilityRatio: number;
}

export interface ForecastInput {
  readonly window: WindowFeatures;
  /** Distance of the robot's posture from the nearest of normal life; undefined where no effort is known. */
  readonly distanceSigma: number | undefined;
  /** The robot says that it has stopped. */
  readonly isStop: boolean;
}

const recentMs = 300_000;

/**
 * What may come next, for the owner's page and never for a report. Remembers the stops of five minutes and nothing that needs saving: after a start it
 * knows as much again within seconds.
 * ```
 *  window, posture ─▶ EventFeatures ─▶ one head per horizon ─▶ probabilities
 *  stops ─▶ since when, how many ─┘
 * ```
 */
export class EventForecaster {
  readonly #heads: EventHeads;
  readonly #features = new EventFeatures();
  #stopsMs: readonly number[] = [];
  #lastStopMs = Number.NEGATIVE_INFINITY;
  #wasStop = false;

  constructor(heads: EventHeads) {
    this.#heads = heads;
  }

  /** One window, in the order of time; of as many joints as the heads were fitted on; nothing where no effort is known, and nothing ahead while a stop is on. */
  next({ window, distanceSigma, isStop }: ForecastInput): readonly EventForecast[] {
    const nowMs = window.endMs;
    this.#stopsMs = this.#stopsMs.filter((atMs) => nowMs - atMs < recentMs && atMs <= nowMs);
    const sinceStopMs = Math.max(0, nowMs - this.#lastStopMs);
    const recentStopCount = this.#stopsMs.length;
    if (isStop && !this.#wasStop) this.#stopsMs = [...this.#stopsMs, nowMs];
    if (isStop) this.#lastStopMs = nowMs;
    this.#wasStop = isStop;
    if (distanceSigma === undefined) return [];
    const features = this.#features.next({ window, distanceSigma, sinceStopMs, recentStopCount });
    return this.#heads.heads
      .filter(({ horizonS }) => horizonS === 0 || !isStop)
      .map((head) => ({ horizonS: head.horizonS, probabilityRatio: eventProbability(head, features) }));
  }
}
