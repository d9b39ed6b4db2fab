import { boosterMotorTable } from './booster/motor-table.ts';
import type { CodeTable } from './decoding/code-table.ts';
import { deepBatteryTable } from './deep-robotics/battery-table.ts';
import { deepMotorTable } from './deep-robotics/motor-table.ts';
import {
  controlBoxCodes,
  driverCodes,
  driverLinkCodes,
  mainCodes,
  servoCodes,
  slaveCodes,
  softLimitCodes,
  subCodes,
} from './fairino/vendor-codes.ts';
import { inErrorCodes } from './fanuc/controller-status.ts';
import { alarmCodes } from './fanuc/controller-status-extension.ts';
import { errorCodes } from './franka/error-codes.ts';
import { noetixMotorTable } from './noetix/motor-table.ts';
import { batteryHealth } from './standard/battery-health.ts';
import { diagnosticLevels } from './standard/diagnostic-array.ts';
import { industrialError } from './standard/robot-status.ts';
import { tienkungMotorTable } from './tienkung/motor-table.ts';
import { g1MotorTable } from './unitree/g1-motor-table.ts';
import { g1RobotTable } from './unitree/g1-robot-table.ts';
import { safetyModeFaults } from './universal-robots/safety-codes.ts';
import { controllerErrors, controllerWarnings } from './xarm/controller-codes.ts';

/** Every vendor's code table that faults are read by: one line each. */
const all: readonly CodeTable[] = [
  alarmCodes,
  batteryHealth,
  boosterMotorTable,
  controlBoxCodes,
  controllerErrors,
  controllerWarnings,
  deepBatteryTable,
  deepMotorTable,
  diagnosticLevels,
  driverCodes,
  driverLinkCodes,
  errorCodes,
  g1MotorTable,
  g1RobotTable,
  inErrorCodes,
  industrialError,
  mainCodes,
  noetixMotorTable,
  safetyModeFaults,
  servoCodes,
  slaveCodes,
  softLimitCodes,
  subCodes,
  tienkungMotorTable,
];

const byName: ReadonlyMap<string, CodeTable> = new Map(all.map((table) => [`${table.codeSpace}@${table.version}`, table]));

/** The table of `codeSpace@version`, as a profile names it; undefined when there is none. */
export function codeTable(name: string): CodeTable | undefined {
  return byName.get(name);
}

/** `codeSpace@version` of every table, in order. */
export function codeTableNames(): string[] {
  return [...byName.keys()].sort();
}
