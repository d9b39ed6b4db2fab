import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedMessage } from './recorded-message.ts';
import { heldBytesMax, heldMessagesMax, TimeOrder } from './time-order.ts';

const channel = { topic: '/t', type: 'p/T', generation: 'ros2', definition: undefined } as const;
const message = (logTimeNs: bigint, messageSeq = 0, bytes = new Uint8Array(1)): RecordedMessage => ({
  channel,
  logTimeNs,
  bytes,
  partName: undefined,
  messageSeq,
});
const timesOf = (messages: readonly RecordedMessage[]) => messages.map(({ logTimeNs }) => logTimeNs);

describe('messages held for their order', () => {
  it('wait until enough stand behind them', () => {
    const order = new TimeOrder();
    expect(order.add([message(5n), message(3n)])).toEqual([]);
    expect(order.nextNs).toBe(3n);
    expect(timesOf(order.drain())).toEqual([3n, 5n]);
    expect(order.nextNs).toBeUndefined();
  });

  it('of the same time keep the order of the file', () => {
    const order = new TimeOrder();
    order.add([message(1n, 1), message(1n, 2)]);
    order.add([message(0n, 3), message(1n, 4)]);
    expect(order.drain().map(({ messageSeq }) => messageSeq)).toEqual([3, 1, 2, 4]);
  });

  it('are released beyond the limit of their number', () => {
    const order = new TimeOrder();
    const released = order.add(Array.from({ length: heldMessagesMax + 10 }, (_, index) => message(BigInt(index))));
    expect(timesOf(released)).toEqual([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n]);
    expect(order.drain()).toHaveLength(heldMessagesMax);
  });

  it('are released beyond the limit of their weight', () => {
    const heavy = new Uint8Array(heldBytesMax / 2);
    const order = new TimeOrder();
    expect(timesOf(order.add([message(2n, 0, heavy), message(1n, 0, heavy)]))).toEqual([]);
    expect(timesOf(order.add([message(3n)]))).toEqual([1n]);
    expect(timesOf(order.drain())).toEqual([2n, 3n]);
  });

  it('come out sorted and complete, however they are cut, when none is later than the limit', () => {
    const late = fc.array(fc.tuple(fc.nat(5), fc.nat(heldMessagesMax / 2)), { maxLength: 60 });
    fc.assert(
      fc.property(late, fc.integer({ min: 1, max: 20 }), (steps, batchSize) => {
        const messages = steps.map(([step, lateness], index) => message(BigInt(index * 3 + step - (lateness % 5)), index));
        const order = new TimeOrder();
        const out: RecordedMessage[] = [];
        for (let first = 0; first < messages.length; first += batchSize) out.push(...order.add(messages.slice(first, first + batchSize)));
        out.push(...order.drain());
        const sorted = [...messages].sort((a, b) => Number(a.logTimeNs - b.logTimeNs) || a.messageSeq - b.messageSeq);
        expect(out).toEqual(sorted);
      }),
    );
  });
});
