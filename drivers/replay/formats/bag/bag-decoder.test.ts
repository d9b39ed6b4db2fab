import { describe, expect, it } from 'vitest';
import { createFrame, type Frame, quality } from '../../../../agent/contract/frame.ts';
import { bagStartNs, serialise } from '../../../../tests/support/bag-fixture.ts';
import { recordingSink } from '../../../../tests/support/recording-sink.ts';
import { timeAt, velocityLayout } from '../../../../tests/support/telemetry.ts';
import type { TopicDecoder } from '../../../ros-messages/decoding/message-type.ts';
import { BagDecoder } from './bag-decoder.ts';
import type { RecordedChannel, RecordedMessage } from './recorded-message.ts';

const channel: RecordedChannel = { topic: '/mode', type: 'ur_dashboard_msgs/SafetyMode', generation: 'ros2', definition: undefined };
const bytes = serialise({ topic: '/mode', type: channel.type, timeNs: bagStartNs, fields: { mode: 3 } }, 'ros2');
const message = (change: Partial<RecordedMessage> = {}): RecordedMessage => ({
  channel,
  logTimeNs: bagStartNs,
  bytes,
  partName: undefined,
  messageSeq: 4,
  ...change,
});

/** A decoder that pours this frame, and remembers what it was given. */
function pouring(frame: Frame): TopicDecoder & { readonly seen: unknown[] } {
  const seen: unknown[] = [];
  return {
    layouts: [velocityLayout],
    observable: [],
    seen,
    decode: (plain, time, out) => {
      seen.push(plain);
      out.frame(frame);
      out.message({ kind: 'safety', sourceId: 'arm', time, protectiveStop: true });
    },
  };
}

const bound = (decoder: TopicDecoder, of: RecordedChannel = channel) =>
  new BagDecoder(new Map([[`${of.generation} ${of.topic} ${of.type}`, decoder]]));
const blank = createFrame(velocityLayout, timeAt(0));
const telling = createFrame(velocityLayout, timeAt(0));
telling.quality[1] = quality.outOfRange;

describe('a message of a recording', () => {
  it('reaches its decoder as plain fields, and the sink what that pours', () => {
    const decoder = pouring(telling);
    const sink = recordingSink();
    expect(bound(decoder).pour(message(), timeAt(5), sink)).toBe(true);
    expect(decoder.seen).toEqual([{ mode: 3 }]);
    expect(sink.kinds).toEqual(['frame', 'message']);
  });

  it('pours no frame that knows nothing; what it says besides is kept', () => {
    const sink = recordingSink();
    bound(pouring(blank)).pour(message({ partName: 'a.db3' }), timeAt(5), sink);
    expect(sink.kinds).toEqual(['flaw', 'message']);
    expect(sink.flaws).toMatchObject([{ code: 'replay/nothing-known', place: 'a.db3 message 4', discarded: true }]);
  });

  it('says when the sink has filled up at any of its items', () => {
    for (const full of [0, 1]) {
      const sink = recordingSink((pushIndex) => pushIndex !== full);
      expect(bound(pouring(telling)).pour(message(), timeAt(5), sink)).toBe(false);
    }
  });

  it('of a type that nobody describes is dropped, each time', () => {
    const unknown = { ...channel, type: 'nobody/Knows' };
    const sink = recordingSink();
    const decoder = bound(pouring(telling), unknown);
    decoder.pour(message({ channel: unknown }), timeAt(5), sink);
    decoder.pour(message({ channel: unknown }), timeAt(6), sink);
    expect(sink.flaws).toMatchObject(
      Array(2).fill({ code: 'replay/definition-missing', text: 'nothing says how nobody/Knows is laid out' }),
    );
    expect(sink.frames).toEqual([]);
  });

  it('is read by the definition in the recording before the published one', () => {
    const decoder = pouring(telling);
    const own = { ...channel, definition: 'uint8 mode\nuint8 more' };
    bound(decoder).pour(message({ channel: own, bytes: Uint8Array.of(0, 1, 0, 0, 3, 9) }), timeAt(5), recordingSink());
    expect(decoder.seen).toEqual([{ mode: 3, more: 9 }]);
  });

  it('that is not what its topic says is dropped', () => {
    const sink = recordingSink();
    bound(pouring(telling)).pour(message({ bytes: new Uint8Array(0) }), timeAt(5), sink);
    expect(sink.flaws).toMatchObject([{ code: 'replay/message-unreadable', place: 'message 4', discarded: true }]);
  });
});
