import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { MisbehaviourOptions } from '../../drivers/simulator/serial/faults/misbehaviour-options.ts';
import { readSimulatedMap } from '../../drivers/simulator/serial/protocols/read-simulated-map.ts';
import {
  createSimulatedDevice,
  type DeviceOptions,
  type SimulatedProtocol,
  simulatedProtocols,
} from '../../drivers/simulator/serial/protocols/simulated-devices.ts';
import { SimulatedLine } from '../../drivers/simulator/serial/simulated-line.ts';
import { productPath, readProfile } from '../configuration/product-files.ts';
import { readDocument } from '../configuration/read-document.ts';
import { ConfigError } from '../contract/errors.ts';
import type { LinePort } from './line-port.ts';
import { LoopbackPort } from './loopback-port.ts';
import { type SourceEntry, simulatedSource } from './simulated-source.ts';
import { SocatPort } from './socat-port.ts';

/** What a person asked to have simulated. */
export interface SimulateOptions extends MisbehaviourOptions {
  readonly protocol: SimulatedProtocol;
  readonly pty?: string;
  readonly connect?: string;
  /** A port number; 0 is any free one. */
  readonly tcp?: TcpPort;
  readonly baud?: BitsPerSecond;
  readonly seed: number;
  /** How many; the protocol's or the map's own number when left out. */
  readonly joints?: JointCount;
  readonly profile?: string;
  readonly map: string;
  readonly unit: UnitNumber;
  readonly board: 'd2' | 'p81';
  /** Parsed: milliseconds. */
  readonly faultAfter?: Milliseconds;
  readonly duration?: Milliseconds;
  readonly json?: boolean;
}

/** Flags have the names people know from other tools, which do not say their unit; their types do. */
type TcpPort = number;
type BitsPerSecond = number;
type UnitNumber = number;
type Milliseconds = number;
type JointCount = number;

export interface SimulatedSetup {
  readonly line: SimulatedLine;
  readonly port: LinePort;
  /** The source that reads it; a free TCP port is known once the plug is in. */
  source(): SourceEntry;
}

const servosUsualCount = 8;
/** Modbus has no usual bit rate on TCP; a serial port needs one all the same. */
const bitsPerSUsual = 115_200;

/** Device, line and port as asked; throws ConfigError with what is wrong. Nothing is opened yet. */
export async function setUpSimulation(options: SimulateOptions): Promise<SimulatedSetup> {
  const { protocol, seed, unit, map, board } = options;
  const bitsPerS = options.baud ?? simulatedProtocols[protocol].bitsPerS ?? bitsPerSUsual;
  const port = portOf(options, bitsPerS);
  const device = createSimulatedDevice(protocol, await deviceOptions(options));
  const line = new SimulatedLine([device], { seed, misbehaviour: options, ...(port instanceof LoopbackPort ? {} : { bitsPerS }) });
  const jointNames = await jointNamesOf(options);
  const path = options.pty ?? options.connect ?? '';
  const source = (): SourceEntry =>
    simulatedSource({
      protocol,
      path,
      tcpPort: port instanceof LoopbackPort ? port.port : 0,
      bitsPerS,
      jointNames,
      unitId: unit,
      map,
      board,
    });
  return { line, port, source };
}

function portOf({ protocol, pty, connect, tcp }: SimulateOptions, bitsPerS: number): LinePort {
  const isTcp = protocol === 'modbusTcp';
  const given = Object.entries({ '--pty': pty, '--connect': connect, '--tcp': tcp }).filter(([, value]) => value !== undefined);
  const allowed = isTcp ? ['--tcp'] : ['--pty', '--connect'];
  if (given.length !== 1 || !given.every(([flag]) => allowed.includes(flag))) {
    const value = given.length === 0 ? 'nothing' : given.map(([flag]) => flag).join(' and ');
    throw new ConfigError('simulate/where', [{ place: `--protocol ${protocol}`, value, remedy: `give ${allowed.join(' or ')}` }]);
  }
  if (tcp !== undefined) return new LoopbackPort(tcp);
  return new SocatPort(pty === undefined ? { kind: 'device', path: connect ?? '', bitsPerS } : { kind: 'pty', path: pty, bitsPerS });
}

async function deviceOptions(options: SimulateOptions): Promise<DeviceOptions> {
  const { protocol, seed, joints, faultAfter, unit, board } = options;
  const hasRegisters = protocol === 'modbusRtu' || protocol === 'modbusTcp';
  return {
    seed,
    unitId: unit,
    variant: board,
    ...(joints === undefined ? {} : { jointCount: joints }),
    ...(faultAfter === undefined ? {} : { faultFromMs: faultAfter }),
    ...(hasRegisters ? { registerMap: await readSimulatedMap(options.map, readDocument, shelf) } : {}),
  };
}

const shelf = {
  folder: `${productPath('config', 'register-maps')}/`,
  names: async (): Promise<string[]> => {
    const files = await readdir(productPath('config', 'register-maps'));
    return files
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => basename(file, '.yaml'))
      .sort();
  },
};

/** Names of the profile's joints, made-up ones behind its last. */
async function jointNamesOf({ profile, joints = servosUsualCount }: SimulateOptions): Promise<string[]> {
  const known = profile === undefined ? [] : (await readProfile(profile)).value.joints.map(({ name }) => name);
  return Array.from({ length: joints }, (_, index) => known[index] ?? `joint${index + 1}`);
}
