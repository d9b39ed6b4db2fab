import type { UnitId } from '../../../serial-protocols/modbus/read-request.ts';
import type { RegisterMap } from '../../../serial-protocols/modbus/register-map.ts';
import { jointCourse } from '../plant/joint-course.ts';
import { packCourse, packDefaults } from '../plant/pack-course.ts';
import { controllerRegisters } from './controller-registers.ts';
import { type DalyModbusVariant, dalyModbusDevice } from './daly-modbus-device.ts';
import { dalyUartDevice } from './daly-uart-device.ts';
import { dynamixelDevice } from './dynamixel-device.ts';
import { jbdDevice } from './jbd-device.ts';
import { jsonLinesDevice } from './json-lines-device.ts';
import { modbusRtuDevice, modbusTcpDevice, type RegisterCourse } from './modbus-device.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** What can be said about a device before it is plugged in; each protocol takes of it what it knows. */
export interface DeviceOptions {
  readonly seed: number;
  /** Servos on the bus, ids 1…n, or joints of the controller; a map's own number when left out. */
  readonly jointCount?: number;
  /** From then on the device reports a fault; never, when left out. */
  readonly faultFromMs?: number;
  readonly unitId?: UnitId;
  readonly variant?: DalyModbusVariant;
  /** Needed by the two Modbus devices. */
  readonly registerMap?: RegisterMap;
}

/** Bit rates are those of the vendors' documents; Modbus TCP has none. */
export const simulatedProtocols = {
  jbd: { bitsPerS: 9600, create: (options) => jbdDevice(packOf(options)) },
  dalyUart: { bitsPerS: 9600, create: (options) => dalyUartDevice(packOf(options)) },
  dalyModbus: { bitsPerS: 9600, create: (options) => dalyModbusDevice(packOf(options), options.variant ?? 'd2') },
  dynamixel: {
    bitsPerS: 1_000_000,
    create: (options) => dynamixelDevice(new Map(jointsOf(options, 8).map((each, index) => [index + 1, each]))),
  },
  jsonLines: { bitsPerS: 115_200, create: (options) => jsonLinesDevice(packOf(options)) },
  modbusRtu: { bitsPerS: 19_200, create: (options) => modbusRtuDevice(registersOf(options), { unitId: options.unitId ?? 1 }) },
  modbusTcp: { bitsPerS: undefined, create: (options) => modbusTcpDevice(registersOf(options)) },
} as const satisfies Record<string, { bitsPerS: number | undefined; create: (options: DeviceOptions) => SimulatedDevice }>;

export type SimulatedProtocol = keyof typeof simulatedProtocols;
export const simulatedProtocolNames = Object.keys(simulatedProtocols) as readonly SimulatedProtocol[];

/** A device of this protocol. */
export function createSimulatedDevice(protocol: SimulatedProtocol, options: DeviceOptions): SimulatedDevice {
  return simulatedProtocols[protocol].create(options);
}

function packOf({ seed, faultFromMs }: DeviceOptions): ReturnType<typeof packCourse> {
  return packCourse({ ...packDefaults, seed, ...(faultFromMs === undefined ? {} : { faultFromMs }) });
}

/** Only the first joint ever fails. */
function jointsOf({ seed, jointCount, faultFromMs }: DeviceOptions, usualCount: number) {
  return Array.from({ length: jointCount ?? usualCount }, (_, index) =>
    jointCourse({ seed, index, ...(faultFromMs === undefined || index > 0 ? {} : { faultFromMs }) }),
  );
}

/** Without a map there are no registers, and every read is an illegal address. */
function registersOf(options: DeviceOptions): RegisterCourse {
  const { registerMap } = options;
  if (registerMap === undefined) return () => ({ holding: new Map(), input: new Map() });
  const joints = jointsOf(options, registerMap.jointCountMax);
  return (atMs) => controllerRegisters(registerMap, joints, atMs);
}
