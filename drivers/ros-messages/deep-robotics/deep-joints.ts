import type { FromSchema } from 'json-schema-to-ts';
import { classesOf } from '../decoding/fault-watch.ts';
import type { FieldColumn } from '../decoding/field-columns.ts';
import { jointSlots, slotsSchema } from '../decoding/joint-places.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { MotorArray } from '../decoding/motor-array.ts';
import { arrayOf, headerStampMs, messageOf } from '../decoding/read-field.ts';
import { deepMotorTable } from './motor-table.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    slots: slotsSchema,
    statusWord: {
      enum: ['motorErrors', 'unverified'],
      default: 'unverified',
      description: 'Whether status_word carries the error bits of the motors. Until that was seen on a robot, no fault is read from it.',
    },
  },
} as const;

const columns: readonly FieldColumn[] = [
  { field: 'position', signal: 'positionRad' },
  { field: 'velocity', signal: 'velocityRadPerS' },
  { field: 'torque', signal: 'torqueNm' },
  { field: 'motion_temp', signal: 'motorTemperatureC' },
  { field: 'driver_temp', signal: 'driverTemperatureC' },
];

/**
 * `drdds/JointsData` of DEEP Robotics: 16 entries under `data.joints_data`. Positions are those of the motors: the maker's own software
 * turns and shifts them by figures of the model before it calls them joint angles.
 */
export const deepJoints: MessageType = {
  name: 'drdds/JointsData',
  optionsSchema,
  bind(plan) {
    const { slots, statusWord } = plan.topic.decode as FromSchema<typeof optionsSchema>;
    const places = jointSlots(plan, slots);
    const readsErrors = statusWord === 'motorErrors';
    const fault = { field: 'status_word', table: deepMotorTable };
    const motors = new MotorArray(plan, { columns, ...places, ...(readsErrors ? { fault } : {}) });
    return {
      layouts: [motors.layout],
      observable: readsErrors ? classesOf([deepMotorTable]) : [],
      decode: (message, time, out) =>
        motors.decode(arrayOf(messageOf(message.data).joints_data), { time, out, sourceWallMs: headerStampMs(message) }),
    };
  },
};
