import type { ClosedWindow, WindowFeatures } from '../contract/features.ts';
import { isKnown, type Knowable, unknown } from '../contract/unknown.ts';
import type { SiteObservation } from './environment-readings.ts';

/** What nobody measures. */
export const noObservation = {
  ambientC: unknown('notReported'),
  humidityRatio: unknown('notReported'),
  backgroundVibrationMPerS2: unknown('notReported'),
} as const;

/**
 * What the sensors of one window say of the site.
 * ```
 *  ambient ─▶ temperature, humidity      imu, at rest ─▶ vibration, peak      controller ─▶ the coolest board
 * ```
 * Vibration is the standard deviation over a window of one second: everything from about 1 Hz up to half the rate of the stream. That is D4'
 * of the table for a slow unit; a fast one hears a wider band and never less, so that it is graded by the same row. The velocity row (D4)
 * needs 10–1000 Hz, which a window does not tell: a survey of the site declares it.
 */
export function siteObservation(window: ClosedWindow): SiteObservation {
  const ofComponent = (component: string): WindowFeatures[] => window.streams.filter(({ layout }) => layout.component === component);
  const axes = ofComponent('imu')
    .flatMap((stream) => accelerationAxes(stream) ?? [])
    .slice(0, 3);
  const atRest = window.operatingMs === 0 && axes.length === 3;
  return {
    ambientC: firstMean(ofComponent('ambient'), 'temperatureC'),
    humidityRatio: firstMean(ofComponent('ambient'), 'relativeHumidityRatio'),
    backgroundVibrationMPerS2: atRest ? lengthOf(axes.map(({ sd }) => sd)) : unknown('notObserved'),
    peakMPerS2: atRest ? lengthOf(axes.map(({ peakMPerS2 }) => peakMPerS2)) : unknown('notObserved'),
    hasInertialUnit: axes.length === 3,
    boardC: coolestOf(ofComponent('controller')),
  };
}

/** The first stream that knows it: temperature and humidity may come from two sources. */
function firstMean(streams: readonly WindowFeatures[], signal: string): Knowable<number> {
  const means = streams.map((stream) => meanOf(stream, signal));
  return means.find(isKnown) ?? means[0] ?? unknown('notReported');
}

function meanOf({ layout, count, mean }: WindowFeatures, signal: string): Knowable<number> {
  const row = (layout.signals as readonly string[]).indexOf(signal);
  if (row < 0) return unknown('notReported');
  const cell = row * layout.parts.length;
  return (count[cell] ?? 0) > 0 ? (mean[cell] ?? 0) : unknown('missing');
}

interface Axis {
  readonly sd: number;
  /** Furthest from the mean. */
  readonly peakMPerS2: number;
}

const axisSignals = ['accelerationXMPerS2', 'accelerationYMPerS2', 'accelerationZMPerS2'];
/** Names of a body's own unit, where a stream has several: what is bolted to a limb swings with it. */
const bodyPart = /base|pelvis|torso|trunk|body|chest/i;
/** Of fewer readings a spread says nothing. */
const readingCountMin = 8;

/** The three axes of the stream's body unit; undefined where one is missing. */
function accelerationAxes({ layout, count, mean, sd, min, max }: WindowFeatures): Axis[] | undefined {
  const part = Math.max(
    0,
    layout.parts.findIndex((name) => bodyPart.test(name)),
  );
  const axes = axisSignals.flatMap((signal) => {
    const row = (layout.signals as readonly string[]).indexOf(signal);
    const cell = row * layout.parts.length + part;
    if (row < 0 || (count[cell] ?? 0) < readingCountMin) return [];
    const [middle, low, high] = [mean[cell] ?? 0, min[cell] ?? 0, max[cell] ?? 0];
    return [{ sd: sd[cell] ?? 0, peakMPerS2: Math.max(high - middle, middle - low) }];
  });
  return axes.length === axisSignals.length ? axes : undefined;
}

const lengthOf = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** A die is warmer than its board: of several sensors the coolest is nearest to the air. */
function coolestOf(streams: readonly WindowFeatures[]): Knowable<number> {
  const temperatures = streams.flatMap(({ layout, count, mean }) => {
    const row = (layout.signals as readonly string[]).indexOf('temperatureC');
    const cells = row < 0 ? [] : layout.parts.map((_, part) => row * layout.parts.length + part);
    return cells.flatMap((cell) => ((count[cell] ?? 0) > 0 ? [mean[cell] ?? 0] : []));
  });
  return temperatures.length === 0 ? unknown('notReported') : Math.min(...temperatures);
}
