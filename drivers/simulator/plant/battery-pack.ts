import { clamp } from './smooth-step.ts';

/** Open-circuit voltage of a lithium-ion cell with nickel-manganese-cobalt cathode at 0, 10 … 100 % charge; typical data-sheet curve. */
const openCircuitV = [3.0, 3.42, 3.52, 3.58, 3.62, 3.67, 3.74, 3.84, 3.94, 4.05, 4.18] as const;

/** The G1's pack: 9 Ah (maker's data sheet); resistance and heat are those of a pack of this size. */
export const packCapacityAh = 9;
const packResistanceVPerA = 0.06;
const resistancePerK = 0.02;
const packToAirKPerW = 1.5;
const packJPerK = 2600;
/** Charging goes on at this share of the capacity per hour until nearly full. */
const chargeRatePerH = 1;
const chargeBelowRatio = 0.15;
const chargeUntilRatio = 0.95;

/** Current is negative while the pack discharges, as in sensor_msgs/BatteryState. */
export interface BatteryPack {
  readonly chargeRatio: number;
  readonly temperatureC: number;
  readonly voltageV: number;
  readonly currentA: number;
  readonly charging: boolean;
}

export interface BatteryInput {
  readonly powerW: number;
  readonly ambientC: number;
  readonly cellCount: number;
  /** Sum of what faulty cells lack, V. */
  readonly sagV: number;
  readonly resistanceRatio: number;
  /** What a fault would warm the pack by in the end. */
  readonly extraRiseC: number;
}

/** Open-circuit voltage of one cell at this charge, V. */
export function cellOpenCircuitV(chargeRatio: number): number {
  const at = clamp(chargeRatio, 0, 1) * (openCircuitV.length - 1);
  const below = Math.floor(at);
  const low = openCircuitV[below] ?? openCircuitV[0];
  return low + (at - below) * ((openCircuitV[below + 1] ?? low) - low);
}

/** Internal resistance of the pack, V/A; the cold raises it. */
export function packResistance(temperatureC: number, resistanceRatio: number): number {
  return packResistanceVPerA * resistanceRatio * clamp(1 + resistancePerK * (25 - temperatureC), 0.7, 2.5);
}

export function openingBattery(chargeRatio: number, temperatureC: number, cellCount: number): BatteryPack {
  return { chargeRatio, temperatureC, voltageV: cellOpenCircuitV(chargeRatio) * cellCount, currentA: 0, charging: false };
}

/** Voltage under load, charge by counting coulombs, heat by I²R; one step. The robot goes to its charger below 15 %. */
export function stepBattery(pack: BatteryPack, input: BatteryInput, dtS: number): BatteryPack {
  const charging = pack.charging ? pack.chargeRatio < chargeUntilRatio : pack.chargeRatio < chargeBelowRatio;
  const resistance = packResistance(pack.temperatureC, input.resistanceRatio);
  const currentA = charging ? packCapacityAh * chargeRatePerH : -input.powerW / Math.max(1, pack.voltageV);
  const heatW = currentA * currentA * resistance + input.extraRiseC / packToAirKPerW;
  const lostW = (pack.temperatureC - input.ambientC) / packToAirKPerW;
  const chargeRatio = clamp(pack.chargeRatio + (currentA * dtS) / (3600 * packCapacityAh), 0, 1);
  return {
    chargeRatio,
    charging,
    currentA,
    temperatureC: pack.temperatureC + (dtS * (heatW - lostW)) / packJPerK,
    voltageV: Math.max(0, cellOpenCircuitV(chargeRatio) * input.cellCount + currentA * resistance - input.sagV),
  };
}
