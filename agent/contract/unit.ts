import type { Unit } from './signal.ts';

/** One foreign unit: canonical = raw × factor + offset. Conversion happens once, at the edge, by this table (house rule 7). */
export interface Conversion {
  readonly to: Unit;
  readonly factor: number;
  readonly offset: number;
}

const by = (to: Unit, factor: number, offset = 0): Conversion => ({ to, factor, offset });
const DEGREE = Math.PI / 180;

export const conversions: Readonly<Record<string, Conversion>> = {
  rad: by('rad', 1),
  mrad: by('rad', 1e-3),
  deg: by('rad', DEGREE),
  turn: by('rad', 2 * Math.PI),
  'rad/s': by('rad/s', 1),
  'mrad/s': by('rad/s', 1e-3),
  'deg/s': by('rad/s', DEGREE),
  rpm: by('rad/s', (2 * Math.PI) / 60),
  'turn/s': by('rad/s', 2 * Math.PI),
  'rad/s2': by('rad/s2', 1),
  'deg/s2': by('rad/s2', DEGREE),
  N: by('N', 1),
  'N.m': by('N.m', 1),
  'mN.m': by('N.m', 1e-3),
  A: by('A', 1),
  mA: by('A', 1e-3),
  V: by('V', 1),
  mV: by('V', 1e-3),
  C: by('C', 1),
  K: by('C', 1, -273.15),
  F: by('C', 5 / 9, -160 / 9),
  dC: by('C', 0.1),
  ratio: by('ratio', 1),
  percent: by('ratio', 0.01),
  permille: by('ratio', 1e-3),
  m: by('m', 1),
  mm: by('m', 1e-3),
  'm/s': by('m/s', 1),
  'mm/s': by('m/s', 1e-3),
  'm/s2': by('m/s2', 1),
  g: by('m/s2', 9.80665),
  ms: by('ms', 1),
  s: by('ms', 1e3),
  h: by('ms', 3.6e6),
  count: by('count', 1),
  Ah: by('Ah', 1),
  mAh: by('Ah', 1e-3),
  Wh: by('Wh', 1),
  kWh: by('Wh', 1e3),
  J: by('Wh', 1 / 3600),
  W: by('W', 1),
  kW: by('W', 1e3),
  Pa: by('Pa', 1),
  hPa: by('Pa', 100),
  lx: by('lx', 1),
};

/** The foreign units that can become `unit`, for messages that name the remedy. */
export function unitsFor(unit: Unit): readonly string[] {
  return Object.keys(conversions).filter((name) => conversions[name]?.to === unit);
}
