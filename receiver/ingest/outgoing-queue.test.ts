import { describe, expect, it } from 'vitest';
import type { Answer } from './answer.ts';
import { OutgoingQueue } from './outgoing-queue.ts';

const answer = (topic: string): Answer => ({ topic, payload: '{}' });

/** A queue whose broker acknowledges when the test says so. */
function openQueue() {
  const sent: string[] = [];
  const acknowledgements: (() => void)[] = [];
  const queue = new OutgoingQueue(
    ({ topic }, acknowledged) => {
      sent.push(topic);
      acknowledgements.push(acknowledged);
    },
    { inFlightCountMax: 2, waitingCountMax: 3 },
  );
  return { queue, sent, acknowledge: () => acknowledgements.shift()?.() };
}

describe('answers on their way', () => {
  it('leave at once while the broker keeps up', () => {
    const { queue, sent, acknowledge } = openQueue();
    for (const topic of ['a', 'b', 'c', 'd']) {
      expect(queue.offer(answer(topic))).toBe(true);
      acknowledge();
    }
    expect(sent).toEqual(['a', 'b', 'c', 'd']);
  });

  it('wait in order behind those that are not acknowledged', () => {
    const { queue, sent, acknowledge } = openQueue();
    for (const topic of ['a', 'b', 'c', 'd']) queue.offer(answer(topic));
    expect(sent).toEqual(['a', 'b']);
    acknowledge();
    expect(sent).toEqual(['a', 'b', 'c']);
    acknowledge();
    expect(sent).toEqual(['a', 'b', 'c', 'd']);
  });

  it('find no room beyond the limit, and find it again later', () => {
    const { queue, acknowledge } = openQueue();
    const offered = ['a', 'b', 'c', 'd', 'e', 'f'].map((topic) => queue.offer(answer(topic)));
    expect(offered).toEqual([true, true, true, true, true, false]);
    acknowledge();
    expect(queue.offer(answer('g'))).toBe(true);
  });
});
