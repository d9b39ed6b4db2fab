import type { FromSchema } from 'json-schema-to-ts';
import { BodyImu, bodyClasses } from '../decoding/body-imu.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { headerStampMs, messageOf, numberOf } from '../decoding/read-field.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { imuPart: { type: 'string', default: 'body', description: 'Where the IMU sits: pelvis, torso.' } },
} as const;

/**
 * `bodyctrl_msgs/Imu` of TienKung and UBTECH. The attitude follows from the quaternion, whose meaning is standard; the field `error` of
 * ROS 2 has no public table and is not read.
 */
export const tienkungImu: MessageType = {
  name: 'bodyctrl_msgs/Imu',
  optionsSchema,
  bind({ sourceId, periodMs, profile, topic }) {
    const { imuPart = 'body' } = topic.decode as FromSchema<typeof optionsSchema>;
    const imu = new BodyImu({ sourceId, periodMs, part: imuPart });
    return {
      layouts: [imu.layout],
      observable: bodyClasses(profile),
      decode(message, time, out) {
        const { x, y, z, w } = messageOf(message.orientation);
        const turning = messageOf(message.angular_velocity);
        const acceleration = messageOf(message.linear_acceleration);
        imu.begin(time, headerStampMs(message));
        imu.setRotation({ w: numberOf(w), x: numberOf(x), y: numberOf(y), z: numberOf(z) });
        imu.setTurning(turning.x, turning.y, turning.z);
        imu.setAcceleration(acceleration.x, acceleration.y, acceleration.z);
        imu.pour(out);
      },
    };
  },
};
