import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { busyStatus } from '../../tests/support/agent-status.ts';
import { SteppedClock } from '../../tests/support/stepped-clock.ts';
import { readStatus } from './read-status.ts';
import { backlogBytesMax, beatMs, StatusStream } from './status-stream.ts';

/** A response that keeps what it is given; a slow one never empties. */
class KeepingResponse extends EventEmitter {
  readonly #isSlow: boolean;
  written = '';
  destroyed = false;
  ended = false;
  constructor(isSlow = false) {
    super();
    this.#isSlow = isSlow;
  }
  get writableLength(): number {
    return this.#isSlow ? this.written.length : 0;
  }
  write(text: string): boolean {
    this.written += text;
    this.emit('written');
    return true;
  }
  end(): void {
    this.ended = true;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

function openStream() {
  const clock = new SteppedClock();
  const stopping = new AbortController();
  const stream = new StatusStream({ read: readStatus(() => busyStatus), clock, signal: stopping.signal });
  const add = (isSlow = false): KeepingResponse => {
    const response = new KeepingResponse(isSlow);
    stream.add(response as unknown as ServerResponse);
    return response;
  };
  return { clock, stream, add, stopping };
}

describe('the stream of the status', () => {
  it('drops a client that reads too slowly, and only that one', async () => {
    const { clock, stream, add } = openStream();
    const [quick, slow] = [add(), add(true)];
    for (let beat = 0; !slow.destroyed && beat < 100; beat++) {
      await clock.slept();
      const written = once(quick, 'written');
      clock.advance(beatMs);
      await written;
    }
    expect(slow.destroyed).toBe(true);
    expect(slow.written.length).toBeGreaterThan(backlogBytesMax);
    expect(slow.written.length).toBeLessThan(2 * backlogBytesMax);
    expect(quick.destroyed).toBe(false);
    expect([stream.clientCount, stream.droppedCount]).toEqual([1, 1]);
  });

  it('has one beat for all clients, and stops it when the last one has gone', async () => {
    const { clock, add } = openStream();
    const clients = [add(), add()];
    await clock.slept();
    expect(clock.sleeperCount).toBe(1);
    for (const client of clients) client.destroy();
    clock.advance(beatMs);
    const later = add();
    expect(later.written).toContain('event: status');
    await clock.slept();
    expect(clock.sleeperCount).toBe(1);
  });

  it('ends every client when it closes', () => {
    const { stream, add } = openStream();
    const clients = [add(), add()];
    stream.close();
    expect(clients.map(({ ended }) => ended)).toEqual([true, true]);
    expect(stream.clientCount).toBe(0);
  });
});
