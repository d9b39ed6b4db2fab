import type { PackMoment } from '../plant/pack-course.ts';
import { countOf } from './raw-bytes.ts';

/** Both Daly protocols count currents from 30,000 tenths of an ampere and temperatures from 40 below zero (facts/interfaces §3.2). */
const ZERO_CURRENT_RAW_COUNT = 30_000;
const ZERO_CELSIUS_C = 40;

/** A current in the device's counts; which sign means what is the protocol's affair. */
export function dalyCurrentCount(currentA: number): number {
  return ZERO_CURRENT_RAW_COUNT + Math.round(10 * currentA);
}

export function dalyTemperatureByte(celsius: number): number {
  return countOf(celsius + ZERO_CELSIUS_C, 1);
}

/** 0 idle, 1 charging, 2 discharging. */
export function dalyStateByte({ status }: PackMoment): number {
  return ['idle', 'charging', 'discharging'].indexOf(status);
}
