import type { HealthIndicator } from '../../contract/health.ts';
import { decimals, roundTo } from '../../contract/rounding.ts';
import type { BatteryGauge } from './battery-gauge.ts';
import { batteryComponent } from './health-thresholds.ts';
import { hottestMinuteC } from './heat-gauge.ts';
import { gearLifePartCount, type JointGauge } from './joint-gauge.ts';

/** One indicator of one component over the operating time of an evaluation. */
export interface EvaluatedValue {
  readonly component: string;
  readonly indicator: HealthIndicator;
  readonly value: number;
}

/** A sensor that was heard for less of the operating time says too little: unknown. */
const heardRatioMin = 0.5;

/** What the joints' sensors said; an indicator whose sensor was silent, suspect, or has no rating is left out. */
export function jointValues(joints: Readonly<Record<string, JointGauge>>, operatingMs: number): EvaluatedValue[] {
  return Object.entries(joints).flatMap(([component, gauge]) => {
    const { heat, torqueMs, saturatedMs, currentMs, thermalMaxRatio, gearMs, gearLifeCount } = gauge;
    return [
      ...heardValue('J1', hottestMinuteC(heat), heat.heardMs / operatingMs),
      ...heardValue('J3', thermalMaxRatio, currentMs / operatingMs),
      ...heardValue('J4', saturatedMs / Math.max(1, torqueMs), torqueMs / operatingMs),
      ...heardValue('J10', gearLifeCount / gearLifePartCount, gearMs / operatingMs),
    ].map((one) => ({ component, ...one }));
  });
}

/** What the battery's sensors said; cells apart only where a rest was seen. */
export function batteryValues({ heat, imbalanceV }: BatteryGauge, operatingMs: number): EvaluatedValue[] {
  const apart = heardValue('B3', imbalanceV ?? undefined, 1);
  const found = [...heardValue('B4', hottestMinuteC(heat), heat.heardMs / operatingMs), ...apart];
  return found.map((one) => ({ component: batteryComponent, ...one }));
}

function heardValue(indicator: HealthIndicator, value: number | undefined, heardRatio: number): Omit<EvaluatedValue, 'component'>[] {
  return value === undefined || heardRatio < heardRatioMin ? [] : [{ indicator, value: roundTo(value, decimals.value) }];
}
