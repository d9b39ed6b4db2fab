import type { FromSchema } from 'json-schema-to-ts';
import { BodyImu, bodyClasses } from '../decoding/body-imu.ts';
import type { FieldColumn } from '../decoding/field-columns.ts';
import { jointSlots, slotsSchema } from '../decoding/joint-places.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { MotorArray } from '../decoding/motor-array.ts';
import { arrayOf, messageOf } from '../decoding/read-field.ts';
import { boosterMotorTable } from './motor-table.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    slots: slotsSchema,
    imuPart: { type: 'string', default: 'body', description: 'Where the IMU sits.' },
  },
} as const;

const columns: readonly FieldColumn[] = [
  { field: 'q', signal: 'positionRad' },
  { field: 'dq', signal: 'velocityRadPerS' },
  { field: 'tau_est', signal: 'torqueNm' },
  { field: 'temperature', signal: 'motorTemperatureC' },
];

/**
 * `booster_interface/LowState` of T1 and K1: the joints as a chain (`motor_state_serial`; the motors of the ankles' linkages are in
 * `motor_state_parallel`, which says the same once more) and the IMU.
 */
export const boosterLowState: MessageType = {
  name: 'booster_interface/LowState',
  optionsSchema,
  bind(plan) {
    const { slots, imuPart = 'body' } = plan.topic.decode as FromSchema<typeof optionsSchema>;
    const fault = { field: 'reserve', at: 0, table: boosterMotorTable };
    const motors = new MotorArray(plan, { columns, ...jointSlots(plan, slots), fault });
    const imu = new BodyImu({ sourceId: plan.sourceId, periodMs: plan.periodMs, part: imuPart });
    return {
      layouts: [motors.layout, imu.layout],
      observable: bodyClasses(plan.profile),
      decode(message, time, out) {
        const state = messageOf(message.imu_state);
        const [rpy, gyro, acc] = [arrayOf(state.rpy), arrayOf(state.gyro), arrayOf(state.acc)];
        motors.decode(arrayOf(message.motor_state_serial), { time, out });
        imu.begin(time);
        imu.setAttitude(rpy[0], rpy[1], rpy[2]);
        imu.setTurning(gyro[0], gyro[1], gyro[2]);
        imu.setAcceleration(acc[0], acc[1], acc[2]);
        imu.pour(out);
      },
    };
  },
};
