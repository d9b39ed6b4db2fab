import { xm430Scale } from '../../../serial-protocols/dynamixel/decode-dynamixel.ts';
import type { JointMoment } from '../plant/joint-course.ts';
import { countOf, le16, le32 } from './raw-bytes.ts';

/** The control table ends behind the temperature at 146. */
export const DYNAMIXEL_TABLE_BYTES = 147;
/** An XM430-W210 with firmware 38, as in the vendor's examples. */
export const dynamixelIdentity = { modelIndex: 1030, firmwareVersion: 38 } as const;

const xm430CurrentAPerCount = 2.69e-3;
const I16_LOWEST_COUNT = -0x80_00;
const I32_LOWEST_COUNT = -0x80_00_00_00;
export const OVERHEATING_BITS = 0b100;
/** Factory values: 80 °C, 16.0 and 9.5 V, 1193 counts of current, 4095 and 0 of position, shutdown on errors 2, 4 and 5. */
const limits: readonly (readonly [addressIndex: number, bytes: readonly number[]])[] = [
  [31, [80]],
  [32, [...le16(160), ...le16(95)]],
  [38, le16(1193)],
  [48, [...le32(4095), ...le32(0)]],
  [63, [0b11_0100]],
];

/** The bytes of an X-series control table at one moment of the joint it drives. Source: ROBOTIS e-Manual, facts/interfaces §3.3. */
export function dynamixelTable(id: number, joint: JointMoment): Uint8Array {
  const table = new Uint8Array(DYNAMIXEL_TABLE_BYTES);
  const { modelIndex, firmwareVersion } = dynamixelIdentity;
  table.set([...le16(modelIndex), 0, 0, 0, 0, firmwareVersion, id]);
  for (const [addressIndex, bytes] of limits) table.set(bytes, addressIndex);
  table[70] = joint.hasFault ? OVERHEATING_BITS : 0;
  table[122] = joint.velocityRadPerS === 0 ? 0 : 1;
  table.set(le16(countOf(joint.currentA, xm430CurrentAPerCount, I16_LOWEST_COUNT)), 126);
  table.set(le32(countOf(joint.velocityRadPerS, xm430Scale.velocityRadPerSPerCount, I32_LOWEST_COUNT)), 128);
  table.set(le32(countOf(joint.positionRad, xm430Scale.positionRadPerCount, I32_LOWEST_COUNT)), 132);
  table.set(le16(countOf(joint.voltageV, 0.1)), 144);
  table[146] = countOf(joint.temperatureC, 1);
  return table;
}
