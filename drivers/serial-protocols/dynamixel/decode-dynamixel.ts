import { type Knowable, unknown } from '../../../agent/contract/unknown.ts';
import { i16le, i32le, u8, u16le } from '../byte-fields.ts';
import { accepted, type Decoded, rejected } from '../decoded.ts';
import { gatedValue } from '../gated-value.ts';
import { type FaultWord, faultBit, faultsOfWord, type ProtocolFault } from '../protocol-fault.ts';
import { unstuffed } from './byte-stuffing.ts';
import { DYNAMIXEL_CRC_BYTES, DYNAMIXEL_HEAD_BYTES } from './dynamixel-format.ts';
import { type DynamixelBlock, dynamixelBlocks } from './dynamixel-request.ts';

/** A status packet: whose it is, whether the device asks to have its hardware error read, and what it answers. */
export interface DynamixelStatus {
  readonly id: number;
  readonly alert: boolean;
  readonly content: Uint8Array;
}

export interface DynamixelIdentity {
  /** The vendor's model number, raw. */
  readonly modelRaw: string;
  readonly firmwareVersion: number;
}

/** What a block of the control table says, in house units; `missing` where the block does not hold it. */
export interface DynamixelReading {
  /** From the servo's own zero; where the joint's zero is, the profile says. */
  readonly positionRad: Knowable<number>;
  readonly velocityRadPerS: Knowable<number>;
  readonly currentA: Knowable<number>;
  readonly voltageV: Knowable<number>;
  readonly motorTemperatureC: Knowable<number>;
  readonly hardwareErrorBits: Knowable<number>;
  readonly faults: readonly ProtocolFault[];
}

/** House units per unit of the control table; they differ between models. */
export interface DynamixelScale {
  readonly positionRadPerCount: number;
  readonly velocityRadPerSPerCount: number;
  /** Unknown for models whose register 126 is a load and not a current. */
  readonly currentAPerCount: Knowable<number>;
}

/** XM and XH430: 4,096 per turn, 0.229 rpm, 2.69 mA. Source: ROBOTIS e-Manual, X series control table. */
export const xm430Scale: DynamixelScale = {
  positionRadPerCount: (2 * Math.PI) / 4096,
  velocityRadPerSPerCount: (0.229 * 2 * Math.PI) / 60,
  currentAPerCount: 2.69e-3,
};

/** Register 70. Bits from the e-Manual, severities from facts/interfaces §6. */
export const dynamixelHardwareError: FaultWord = {
  codeSpace: 'dynamixel.hardwareError',
  component: 'joint',
  prefix: '',
  widthBits: 8,
  bits: [
    faultBit('input voltage out of range', 'undervoltage', 'warning'),
    faultBit('hall sensor failed', 'sensor', 'error'),
    faultBit('overheating', 'overTemperature', 'error'),
    faultBit('encoder failed', 'encoder', 'error'),
    faultBit('electrical shock or too little power', 'powerStage', 'fatal'),
    faultBit('overload', 'overcurrent', 'error'),
  ],
};

const ALERT_MASK_BYTE = 0x80;
const PING_CONTENT_BYTES = 3;
const missing = unknown('missing');

/** A status packet; a device that could not do what it was asked says so and is rejected with `deviceError`. */
export function decodeDynamixelStatus(frame: Uint8Array): Decoded<DynamixelStatus> {
  const end = frame.length - DYNAMIXEL_CRC_BYTES;
  if (end < DYNAMIXEL_HEAD_BYTES + 2) return rejected('length');
  const errorByte = u8(frame, DYNAMIXEL_HEAD_BYTES + 1);
  if (errorByte & ~ALERT_MASK_BYTE) return rejected('deviceError');
  const content = unstuffed(frame.subarray(DYNAMIXEL_HEAD_BYTES + 2, end));
  return accepted({ id: u8(frame, 4), alert: (errorByte & ALERT_MASK_BYTE) !== 0, content });
}

/** The answer to a ping. */
export function decodeDynamixelPing({ content }: DynamixelStatus): Decoded<DynamixelIdentity> {
  if (content.length !== PING_CONTENT_BYTES) return rejected('length');
  return accepted({ modelRaw: String(u16le(content, 0)), firmwareVersion: u8(content, 2) });
}

/** The answer to a read of `block`: a status packet does not repeat the address, so its length must be that of the block. */
export function decodeDynamixelBlock(
  { content }: DynamixelStatus,
  block: DynamixelBlock,
  scale: DynamixelScale = xm430Scale,
): Decoded<DynamixelReading> {
  const { addressIndex, sizeBytes } = dynamixelBlocks[block];
  if (content.length !== sizeBytes) return rejected('length');
  const at = (register: { addressIndex: number; sizeBytes: number }, read: (bytes: Uint8Array, at: number) => number): Knowable<number> => {
    const first = register.addressIndex - addressIndex;
    return first >= 0 && first + register.sizeBytes <= sizeBytes ? read(content, first) : missing;
  };
  const { current, velocity, position, voltage, temperature, hardwareError: error } = dynamixelBlocks;
  const errorBits = at(error, u8);
  return accepted({
    positionRad: scaled('positionRad', at(position, i32le), scale.positionRadPerCount),
    velocityRadPerS: scaled('velocityRadPerS', at(velocity, i32le), scale.velocityRadPerSPerCount),
    currentA: scaled('currentA', at(current, i16le), scale.currentAPerCount),
    voltageV: scaled('voltageV', at(voltage, u16le), 0.1),
    motorTemperatureC: scaled('motorTemperatureC', at(temperature, u8), 1),
    hardwareErrorBits: errorBits,
    faults: typeof errorBits === 'number' ? faultsOfWord(errorBits, dynamixelHardwareError) : [],
  });
}

function scaled(signal: string, raw: Knowable<number>, perCount: Knowable<number>): Knowable<number> {
  if (typeof raw !== 'number') return raw;
  if (typeof perCount !== 'number') return perCount;
  return gatedValue('joint', signal, raw * perCount);
}
