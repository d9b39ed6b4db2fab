import { describe, expect, it } from 'vitest';
import { jbdRequest } from '../../drivers/serial-protocols/jbd/jbd-request.ts';
import { createSimulatedDevice } from '../../drivers/simulator/serial/protocols/simulated-devices.ts';
import { type LineOptions, SimulatedLine } from '../../drivers/simulator/serial/simulated-line.ts';
import { joined } from '../../tests/support/serial-frames.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import type { Hear, LinePort } from './line-port.ts';
import { type LineProgress, type ServedLine, serveLine } from './serve-line.ts';

class MemoryPort implements LinePort {
  failure: string | undefined;
  droppedBytes = 0;
  readonly said: Uint8Array[] = [];
  readonly moves: string[] = [];
  #hear: Hear | undefined;

  async plugIn(hear: Hear): Promise<void> {
    this.moves.push('in');
    this.#hear = hear;
  }

  async unplug(): Promise<void> {
    this.moves.push('out');
    this.#hear = undefined;
  }

  readonly say = (bytes: Uint8Array): void => void this.said.push(bytes);

  ask(bytes: Uint8Array): void {
    this.#hear?.(bytes, this.say);
  }
}

function served(protocol: 'jbd' | 'jsonLines', options: Partial<ServedLine> = {}, lineOptions: Partial<LineOptions> = {}) {
  const line = new SimulatedLine([createSimulatedDevice(protocol, { seed: 1 })], { seed: 1, ...lineOptions });
  const port = new MemoryPort();
  const clock = new VirtualClock();
  const stop = new AbortController();
  const shown: LineProgress[] = [];
  const plugged: LineProgress[] = [];
  const running = serveLine({
    line,
    port,
    clock,
    signal: stop.signal,
    durationMs: 10_000,
    unplugEveryMs: 0,
    unplugForMs: 1000,
    onPlugged: (progress) => plugged.push(progress),
    onProgress: (progress) => shown.push(progress),
    ...options,
  });
  return { line, port, clock, stop, shown, plugged, running };
}

describe('a served line', () => {
  it('answers what comes in, and ends with its time', async () => {
    const { port, clock, running, shown, plugged } = served('jbd');
    await clock.advance(100);
    port.ask(jbdRequest('basic'));
    await clock.advance(20_000);
    expect(await running).toMatchObject({ unplugCount: 0, droppedCount: 0, elapsedMs: expect.any(Number) });
    expect(port.said).toHaveLength(1);
    expect(port.moves).toEqual(['in', 'out']);
    expect(plugged).toHaveLength(1);
    expect(shown.length).toBeGreaterThanOrEqual(8);
    expect(shown.every((each) => each.isPlugged)).toBe(true);
  });

  it('sends an answer when its time has come, not before', async () => {
    const { port, clock, running, stop } = served('jbd', {}, { bitsPerS: 9600 });
    await clock.advance(100);
    port.ask(jbdRequest('basic'));
    await clock.advance(20);
    expect(port.said).toEqual([]);
    await clock.advance(30);
    expect(port.said).toHaveLength(1);
    stop.abort();
    await clock.advance(100);
    await running;
  });

  it('holds so many answers and drops the rest, counted', async () => {
    const { port, clock, running } = served('jbd', {}, { bitsPerS: 9600 });
    await clock.advance(100);
    port.ask(joined(Array.from({ length: 1100 }, () => jbdRequest('basic'))));
    await clock.advance(10_000);
    expect(await running).toMatchObject({ droppedCount: 1100 - 1024 });
  });

  it('says what a board prints, but nothing while it is unplugged', async () => {
    const { port, clock, running, line } = served('jsonLines', { unplugEveryMs: 3500, unplugForMs: 2000 });
    await clock.advance(20_000);
    await running;
    expect(line.counts.spoken).toBeGreaterThanOrEqual(9);
    expect(port.said.length).toBeGreaterThanOrEqual(6);
    expect(port.said.length).toBeLessThan(line.counts.spoken);
  });

  it('pulls the plug and puts it in again, as often as asked', async () => {
    const { port, clock, running, plugged } = served('jbd', { durationMs: 9000, unplugEveryMs: 2000, unplugForMs: 500 });
    await clock.advance(20_000);
    const { unplugCount } = await running;
    expect(unplugCount).toBe(3);
    expect(port.moves).toEqual(['in', 'out', 'in', 'out', 'in', 'out', 'in', 'out']);
    expect(plugged.map((each) => each.unplugCount)).toEqual([0, 1, 2, 3]);
  });

  it('ends when the port has failed', async () => {
    const { port, clock, running } = served('jbd', { durationMs: Number.POSITIVE_INFINITY });
    await clock.advance(200);
    port.failure = 'gone';
    await clock.advance(200);
    expect((await running).elapsedMs).toBeLessThan(500);
  });

  it('takes its port down when somebody stops it', async () => {
    const { port, clock, running, stop } = served('jbd', { durationMs: Number.POSITIVE_INFINITY });
    await clock.advance(300);
    stop.abort();
    await clock.advance(100);
    await running;
    expect(port.moves).toEqual(['in', 'out']);
  });

  it('takes its port down, and says why, when it cannot be plugged in', async () => {
    const port = new MemoryPort();
    port.plugIn = () => Promise.reject(new Error('no such place'));
    const { running } = served('jbd', { port });
    await expect(running).rejects.toThrow('no such place');
    expect(port.moves).toEqual(['out']);
  });
});
