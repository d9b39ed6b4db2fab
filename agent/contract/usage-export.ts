import { isKnown, type Knowable } from './unknown.ts';
import type { UsageCounters } from './usage-counters.ts';

/** Who and when a usage message is about; `messageCount` counts the messages of one agent. */
export interface UsageExportHeader {
  readonly messageCount: number;
  readonly wallMs: number;
  readonly manufacturer: string;
  readonly serialNumber: Knowable<string>;
  readonly agentId: string;
  /** When the host was started, wall clock. */
  readonly startUpWallMs: number;
}

/**
 * Usage in the words that factory software knows. The header has the fields of VDA 5050 (headerId, timestamp, version, manufacturer,
 * serialNumber: the agent's id where the robot's is unknown), which knows no counter of hours itself. Counters are those of OPC 10000-100
 * IOperationCounterType (Duration: milliseconds) and of OPC 40010-1 ControllerType (DurationString: ISO 8601; Wh). Not signed: for maintenance
 * and display; evidence is the signed report.
 */
export interface UsageExport extends Readonly<Record<'headerId', number>> {
  readonly timestamp: string;
  readonly version: '1.0.0';
  readonly manufacturer: string;
  readonly serialNumber: string;
  readonly operationCounters: Readonly<Record<'PowerOnDuration' | 'OperationDuration' | 'OperationCycleCounter', number>>;
  readonly controller: Readonly<Record<'TotalPowerOnTime' | 'StartUpTime', string> & Record<'TotalEnergyConsumption', number>>;
  readonly distanceM: number;
}

const mjPerWh = 3_600_000;

export function exportUsage(counters: UsageCounters, header: UsageExportHeader): UsageExport {
  return {
    headerId: header.messageCount,
    timestamp: new Date(header.wallMs).toISOString(),
    version: '1.0.0',
    manufacturer: header.manufacturer,
    serialNumber: isKnown(header.serialNumber) ? header.serialNumber : header.agentId,
    operationCounters: {
      PowerOnDuration: counters.powerOnMs,
      OperationDuration: counters.operatingMs,
      OperationCycleCounter: counters.cycleCount,
    },
    controller: {
      TotalPowerOnTime: isoDuration(counters.powerOnMs),
      StartUpTime: new Date(header.startUpWallMs).toISOString(),
      TotalEnergyConsumption: counters.energyMj / mjPerWh,
    },
    distanceM: counters.distanceMm / 1000,
  };
}

/** ISO 8601 in hours, minutes and seconds, exact to the millisecond: `PT49H0M1.5S`. Days are left out, because not every reader knows them. */
export function isoDuration(durationMs: number): string {
  const hours = Math.floor(durationMs / 3_600_000);
  const minutes = Math.floor((durationMs % 3_600_000) / 60_000);
  return `PT${hours}H${minutes}M${(durationMs % 60_000) / 1000}S`;
}
