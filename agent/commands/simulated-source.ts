import { packDefaults } from '../../drivers/simulator/serial/plant/pack-course.ts';
import { simulatedJsonFields } from '../../drivers/simulator/serial/protocols/json-lines-device.ts';
import type { SimulatedProtocol } from '../../drivers/simulator/serial/protocols/simulated-devices.ts';

/** As it stands on the line: the flag calls it the unit. */
type UnitId = number;

/** What has to be known of a simulated device to write the source that reads it. */
export interface SourceRequest {
  readonly protocol: SimulatedProtocol;
  /** Path of the port, or of the device. */
  readonly path: string;
  readonly tcpPort: number;
  readonly bitsPerS: number;
  /** Joints of the robot's profile, in order; made-up names where none was given. */
  readonly jointNames: readonly string[];
  readonly unitId: UnitId;
  readonly map: string;
  readonly board: 'd2' | 'p81';
}

/** An entry of `sources:` in the agent's configuration. */
export interface SourceEntry {
  readonly id: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const pack = { cellCount: packDefaults.cellCount, sensorCount: packDefaults.sensorCount } as const;

/** What each protocol needs to be told besides its name. */
const deviceOptions: Readonly<Record<Exclude<SimulatedProtocol, 'modbusTcp'>, (request: SourceRequest) => Record<string, unknown>>> = {
  jbd: () => pack,
  dalyUart: () => pack,
  dalyModbus: ({ board }) => ({ ...pack, registers: board === 'p81' ? 'p81' : 'd2Full' }),
  dynamixel: ({ jointNames }) => ({ servos: jointNames.map((joint, index) => ({ id: index + 1, joint })) }),
  jsonLines: () => ({ fields: simulatedJsonFields }),
  modbusRtu: ({ unitId, map }) => ({ unitId, map }),
};

/** The source that reads a simulated device: what a person pastes into the configuration. */
export function simulatedSource(request: SourceRequest): SourceEntry {
  const { protocol, path, tcpPort, bitsPerS, map } = request;
  if (protocol === 'modbusTcp') {
    return { id: 'simulated', driver: 'modbus', options: { host: '127.0.0.1', port: tcpPort, units: [{ map }] } };
  }
  const device = { protocol, ...deviceOptions[protocol](request) };
  return { id: 'simulated', driver: 'serial', options: { path, baudRate: bitsPerS, devices: [device] } };
}
