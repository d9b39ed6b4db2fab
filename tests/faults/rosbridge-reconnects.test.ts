import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source } from '../../agent/contract/driver.ts';
import { TransientError } from '../../agent/contract/errors.ts';
import { supervise } from '../../agent/ingest/supervise.ts';
import { connectBridge } from '../../drivers/rosbridge/connection/roslib-client.ts';
import { FakeBridge } from '../support/fake-bridge.ts';
import { QuickClock } from '../support/quick-clock.ts';
import { jointStates, rosbridgeSource } from '../support/rosbridge-fixture.ts';
import { RosbridgeServer } from '../support/rosbridge-server.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { Watched } from '../support/watched.ts';

const topic = '/joint_states';
const resumesWithinMs = 5000;

/** A bridge that is there or not, on a clock that only moves when told to; its robot speaks four times a second. */
class ComingAndGoing {
  readonly clock = new VirtualClock();
  frameMs: number | undefined;
  #bridge: FakeBridge | undefined;
  #isUp = true;

  run(jitters: readonly number[], signal: AbortSignal): Promise<unknown> {
    let draw = 0;
    const source = rosbridgeSource({ clock: this.clock, connect: async () => this.#connect() });
    return supervise({
      sourceId: 'arm',
      source,
      clock: this.clock,
      signal,
      consume: ({ kind }) => {
        if (kind === 'frame') this.frameMs = this.clock.nowMs;
      },
      random: () => jitters[draw++ % jitters.length] ?? 0,
    });
  }

  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 250) {
      if (this.#isUp) this.#bridge?.publish(topic, jointStates(1));
      await this.clock.advance(250);
    }
  }

  /** Killed, or frozen so that nobody is told. */
  goDown(how: 'killed' | 'frozen'): void {
    this.#isUp = false;
    if (how === 'killed') this.#bridge?.end('killed');
  }

  comeBack(): void {
    this.#isUp = true;
  }

  #connect(): FakeBridge {
    if (!this.#isUp) throw new TransientError('rosbridge/unreachable', 'nobody listens');
    this.#bridge = new FakeBridge(this.clock);
    return this.#bridge;
  }
}

describe('a bridge that returns', () => {
  it('is heard within five seconds, however long it was away, however it went, and whatever chance adds to the wait', async () => {
    const outage = fc.record({ how: fc.constantFrom('killed' as const, 'frozen' as const), awayMs: fc.integer({ min: 0, max: 20_000 }) });
    const jitters = fc.array(fc.double({ min: 0, max: 0.999999, noNaN: true }), { minLength: 1, maxLength: 20 });
    const property = fc.asyncProperty(fc.array(outage, { minLength: 1, maxLength: 3 }), jitters, async (outages, draws) => {
      const robot = new ComingAndGoing();
      const stop = new AbortController();
      const running = robot.run(draws, stop.signal);
      await robot.pass(1000);
      for (const { how, awayMs } of outages) {
        robot.goDown(how);
        await robot.pass(awayMs);
        robot.comeBack();
        const backMs = robot.clock.nowMs;
        await robot.pass(resumesWithinMs);
        expect(robot.frameMs).toBeGreaterThan(backMs);
      }
      stop.abort();
      await running;
    });
    await fc.assert(property, { numRuns: 15 });
  });
});

/** Bytes in use once everything that can go has gone. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

describe('a thousand reconnections', () => {
  it('leave no listener, no connection and no memory behind', async () => {
    const watched = new Watched();
    const server = new RosbridgeServer(watched, { generation: 'ros2', topics: [{ name: topic, type: 'sensor_msgs/JointState' }] });
    const url = await server.start();
    const clock = new QuickClock(10);
    const inner = rosbridgeSource({ clock, connect: connectBridge, options: { url, generation: 'ros2' } });
    let given: AbortSignal | undefined;
    const source: Source = {
      layouts: inner.layouts,
      observable: [],
      identity: {},
      run: (sink, signal) => {
        given = signal;
        return inner.run(sink, signal);
      },
    };
    const stop = new AbortController();
    let frameCount = 0;
    const consume = (): void => {
      frameCount++;
      watched.note();
    };
    const supervised = supervise({ sourceId: 'arm', source, clock, signal: stop.signal, consume, random: () => 0 });
    const listenerCount = (): number => getEventListeners(given as AbortSignal, 'abort').length;
    const reconnect = async (): Promise<void> => {
      const connectedBefore = server.connectionCount;
      server.drop();
      await watched.until('subscribed again', () => server.connectionCount > connectedBefore && server.subscriptions.length === 1);
      const before = frameCount;
      server.publish(topic, { name: ['j0', 'j1'], position: [0, 0], velocity: [1, 1], effort: [] });
      await watched.until('a frame', () => frameCount > before);
      server.received.length = 0;
      server.handshakes.length = 0;
    };
    await watched.until('subscribed', () => server.subscriptions.length === 1);
    for (let round = 0; round < 200; round++) await reconnect();
    const [bytesBefore, listenersBefore] = [heapBytes(), listenerCount()];
    for (let round = 0; round < 1000; round++) await reconnect();
    const grownBytes = heapBytes() - bytesBefore;
    expect(listenerCount()).toBe(listenersBefore);
    expect(server.openCount).toBe(1);
    expect(grownBytes).toBeLessThan(2_000_000);
    stop.abort();
    await supervised;
    await server.kill();
  }, 60_000);
});
