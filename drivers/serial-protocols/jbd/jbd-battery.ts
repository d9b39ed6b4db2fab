import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import type { BatteryReading } from '../battery-reading.ts';
import type { JbdBasic } from './decode-jbd.ts';

/** A round of registers 0x03 and, where it was read, 0x04 as a battery reading; cells are cut at the declared count. */
export function jbdBattery(basic: JbdBasic, cells: readonly Knowable<number>[] = []): BatteryReading {
  return {
    voltageV: basic.voltageV,
    currentA: basic.currentA,
    currentSignBasis: 'vendorDoc',
    currentRawA: basic.currentA,
    stateOfChargeRatio: basic.stateOfChargeRatio,
    remainingAh: basic.remainingAh,
    designAh: basic.designAh,
    cycleCount: basic.cycleCount,
    cellVoltagesV: cells.slice(0, basic.cellCount),
    temperaturesC: basic.temperaturesC,
    status: unknown('notReported'),
    chargeEnabled: basic.chargeEnabled,
    dischargeEnabled: basic.dischargeEnabled,
    alarmRaw: basic.protectionBits.toString(16).toUpperCase().padStart(4, '0'),
    faults: basic.faults,
  };
}
