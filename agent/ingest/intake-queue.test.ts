import { describe, expect, it } from 'vitest';
import { frameOf, velocityLayout } from '../../tests/support/telemetry.ts';
import { IntakeQueue } from './intake-queue.ts';

const flaw = { code: 'test/flaw', place: 'line 1', text: 'odd', discarded: true };

describe('intake queue', () => {
  it('copies frames, because a driver reuses its buffers', () => {
    const queue = new IntakeQueue();
    const frame = frameOf(velocityLayout, 0, [1, 2]);
    queue.pushFrame(frame);
    frame.values[0] = 99;
    const seen: number[] = [];
    queue.drain((item) => {
      if (item.kind === 'frame') seen.push(...item.frame.values);
    });
    expect(seen).toEqual([1, 2]);
  });

  it('keeps the order of frames and flaws, and is empty after a drain', () => {
    const queue = new IntakeQueue();
    queue.pushFrame(frameOf(velocityLayout, 0, [1, 2]));
    queue.push({ kind: 'flaw', sourceId: 'arm', flaw });
    queue.pushFrame(frameOf(velocityLayout, 1, [3, 4]));
    const kinds: string[] = [];
    queue.drain(({ kind }) => kinds.push(kind));
    expect(kinds).toEqual(['frame', 'flaw', 'frame']);
    expect(queue.size).toBe(0);
  });

  it('uses the same buffers again', () => {
    const queue = new IntakeQueue();
    const buffers = new Set<Float64Array>();
    for (let round = 0; round < 5; round++) {
      queue.pushFrame(frameOf(velocityLayout, round, [round, round]));
      queue.drain((item) => {
        if (item.kind === 'frame') buffers.add(item.frame.values);
      });
    }
    expect(buffers.size).toBe(1);
  });

  it('says when it is filling and when it is full', () => {
    const queue = new IntakeQueue(4);
    expect(queue.filling).toBe(false);
    for (let index = 0; index < 2; index++) queue.push({ kind: 'flaw', sourceId: 'arm', flaw });
    expect([queue.filling, queue.full]).toEqual([true, false]);
    for (let index = 0; index < 2; index++) queue.push({ kind: 'flaw', sourceId: 'arm', flaw });
    expect(queue.full).toBe(true);
  });
});
