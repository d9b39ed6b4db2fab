import type { FromSchema } from 'json-schema-to-ts';
import { BodyImu, bodyClasses } from '../decoding/body-imu.ts';
import { ChangeWatch } from '../decoding/change-watch.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { imuPartSchema, pourImuState } from './imu-state.ts';
import { ModeWord } from './mode-word.ts';

const optionsSchema = { type: 'object', additionalProperties: false, properties: { imuPart: imuPartSchema } } as const;

/**
 * `unitree_go/SportModeState`: mode, gait and `error_code` as they are. What the numbers mean is not public, and newer firmware writes
 * its state into `error_code`: they are a mode, never a fault.
 */
export const goSportModeState: MessageType = {
  name: 'unitree_go/SportModeState',
  optionsSchema,
  bind({ sourceId, periodMs, profile, topic }) {
    const { imuPart = 'body' } = topic.decode as FromSchema<typeof optionsSchema>;
    const imu = new BodyImu({ sourceId, periodMs, part: imuPart });
    const modes = new ChangeWatch(sourceId);
    const word = new ModeWord(['mode', 'gait_type', 'error_code']);
    return {
      layouts: [imu.layout],
      observable: bodyClasses(profile),
      decode(message, time, out) {
        pourImuState(imu, message.imu_state, { time, out });
        for (const mode of modes.mode(word.read(message), time)) out.message(mode);
      },
    };
  },
};
