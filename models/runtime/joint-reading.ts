import type { JointLimits, WindowFeatures } from '../../agent/contract/features.ts';
import type { SignalName } from '../../agent/contract/signal.ts';

type Limits = JointLimits[number];
type Statistic = 'mean' | 'sd' | 'min' | 'max';

const noLimits: Limits = { velocityRadPerS: undefined, torqueNm: undefined, currentA: undefined };

/** A spread needs two samples: with one, `sd` is 0 by definition and says nothing. */
const spreadSampleCountMin = 2;

/**
 * A cursor over the joints of one window. Every question answers `undefined` when the joint has no good sample of that signal in the
 * window, or when the number is not finite: a masked input, never a zero that looks like a value.
 */
export class JointReading {
  readonly window: WindowFeatures;
  readonly limits: JointLimits;
  private partIndex = 0;

  constructor(window: WindowFeatures, limits: JointLimits) {
    this.window = window;
    this.limits = limits;
  }

  moveTo(partIndex: number): void {
    this.partIndex = partIndex;
  }

  /** The declared limits of this joint; each one undefined when nobody stated it. */
  get limit(): Limits {
    return this.limits[this.partIndex] ?? noLimits;
  }

  /** Mean over the window, house unit of the signal. */
  mean(signal: SignalName): number | undefined {
    return this.read(signal, 'mean', 1);
  }

  /** Standard deviation over the window, house unit; undefined with fewer than two samples. */
  sd(signal: SignalName): number | undefined {
    return this.read(signal, 'sd', spreadSampleCountMin);
  }

  /** Root mean square over the window: √(mean² + sd²). */
  rms(signal: SignalName): number | undefined {
    const mean = this.mean(signal);
    const sd = this.read(signal, 'sd', 1);
    return mean === undefined || sd === undefined ? undefined : Math.hypot(mean, sd);
  }

  /** Largest magnitude in the window. */
  maxAbs(signal: SignalName): number | undefined {
    const low = this.read(signal, 'min', 1);
    const high = this.read(signal, 'max', 1);
    return low === undefined || high === undefined ? undefined : Math.max(Math.abs(low), Math.abs(high));
  }

  private read(signal: SignalName, statistic: Statistic, sampleCountMin: number): number | undefined {
    const signalIndex = this.window.layout.signals.indexOf(signal);
    if (signalIndex < 0) return undefined;
    const cell = signalIndex * this.window.layout.parts.length + this.partIndex;
    if ((this.window.count[cell] ?? 0) < sampleCountMin) return undefined;
    const value = this.window[statistic][cell];
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  }
}
