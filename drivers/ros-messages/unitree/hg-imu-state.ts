import type { FromSchema } from 'json-schema-to-ts';
import { BodyImu, bodyClasses } from '../decoding/body-imu.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { imuPartSchema, pourImuState } from './imu-state.ts';

const optionsSchema = { type: 'object', additionalProperties: false, properties: { imuPart: imuPartSchema } } as const;

/** `unitree_hg/IMUState`, an IMU on a topic of its own: the torso's of the G1. */
export const hgImuState: MessageType = {
  name: 'unitree_hg/IMUState',
  optionsSchema,
  bind({ sourceId, periodMs, profile, topic }) {
    const { imuPart = 'body' } = topic.decode as FromSchema<typeof optionsSchema>;
    const imu = new BodyImu({ sourceId, periodMs, part: imuPart });
    return {
      layouts: [imu.layout],
      observable: bodyClasses(profile),
      decode: (message, time, out) => pourImuState(imu, message, { time, out }),
    };
  },
};
