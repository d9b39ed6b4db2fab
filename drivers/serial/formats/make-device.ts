import type { DriverContext } from '../../../agent/contract/driver.ts';
import { ConfigError } from '../../../agent/contract/errors.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { xm430Scale } from '../../serial-protocols/dynamixel/decode-dynamixel.ts';
import { checkMapUse } from '../../serial-protocols/modbus/check-map-use.ts';
import { readableMap } from '../../serial-protocols/modbus/plan-reads.ts';
import { readRegisterMap } from '../../serial-protocols/modbus/read-register-map.ts';
import type { BusDevice } from '../decoders/bus-device.ts';
import { DalyModbusPack } from '../decoders/daly-modbus-pack.ts';
import { DalyUartPack } from '../decoders/daly-uart-pack.ts';
import { DynamixelChain } from '../decoders/dynamixel-chain.ts';
import { JbdPack } from '../decoders/jbd-pack.ts';
import { RegisterDrive } from '../decoders/register-drive.ts';
import { partOf, protocolTerms } from './check-devices.ts';
import { mapShelf } from './map-shelf.ts';
import type { DeviceOptions, SerialProtocol } from './options-schema.ts';

type Maker = (options: DeviceOptions, context: DriverContext) => BusDevice | Promise<BusDevice>;

/** One line per protocol that is asked. */
const makers: Readonly<Record<Exclude<SerialProtocol, 'jsonLines'>, Maker>> = {
  jbd: (options, context) => new JbdPack(packOf(options, context)),
  dalyUart: (options, context) => new DalyUartPack({ ...packOf(options, context), host: options.host ?? 'wire' }),
  dalyModbus: (options, context) => new DalyModbusPack({ ...packOf(options, context), registers: options.registers ?? 'd2Full' }),
  dynamixel: makeChain,
  modbusRtu: makeDrive,
};

/** A device that is asked, from options that were checked; throws ConfigError for a register map that does not fit. */
export async function makeDevice(options: DeviceOptions, context: DriverContext): Promise<BusDevice | undefined> {
  return options.protocol === 'jsonLines' ? undefined : makers[options.protocol](options, context);
}

/** Time between two rounds of a device. */
export function pollMsOf({ protocol, pollMs }: DeviceOptions): number {
  return pollMs ?? protocolTerms[protocol].pollMsDefault;
}

function packOf(options: DeviceOptions, { sourceId }: DriverContext) {
  const { cellCount = 0, sensorCount = 0 } = options;
  const part = partOf(options) ?? 'pack';
  return {
    sourceId,
    part,
    pollMs: pollMsOf(options),
    cellCount,
    sensorCount,
    serialNumber: options.serialNumber,
  };
}

function makeChain(options: DeviceOptions, { sourceId }: DriverContext): BusDevice {
  const { servos = [], currentAPerCount = xm430Scale.currentAPerCount } = options;
  return new DynamixelChain({
    sourceId,
    pollMs: pollMsOf(options),
    servos: servos.map(({ id, joint, invert, offsetRad }) => ({ id, joint, isInverted: invert ?? false, offsetRad: offsetRad ?? 0 })),
    currentAPerCount: currentAPerCount === 0 ? unknown('notReported') : currentAPerCount,
  });
}

async function makeDrive(options: DeviceOptions, { sourceId, profile, readDocument }: DriverContext): Promise<BusDevice> {
  const { map: name = '', unitId = 1, acceptUnverified = false } = options;
  const { value, sha256 } = await readRegisterMap(name, readDocument, mapShelf);
  const jointNames = options.joints ?? profile.joints.map((joint) => joint.name);
  const map = readableMap({ map: value, jointCount: jointNames.length, acceptUnverified });
  const problems = checkMapUse({ map, jointNames, profile }, `unit ${unitId}`);
  if (problems.length > 0) throw new ConfigError('serial/map-refused', problems);
  const identity = `unit ${unitId} ${map.name} ${sha256} unverified ${acceptUnverified ? 'accepted' : 'not read'}`;
  return new RegisterDrive({ sourceId, unitId, map, jointNames, pollMs: pollMsOf(options), identity });
}
