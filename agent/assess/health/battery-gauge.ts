import type { ClosedWindow, WindowFeatures } from '../../contract/features.ts';
import { decimals, roundTo } from '../../contract/rounding.ts';
import type { SignalName } from '../../contract/signal.ts';
import { type HeatGauge, openingHeat, restartHeat, stepHeat } from './heat-gauge.ts';
import { cellOf, heldMs } from './joint-gauge.ts';

/** The battery between two evaluations. Rest is counted in source time, operating or not. */
export interface BatteryGauge {
  readonly heat: HeatGauge;
  /** How long the battery has been at rest without a break, and when its current was last heard; null before. */
  readonly restMs: number;
  readonly heardAtMs: number | null;
  /** Cell voltages apart at rest since the last evaluation; null where that was not seen. */
  readonly imbalanceV: number | null;
}

export const openingBattery: BatteryGauge = { heat: openingHeat, restMs: 0, heardAtMs: null, imbalanceV: null };

/** At rest is below so many hours' share of the capacity, for so long (risk model §4.2 B3). */
const restH = 20;
const restMinMs = 1_800_000;
/** Below this state of charge a rounded ratio says too little of the whole capacity. */
const chargeForCapacityMinRatio = 0.2;
/** After a longer silence of the current, or in another process, rest begins anew. */
const restGapMs = 60_000;

/** Adds one window. What it does not carry stays as it was. */
export function stepBattery(gauge: BatteryGauge, window: ClosedWindow): BatteryGauge {
  const batteries = window.streams.filter(({ layout }) => layout.component === 'battery');
  if (batteries.length === 0) return gauge;
  const hottestC = highest(batteries, 'temperatureC');
  const heat =
    hottestC === undefined || window.operatingMs === 0
      ? gauge.heat
      : stepHeat(gauge.heat, hottestC, spokenForMs(batteries, window.operatingMs));
  const rest = restAfter(gauge, batteries, window);
  const apartV = rest.restMs < restMinMs ? undefined : cellsApartV(batteries);
  return { heat, ...rest, imbalanceV: apartV ?? gauge.imbalanceV };
}

/** Of the streams with a temperature, the one that speaks for longest. */
function spokenForMs(batteries: readonly WindowFeatures[], operatingMs: number): number {
  const withHeat = batteries.filter((stream) => valuesOf(stream, 'temperatureC').length > 0);
  return Math.max(...withHeat.map((stream) => heldMs(stream, operatingMs)));
}

/** What the next evaluation begins with. */
export function restartBattery(gauge: BatteryGauge): BatteryGauge {
  return { ...gauge, heat: restartHeat(gauge.heat), imbalanceV: null };
}

/** Current and capacity together say whether it rests; a capacity that is neither reported nor follows from the charge leaves that unknown. */
function restAfter(
  { restMs, heardAtMs }: BatteryGauge,
  batteries: readonly WindowFeatures[],
  { startMs, endMs }: ClosedWindow,
): Pick<BatteryGauge, 'restMs' | 'heardAtMs'> {
  const currents = batteries.flatMap((stream) => valuesOf(stream, 'currentA').map(Math.abs));
  if (currents.length === 0) return { restMs, heardAtMs };
  const capacityAh = highest(batteries, 'fullChargeAh') ?? capacityLeft(batteries) ?? 0;
  const rests = Math.max(...currents) < capacityAh / restH;
  const goesOn = heardAtMs !== null && startMs >= heardAtMs && startMs - heardAtMs <= restGapMs;
  const from = goesOn ? heardAtMs : startMs;
  return { restMs: rests ? (goesOn ? restMs : 0) + (endMs - from) : 0, heardAtMs: endMs };
}

/** What is left over its share of the whole: the capacity as a pack that reports both counts it itself; the smallest of several. */
function capacityLeft(batteries: readonly WindowFeatures[]): number | undefined {
  const found = batteries.flatMap((stream) =>
    stream.layout.parts.flatMap((_, part) => {
      const [leftAh, ratio] = [cellOf(stream, 'remainingAh', part), cellOf(stream, 'stateOfChargeRatio', part)].map((cell) =>
        cell < 0 ? undefined : stream.mean[cell],
      );
      return leftAh === undefined || ratio === undefined || ratio < chargeForCapacityMinRatio ? [] : [leftAh / ratio];
    }),
  );
  return found.length === 0 ? undefined : Math.min(...found);
}

/** Largest difference within one stream of cells; undefined with fewer than two. */
function cellsApartV(batteries: readonly WindowFeatures[]): number | undefined {
  const apart = batteries.flatMap((stream) => {
    const cells = valuesOf(stream, 'cellVoltageV');
    return cells.length < 2 ? [] : [Math.max(...cells) - Math.min(...cells)];
  });
  return apart.length === 0 ? undefined : roundTo(Math.max(...apart), decimals.value);
}

function highest(batteries: readonly WindowFeatures[], signal: SignalName): number | undefined {
  const values = batteries.flatMap((stream) => valuesOf(stream, signal));
  return values.length === 0 ? undefined : Math.max(...values);
}

/** Window means of every part that has the signal. */
function valuesOf(stream: WindowFeatures, signal: SignalName): number[] {
  return stream.layout.parts.flatMap((_, part) => {
    const cell = cellOf(stream, signal, part);
    return cell < 0 ? [] : [stream.mean[cell] ?? 0];
  });
}
