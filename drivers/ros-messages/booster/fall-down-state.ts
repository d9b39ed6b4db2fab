import type { Flag } from '../../../agent/contract/message.ts';
import { monoMsOf } from '../../../agent/contract/time.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { numberOf } from '../decoding/read-field.ts';

/** Said again this often when nothing changes, so that an agent that was restarted learns it. */
const repeatMs = 10_000;

/** 0 ready, 1 falling, 2 fallen, 3 getting up. */
const falls: Readonly<Record<number, boolean>> = { 0: false, 1: true, 2: true, 3: false };

/**
 * `booster_interface/FallDownState` of T1 and K1: the robot's own word on falls. From falling until it gets up is one fall; a state
 * that is not listed is unknown, and what was goes on.
 */
export const fallDownState: MessageType = {
  name: 'booster_interface/FallDownState',
  optionsSchema: noOptions,
  bind({ sourceId }) {
    let said: Flag | undefined;
    let saidMs = 0;
    return {
      layouts: [],
      observable: ['fall'],
      decode(message, time, out) {
        const active = falls[numberOf(message.fall_down_state)] ?? unknown('missing');
        const nowMs = monoMsOf(time);
        if (active === said && nowMs >= saidMs && nowMs - saidMs < repeatMs) return;
        said = active;
        saidMs = nowMs;
        out.message({ kind: 'condition', sourceId, time, eventClass: 'fall', active });
      },
    };
  },
};
