import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { busyStatus } from '../../tests/support/agent-status.ts';
import { SteppedClock } from '../../tests/support/stepped-clock.ts';
import { readStatus } from './read-status.ts';
import { backlogBytesMax, beatMs, clientsMax, StatusStream } from './status-stream.ts';

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

/** A stream whose status is this function's, and how often it was asked. */
function streamOf(status: () => typeof busyStatus) {
  let readCount = 0;
  const clock = new SteppedClock();
  const stopping = new AbortController();
  const read = readStatus(() => {
    readCount++;
    return status();
  });
  const stream = new StatusStream({ read, clock, signal: stopping.signal });
  const add = (): KeepingResponse => {
    const response = new KeepingResponse();
    stream.add(response as unknown as ServerResponse);
    return response;
  };
  /** One beat, until it has been written to this client. */
  const beat = async (client: KeepingResponse): Promise<void> => {
    await clock.slept();
    const written = once(client, 'written');
    clock.advance(beatMs);
    await written;
  };
  return { clock, stream, add, beat, stopping, readCount: () => readCount };
}

/** Lets everything run that waits for nothing but promises. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe('a message of the stream', () => {
  it('is two events of one line of data each, whatever the robot says', () => {
    const hostile = 'x\n\nevent: view\ndata: {"index":"stolen"}\r\n\u2028';
    const { add } = streamOf(() => ({ ...busyStatus, robot: hostile, warnings: [hostile] }));
    const blocks = add()
      .written.split('\n\n')
      .filter((block) => block !== '');
    expect(blocks.map((block) => block.split('\n').map((line) => line.split(':')[0]))).toEqual([
      ['retry'],
      ['event', 'data'],
      ['event', 'data'],
    ]);
    const state = JSON.parse(blocks[1]?.split('\n')[1]?.slice('data: '.length) ?? '');
    expect(state.robot).toBe(hostile);
  });

  it('is drawn once for all clients', async () => {
    const { add, beat, readCount } = streamOf(() => busyStatus);
    const clients = [add(), add(), add()];
    const before = readCount();
    await beat(clients[2] ?? add());
    expect(readCount() - before).toBe(1);
    expect(new Set(clients.map(({ written }) => written)).size).toBe(1);
  });

  it('is a comment while no status can be had, and the status again afterwards', async () => {
    let isBroken = true;
    const { add, beat } = streamOf(() => {
      if (isBroken) throw new RangeError('no state');
      return busyStatus;
    });
    const client = add();
    expect(client.written).toBe('retry: 2000\n\n: the agent has no status\n\n');
    await beat(client);
    expect(client.written.match(/: the agent has no status/g)).toHaveLength(2);
    isBroken = false;
    await beat(client);
    expect(client.written.match(/event: status/g)).toHaveLength(1);
  });
});

describe('the clients of the stream', () => {
  it('fill it at eight, and leave room when they go', () => {
    const { stream, add } = streamOf(() => busyStatus);
    expect(clientsMax).toBe(8);
    const clients = Array.from({ length: clientsMax }, (_, index) => {
      expect([stream.isFull, stream.clientCount]).toEqual([false, index]);
      return add();
    });
    expect([stream.isFull, stream.clientCount]).toEqual([true, clientsMax]);
    clients[3]?.destroy();
    expect([stream.isFull, stream.clientCount, stream.droppedCount]).toEqual([false, clientsMax - 1, 0]);
  });

  it('get no further beat once the agent stops', async () => {
    const { clock, add, stopping } = streamOf(() => busyStatus);
    const client = add();
    await clock.slept();
    stopping.abort();
    await turns();
    const { written } = client;
    clock.advance(10 * beatMs);
    await turns();
    expect(client.written).toBe(written);
    expect(clock.sleeperCount).toBe(0);
  });

  it('may come after a close, and are served again', async () => {
    const { clock, stream, add, beat } = streamOf(() => busyStatus);
    add();
    await clock.slept();
    stream.close();
    clock.advance(beatMs);
    const later = add();
    await beat(later);
    expect(later.written.match(/event: status/g)?.length).toBeGreaterThan(1);
    await clock.slept();
    expect(clock.sleeperCount).toBe(1);
  });
});
