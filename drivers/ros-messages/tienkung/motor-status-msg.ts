import type { FromSchema } from 'json-schema-to-ts';
import { classesOf } from '../decoding/fault-watch.ts';
import type { FieldColumn } from '../decoding/field-columns.ts';
import { jointIds, partIdsSchema } from '../decoding/joint-places.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { MotorArray } from '../decoding/motor-array.ts';
import { arrayOf, headerStampMs } from '../decoding/read-field.ts';
import { tienkungMotorTable } from './motor-table.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { partIds: partIdsSchema },
  required: ['partIds'],
} as const;

const columns: readonly FieldColumn[] = [
  { field: 'pos', signal: 'positionRad' },
  { field: 'speed', signal: 'velocityRadPerS' },
  { field: 'current', signal: 'currentA' },
  { field: 'temperature', signal: 'motorTemperatureC' },
  { field: 'voltage', signal: 'voltageV' },
];

/**
 * `bodyctrl_msgs/MotorStatusMsg` of TienKung and UBTECH: the motors of one limb, each named by its CAN identifier. Voltage and error
 * are there on ROS 2 only; there is no torque.
 */
export const motorStatusMsg: MessageType = {
  name: 'bodyctrl_msgs/MotorStatusMsg',
  optionsSchema,
  bind(plan) {
    const { partIds } = plan.topic.decode as FromSchema<typeof optionsSchema>;
    const fault = { field: 'error', table: tienkungMotorTable };
    const motors = new MotorArray(plan, { columns, ...jointIds(plan, partIds), idField: 'name', fault });
    return {
      layouts: [motors.layout],
      observable: classesOf([tienkungMotorTable]),
      decode: (message, time, out) => motors.decode(arrayOf(message.status), { time, out, sourceWallMs: headerStampMs(message) }),
    };
  },
};
