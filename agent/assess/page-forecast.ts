import type { AnomalyPhase } from '../contract/anomaly.ts';
import type { EventForecastStatus } from '../contract/event-forecast.ts';
import type { WindowFeatures } from '../contract/features.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { SignalName } from '../contract/signal.ts';
import { isUnknown, type Knowable, type UnknownReason, unknown } from '../contract/unknown.ts';
import type { WindowFacts } from '../contract/usage.ts';
import { EventForecaster, type TaughtEventHeads } from './event-forecast.ts';
import { effortOf } from './event-outlook.ts';
import { forecastText } from './watch/watch-messages.ts';

/** The class of the event that the heads know. */
const stopClass = 'protectiveStop';

export interface ForecastWindow extends WindowFacts {
  /** Undefined in a window without a frame of the joints. */
  readonly joints: WindowFeatures | undefined;
  /** From the nearest posture of commissioning; undefined before there is a reference, and without efforts. */
  readonly distanceSigma: number | undefined;
  readonly eventCounts: Readonly<Record<string, number>>;
}

type Latest = (horizonS: number) => Knowable<number>;

/**
 * The early warning of the owner's page, beside the watch: takes what the watch takes, and nothing it says goes anywhere but to the status.
 * ```
 *  window, posture, stops ─▶ all known? ─▶ EventForecaster ─▶ latest probabilities ─▶ status
 *                                └─ no ─▶ unknown, with the reason
 * ```
 */
export class PageForecast {
  readonly #heads: TaughtEventHeads;
  readonly #forecaster: EventForecaster;
  #latest: Latest = () => unknown('learning');

  constructor(heads: TaughtEventHeads) {
    this.#heads = heads;
    this.#forecaster = new EventForecaster(heads);
  }

  /** One window, in the order of time. */
  take(seen: ForecastWindow): void {
    this.#latest = this.#forecastOf(seen);
  }

  /** Unknown while the robot is learned: what is normal for it is the first thing the heads ask for. */
  status(phase: AnomalyPhase): EventForecastStatus {
    const of = (horizonS: number): Knowable<number> => (phase === 'active' ? this.#latest(horizonS) : unknown('learning'));
    const { en: textEn, zh: textZh } = forecastText(this.#heads);
    return { nowRatio: of(0), within5sRatio: of(5), within10sRatio: of(10), textEn, textZh };
  }

  #forecastOf({ joints, distanceSigma, ...facts }: ForecastWindow): Latest {
    const isStop = stopOf(facts);
    if (joints === undefined) return () => unknown('missing');
    const why = this.#whyUnknown(joints, distanceSigma);
    const known = why === undefined ? distanceSigma : undefined;
    const forecasts = this.#forecaster.next({ window: joints, distanceSigma: known, isStop: isStop === true });
    if (why !== undefined) return () => unknown(why);
    return (horizonS) => {
      if (horizonS > 0 && isUnknown(isStop)) return isStop;
      const ratio = forecasts.find((one) => one.horizonS === horizonS)?.probabilityRatio;
      return ratio === undefined ? unknown('notRated') : roundTo(ratio, decimals.score);
    };
  }

  /** Heads say nothing of other joints or another effort, of a joint that did not report, or before enough normal life is known to compare with. */
  #whyUnknown(joints: WindowFeatures, distanceSigma: number | undefined): UnknownReason | undefined {
    const { jointCount, effortSignal } = this.#heads;
    const { layout } = joints;
    if (layout.parts.length !== jointCount || effortOf(layout) !== effortSignal) return 'notRated';
    if (!isComplete(joints, effortSignal) || !isComplete(joints, 'velocityRadPerS')) return 'missing';
    return Number.isFinite(distanceSigma) ? undefined : 'insufficientData';
  }
}

/** Whether a stop was on in the window; unknown where no source can say. */
function stopOf({ observable, ongoing = [], eventCounts }: Omit<ForecastWindow, 'joints' | 'distanceSigma'>): Knowable<boolean> {
  if (!observable.includes(stopClass)) return unknown('notObserved');
  return ongoing.includes(stopClass) || (eventCounts[stopClass] ?? 0) > 0;
}

/** Every joint has a good sample of the signal in the window. */
function isComplete({ layout, count }: WindowFeatures, name: SignalName): boolean {
  const row = layout.signals.indexOf(name);
  return row >= 0 && layout.parts.every((_, joint) => (count[row * layout.parts.length + joint] ?? 0) > 0);
}
