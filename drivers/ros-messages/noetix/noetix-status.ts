import type { FromSchema } from 'json-schema-to-ts';
import { BodyImu, bodyClasses } from '../decoding/body-imu.ts';
import type { FieldColumn } from '../decoding/field-columns.ts';
import { jointIds, jointSlots, partIdsSchema, slotsSchema } from '../decoding/joint-places.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { MotorArray } from '../decoding/motor-array.ts';
import { arrayOf, messageOf } from '../decoding/read-field.ts';
import { noetixMotorTable } from './motor-table.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    slots: slotsSchema,
    partIds: partIdsSchema,
    imuPart: { type: 'string', default: 'body', description: 'Where the IMU sits.' },
  },
} as const;

const columns: readonly FieldColumn[] = [
  { field: 'pos', signal: 'positionRad' },
  { field: 'vel', signal: 'velocityRadPerS' },
  { field: 'tau', signal: 'torqueNm' },
  { field: 'temperature', signal: 'motorTemperatureC' },
];

/**
 * Motors and IMU of Noetix N2 and E1 (`RobotStatus::StatusData` on DDS). With `partIds` motors are joined by `motor_id`, else by their
 * place. The order of the quaternion `ori` is not stated, so the attitude is not read.
 */
export const noetixStatus: MessageType = {
  name: 'robot_status/StatusData',
  optionsSchema,
  bind(plan) {
    const { slots, partIds, imuPart = 'body' } = plan.topic.decode as FromSchema<typeof optionsSchema>;
    const joined = partIds === undefined ? jointSlots(plan, slots) : { ...jointIds(plan, partIds), idField: 'motor_id' };
    const motors = new MotorArray(plan, { columns, ...joined, fault: { field: 'error', table: noetixMotorTable } });
    const imu = new BodyImu({ sourceId: plan.sourceId, periodMs: plan.periodMs, part: imuPart });
    return {
      layouts: [motors.layout, imu.layout],
      observable: bodyClasses(plan.profile).filter((eventClass) => eventClass !== 'fall'),
      decode(message, time, out) {
        const state = messageOf(message.imudata);
        const [turning, acceleration] = [arrayOf(state.angular_vel), arrayOf(state.linear_acc)];
        motors.decode(arrayOf(messageOf(message.motorstatearray).motorstates), { time, out });
        imu.begin(time);
        imu.setTurning(turning[0], turning[1], turning[2]);
        imu.setAcceleration(acceleration[0], acceleration[1], acceleration[2]);
        imu.pour(out);
      },
    };
  },
};
