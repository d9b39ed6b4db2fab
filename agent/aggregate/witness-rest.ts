import type { ClosedWindow, WindowFeatures } from '../contract/features.ts';
import { roundTo } from '../contract/rounding.ts';
import type { SignalName } from '../contract/signal.ts';
import type { RestAnswer, WitnessReading } from './witness-state.ts';

/** Poses are kept to a tenth of a milliradian, charges to a thousandth: far below any tolerance. */
const poseDecimals = 4;
const chargeDecimals = 3;
const fullTurnRad = 2 * Math.PI;
const mwhPerWh = 1000;
/** The coarsest step hour meters are known to have: frames do not say their own. */
const hourMs = 3_600_000;

/** Where the joints stand at the end of a window, by part: a joint that came to rest within it stands where it was read last. */
export const posesOf = (window: ClosedWindow): Record<string, number> =>
  readOf(window, 'joint', { signal: 'positionRad', decimalCount: poseDecimals, valuesOf: ({ last, mean }) => last ?? mean });

/** How full each pack is, 0…1, by source and part. */
export const chargesOf = (window: ClosedWindow): Record<string, number> =>
  readOf(window, 'battery', { signal: 'stateOfChargeRatio', decimalCount: chargeDecimals, valuesOf: ({ mean }) => mean });

interface Reading {
  readonly signal: SignalName;
  readonly decimalCount: number;
  readonly valuesOf: (stream: WindowFeatures) => Float64Array;
}

function readOf(window: ClosedWindow, component: string, { signal, decimalCount, valuesOf }: Reading): Record<string, number> {
  const found: Record<string, number> = {};
  for (const stream of window.streams) {
    if (stream.layout.component === component)
      eachCell(stream, signal, (part, cell) => {
        found[`${stream.layout.sourceId}/${part}`] = roundTo(valuesOf(stream)[cell] ?? 0, decimalCount);
      });
  }
  return found;
}

/** The part that turned furthest, the short way round: an encoder may have lost whole turns. Null when no joint is in both. */
export function comparePose(
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
  toleranceRad: number,
): RestAnswer | null {
  return furthest(before, now, {
    changeOf: (fromRad, toRad) => Math.abs(toRad - fromRad - fullTurnRad * Math.round((toRad - fromRad) / fullTurnRad)),
    changeMaxValue: toleranceRad,
    decimalCount: poseDecimals,
  });
}

/** The pack that lost most; one that gained was charged, which contradicts nothing. Null when no pack is in both. */
export function compareCharge(
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
  dropRatioMax: number,
): RestAnswer | null {
  return furthest(before, now, { changeOf: (from, to) => from - to, changeMaxValue: dropRatioMax, decimalCount: chargeDecimals });
}

interface Comparison {
  readonly changeOf: (before: number, now: number) => number;
  readonly changeMaxValue: number;
  readonly decimalCount: number;
}

function furthest(
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
  { changeOf, changeMaxValue, decimalCount }: Comparison,
): RestAnswer | null {
  let worst: RestAnswer | null = null;
  for (const [part, value] of Object.entries(now)) {
    const from = before[part];
    if (from === undefined) continue;
    const changeValue = roundTo(changeOf(from, value), decimalCount);
    if (worst === null || changeValue > worst.changeValue) worst = { part, changeValue, contradictsOff: changeValue > changeMaxValue };
  }
  return worst;
}

const frameCounters = {
  usage: [
    ['powerOnTotalMs', 'powerOnMs', 1, hourMs],
    ['operatingTotalMs', 'operatingMs', 1, hourMs],
    ['cycleTotalCount', 'cycleCount', 1, 1],
    ['energyTotalWh', 'energyMwh', mwhPerWh, mwhPerWh],
  ],
  battery: [['cycleCount', 'cycleCount', 1, 1]],
} as const;

/** Counters that came in frames: without a serial number, so weak witnesses. A counter's last value in a window is its highest. */
export function readingsOf(window: ClosedWindow): WitnessReading[] {
  const readings: WitnessReading[] = [];
  for (const stream of window.streams) {
    const { component, sourceId } = stream.layout;
    if (component !== 'usage' && component !== 'battery') continue;
    for (const [signal, counter, factorCount, stepSize] of frameCounters[component]) {
      eachCell(stream, signal, (part, cell) => {
        const value = Math.floor((stream.max[cell] ?? 0) * factorCount);
        const name = component === 'usage' ? 'controller' : 'battery';
        readings.push({ sourceId, component: `${name} ${part}`, serialNumber: null, counter, value, stepSize });
      });
    }
  }
  return readings;
}

/** Every cell of a signal that has a good sample. */
function eachCell({ layout, count }: WindowFeatures, signal: SignalName, take: (part: string, cell: number) => void): void {
  const row = layout.signals.indexOf(signal);
  if (row < 0) return;
  layout.parts.forEach((part, place) => {
    const cell = row * layout.parts.length + place;
    if ((count[cell] ?? 0) > 0) take(part, cell);
  });
}
