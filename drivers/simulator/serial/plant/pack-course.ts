import { cellOpenCircuitV } from '../../plant/battery-pack.ts';
import { randomStream } from '../../plant/seeded-random.ts';

/** A battery pack at one moment, in house units; the current is + while it charges. */
export interface PackMoment {
  readonly voltageV: number;
  readonly currentA: number;
  readonly chargeRatio: number;
  readonly remainingAh: number;
  readonly capacityAh: number;
  readonly cycleCount: number;
  readonly cellVoltagesV: readonly number[];
  readonly temperaturesC: readonly number[];
  readonly status: 'idle' | 'charging' | 'discharging';
  /** A cell fell below its limit: the pack has switched its output off. */
  readonly hasFault: boolean;
}

/** What a pack is like at any time after it was plugged in; the same time gives the same answer. */
export type PackCourse = (atMs: number) => PackMoment;

export interface PackOptions {
  readonly seed: number;
  readonly cellCount: number;
  readonly sensorCount: number;
  readonly capacityAh: number;
  /** From then on one cell is empty; never, when left out. */
  readonly faultFromMs?: number;
}

/** A pack of the size robots carry. */
export const packDefaults = { seed: 1, cellCount: 13, sensorCount: 3, capacityAh: 9 } as const satisfies PackOptions;

/** Works from full to low, then charges. */
const fullRatio = 0.95;
const lowRatio = 0.15;
/** Mean current at work and while charging, in shares of the capacity per hour. */
const workPerH = 2 / 3;
const chargePerH = 0.8;
/** The load rises and falls by so much around its mean, so often; whole ripples fit into one discharge. */
const rippleRatio = 0.5;
const rippleS = 20;
const rippleRadPerS = (2 * Math.PI) / rippleS;
const workS = ((fullRatio - lowRatio) / workPerH) * 3600;
const chargeS = ((fullRatio - lowRatio) / chargePerH) * 3600;

/** What a cell's voltage moves by at a current of one capacity per hour: large packs have thick cells. */
const cellSwingV = 0.04;
const cellSpreadV = 0.008;
const emptyCellSagV = 0.6;
const ambientC = 24;
const sensorSpreadC = 1.5;
const riseC = 12;
const warmingS = 1200;

/** A pack that works, runs low and charges again, beginning somewhere on the way down; charge is the integral of the current. */
export function packCourse(options: PackOptions): PackCourse {
  const random = randomStream(options.seed, 0);
  const startS = random.between(0, 0.3) * workS;
  const offsetsV = Array.from({ length: options.cellCount }, () => random.between(-cellSpreadV, cellSpreadV));
  const offsetsC = Array.from({ length: options.sensorCount }, () => random.between(0, sensorSpreadC));
  const cyclesBefore = Math.floor(random.between(5, 400));
  return (atMs) => {
    const hasFault = options.faultFromMs !== undefined && atMs >= options.faultFromMs;
    // A pack that switched off keeps its charge.
    const onS = startS + Math.min(atMs, options.faultFromMs ?? atMs) / 1000;
    const flow = hasFault ? { ...flowAt(onS), perH: 0 } : flowAt(onS);
    const currentA = flow.perH * options.capacityAh;
    const openV = cellOpenCircuitV(flow.chargeRatio) + flow.perH * cellSwingV;
    const cellVoltagesV = offsetsV.map((offset, index) => openV + offset - (hasFault && index === 0 ? emptyCellSagV : 0));
    const warmC = ambientC + riseC * (1 - Math.exp(-atMs / 1000 / warmingS));
    return {
      voltageV: cellVoltagesV.reduce((sum, each) => sum + each, 0),
      currentA,
      chargeRatio: flow.chargeRatio,
      remainingAh: flow.chargeRatio * options.capacityAh,
      capacityAh: options.capacityAh,
      cycleCount: cyclesBefore + Math.floor(onS / (workS + chargeS)),
      cellVoltagesV,
      temperaturesC: offsetsC.map((offset) => warmC + offset),
      status: hasFault ? 'idle' : flow.perH > 0 ? 'charging' : 'discharging',
      hasFault,
    };
  };
}

/** Charge, and current in capacities per hour, so long after a full pack began to work. */
function flowAt(sinceFullS: number): { chargeRatio: number; perH: number } {
  const inCycleS = sinceFullS % (workS + chargeS);
  if (inCycleS >= workS) return { chargeRatio: lowRatio + ((inCycleS - workS) * chargePerH) / 3600, perH: chargePerH };
  const rippledS = (rippleRatio * (1 - Math.cos(rippleRadPerS * inCycleS))) / rippleRadPerS;
  return {
    chargeRatio: fullRatio - ((inCycleS + rippledS) * workPerH) / 3600,
    perH: -workPerH * (1 + rippleRatio * Math.sin(rippleRadPerS * inCycleS)),
  };
}
