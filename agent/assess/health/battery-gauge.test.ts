import { describe, expect, it } from 'vitest';
import { minuteOf, streamOf } from '../../../tests/support/health-windows.ts';
import { type BatteryGauge, openingBattery, restartBattery, stepBattery } from './battery-gauge.ts';
import { batteryValues } from './evaluated-values.ts';

const cells = (apartV: number) => streamOf('battery', { cell1: { cellVoltageV: 3.7 }, cell2: { cellVoltageV: 3.7 - apartV } });
const pack = (currentA: number | undefined, fullChargeAh?: number) => streamOf('battery', { pack: { currentA, fullChargeAh } });

/** So many minutes at rest or not, from minute `from` on. */
function minutes(
  count: number,
  streams: Parameters<typeof minuteOf>[0],
  from: { gauge: BatteryGauge; minute: number } | undefined = undefined,
) {
  let gauge = from?.gauge ?? openingBattery;
  for (let index = 0; index < count; index += 1) gauge = stepBattery(gauge, minuteOf(streams, (from?.minute ?? 0) + index, 0));
  return gauge;
}

describe('cells apart', () => {
  it('are read after half an hour below a twentieth of the capacity', () => {
    expect(minutes(29, [pack(0.4, 10), cells(0.06)]).imbalanceV).toBeNull();
    expect(minutes(30, [pack(0.4, 10), cells(0.06)]).imbalanceV).toBeCloseTo(0.06, 6);
    expect(minutes(60, [pack(0.5, 10), cells(0.06)]).imbalanceV).toBeNull();
    expect(minutes(60, [pack(-0.6, 10), cells(0.06)]).imbalanceV).toBeNull();
  });

  it('are unknown without a capacity, a current, or a second cell', () => {
    expect(minutes(60, [pack(0.1), cells(0.06)]).imbalanceV).toBeNull();
    expect(minutes(60, [cells(0.06)]).imbalanceV).toBeNull();
    expect(minutes(60, [pack(0.1, 10), streamOf('battery', { cell1: { cellVoltageV: 3.6 } })]).imbalanceV).toBeNull();
  });

  it('take the capacity from what is left and its share, as packs on a serial port say it, unless the share is too small', () => {
    const counted = (remainingAh: number, stateOfChargeRatio: number) =>
      streamOf('battery', { pack: { currentA: 0.4, remainingAh, stateOfChargeRatio } });
    expect(minutes(30, [counted(5, 0.5), cells(0.06)]).imbalanceV).toBeCloseTo(0.06, 6);
    expect(minutes(30, [counted(3, 0.5), cells(0.06)]).imbalanceV).toBeNull();
    expect(minutes(30, [counted(1.9, 0.19), cells(0.06)]).imbalanceV).toBeNull();
  });

  it('need the rest again after a load, a silence, or another boot', () => {
    const rested = minutes(40, [pack(0.1, 10)]);
    expect(minutes(5, [pack(3, 10)], { gauge: rested, minute: 40 }).restMs).toBe(0);
    expect(minutes(1, [pack(0.1, 10)], { gauge: rested, minute: 50 }).restMs).toBe(60_000);
    expect(minutes(1, [pack(0.1, 10)], { gauge: rested, minute: 3 }).restMs).toBe(60_000);
    expect(minutes(1, [pack(0.1, 10)], { gauge: rested, minute: 41 }).restMs).toBe(42 * 60_000);
  });

  it('stand for one evaluation', () => {
    const gauge = minutes(31, [pack(0.1, 10), cells(0.06)]);
    expect(batteryValues(gauge, 600_000)).toEqual([{ component: 'battery', indicator: 'B3', value: 0.06 }]);
    expect(batteryValues(restartBattery(gauge), 600_000)).toEqual([]);
  });
});

describe('battery temperature', () => {
  it('is that of the hottest part, over operating time', () => {
    const streams = [streamOf('battery', { sensor1: { temperatureC: 35 }, sensor2: { temperatureC: 52 } })];
    const gauge = stepBattery(openingBattery, minuteOf(streams, 0));
    expect(batteryValues(gauge, 60_000)).toEqual([{ component: 'battery', indicator: 'B4', value: 52 }]);
    expect(stepBattery(openingBattery, minuteOf(streams, 0, 0)).heat.heardMs).toBe(0);
  });

  it('is left as it was by a window without the battery', () => {
    expect(stepBattery(openingBattery, minuteOf([], 0))).toBe(openingBattery);
  });
});
