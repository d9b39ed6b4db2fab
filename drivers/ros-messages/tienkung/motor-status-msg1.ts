import type { FromSchema } from 'json-schema-to-ts';
import type { FieldColumn } from '../decoding/field-columns.ts';
import { jointIds, partIdsSchema } from '../decoding/joint-places.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { MotorArray } from '../decoding/motor-array.ts';
import { arrayOf, headerStampMs } from '../decoding/read-field.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { partIds: partIdsSchema },
  required: ['partIds'],
} as const;

const columns: readonly FieldColumn[] = [
  { field: 'motortemperature', signal: 'motorTemperatureC' },
  { field: 'mostemperature', signal: 'driverTemperatureC' },
];

/** `bodyctrl_msgs/MotorStatusMsg1` of TienKung and UBTECH: temperatures of motors and their MOSFETs, by CAN identifier. */
export const motorStatusMsg1: MessageType = {
  name: 'bodyctrl_msgs/MotorStatusMsg1',
  optionsSchema,
  bind(plan) {
    const { partIds } = plan.topic.decode as FromSchema<typeof optionsSchema>;
    const motors = new MotorArray(plan, { columns, ...jointIds(plan, partIds), idField: 'name' });
    return {
      layouts: [motors.layout],
      observable: [],
      decode: (message, time, out) => motors.decode(arrayOf(message.status), { time, out, sourceWallMs: headerStampMs(message) }),
    };
  },
};
