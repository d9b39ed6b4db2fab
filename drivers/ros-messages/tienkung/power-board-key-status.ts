import type { FromSchema } from 'json-schema-to-ts';
import type { Flag } from '../../../agent/contract/message.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { ChangeWatch } from '../decoding/change-watch.ts';
import { FieldColumns } from '../decoding/field-columns.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { MessageType, RosMessage } from '../decoding/message-type.ts';
import { flagOf, headerStampMs, messageOf } from '../decoding/read-field.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    workTime: {
      enum: ['powerOnTotal', 'unverified'],
      default: 'unverified',
      description: 'Whether work_time counts since the robot was made. Until somebody has seen it go on after a restart it is not read.',
    },
  },
} as const;

const workTimeColumns = new FieldColumns([{ field: 'work_time', unit: 's', signal: 'powerOnTotalMs' }]);

/**
 * `bodyctrl_msgs/PowerBoardKeyStatus` of TienKung and UBTECH: the emergency stop, by key or from afar, and the seconds the power board
 * has worked. `is_power_on` speaks of the supply, not of the drives, and is not read.
 */
export const powerBoardKeyStatus: MessageType = {
  name: 'bodyctrl_msgs/PowerBoardKeyStatus',
  optionsSchema,
  bind({ sourceId, periodMs, topic }) {
    const { workTime } = topic.decode as FromSchema<typeof optionsSchema>;
    const filler = new FrameFiller({ component: 'usage', parts: ['robot'], signals: workTimeColumns.signals, sourceId, periodMs });
    const readsHours = workTime === 'powerOnTotal';
    const safety = new ChangeWatch(sourceId);
    return {
      layouts: readsHours ? [filler.layout] : [],
      observable: ['emergencyStop'],
      decode(message, time, out) {
        for (const one of safety.safety({ emergencyStop: stopOf(message) }, time)) out.message(one);
        if (!readsHours) return;
        filler.begin(time, headerStampMs(message));
        workTimeColumns.fill(filler, message, 0);
        const frame = filler.frame();
        if (frame !== undefined) out.frame(frame);
      },
    };
  },
};

/** Pressed when either is, released when both are known to be; else unknown. */
function stopOf({ is_estop, is_remote_estop }: RosMessage): Flag {
  const flags = [boolOf(is_estop), boolOf(is_remote_estop)];
  if (flags.includes(true)) return true;
  return flags.every((flag) => flag === false) ? false : unknown('missing');
}

/** A `std_msgs/Bool`, or its value alone. */
function boolOf(value: unknown): Flag {
  const { data } = messageOf(value);
  return flagOf(data ?? value);
}
