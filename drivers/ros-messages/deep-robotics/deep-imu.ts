import type { FromSchema } from 'json-schema-to-ts';
import { conversions } from '../../../agent/contract/unit.ts';
import { BodyImu, bodyClasses } from '../decoding/body-imu.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { headerStampMs, messageOf, numberOf } from '../decoding/read-field.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { imuPart: { type: 'string', default: 'body', description: 'Where the IMU sits.' } },
} as const;

const radPerDegree = conversions.deg?.factor ?? Number.NaN;

/** `drdds/ImuData` of DEEP Robotics: roll, pitch and yaw in degrees under `data`, turning in rad/s, acceleration in m/s². */
export const deepImu: MessageType = {
  name: 'drdds/ImuData',
  optionsSchema,
  bind({ sourceId, periodMs, profile, topic }) {
    const { imuPart = 'body' } = topic.decode as FromSchema<typeof optionsSchema>;
    const imu = new BodyImu({ sourceId, periodMs, part: imuPart });
    return {
      layouts: [imu.layout],
      observable: bodyClasses(profile),
      decode(message, time, out) {
        const { roll, pitch, yaw, omega_x, omega_y, omega_z, acc_x, acc_y, acc_z } = messageOf(message.data);
        imu.begin(time, headerStampMs(message));
        imu.setAttitude(numberOf(roll) * radPerDegree, numberOf(pitch) * radPerDegree, numberOf(yaw) * radPerDegree);
        imu.setTurning(omega_x, omega_y, omega_z);
        imu.setAcceleration(acc_x, acc_y, acc_z);
        imu.pour(out);
      },
    };
  },
};
