import { fillColumn } from '../decoding/fill-column.ts';
import { FrameFiller } from '../decoding/frame-filler.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { noOptions } from '../decoding/no-options.ts';
import { usedEntries } from '../decoding/used-entries.ts';

const sensorCount = 6;

/**
 * `unitree_hg/MainBoardState`: six temperatures of the main board, which of them is where is not public. Fan states, values and state
 * words are not documented and not read.
 */
export const hgMainBoardState: MessageType = {
  name: 'unitree_hg/MainBoardState',
  optionsSchema: noOptions,
  bind({ sourceId, periodMs }) {
    const parts = Array.from({ length: sensorCount }, (_, index) => `board${index + 1}`);
    const filler = new FrameFiller({ component: 'controller', parts, signals: ['temperatureC'], sourceId, periodMs });
    return {
      layouts: [filler.layout],
      observable: [],
      decode(message, time, out) {
        filler.begin(time);
        fillColumn(filler, 0, { values: usedEntries(message.temperature) });
        const frame = filler.frame();
        if (frame !== undefined) out.frame(frame);
      },
    };
  },
};
