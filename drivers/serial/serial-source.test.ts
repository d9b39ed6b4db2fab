import { beforeEach, describe, expect, it } from 'vitest';
import { unknown } from '../../agent/contract/unknown.ts';
import { countByCode, type RecordingSink, recordingSink } from '../../tests/support/recording-sink.ts';
import { busOf, jbdPack, servoChain } from '../../tests/support/serial-devices.ts';
import { serialOptions, WireLink } from '../../tests/support/serial-fixture.ts';
import type { FarEnd } from '../../tests/support/serial-pty.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import type { BusDevice } from './decoders/bus-device.ts';
import { DynamixelChain } from './decoders/dynamixel-chain.ts';
import { JbdPack } from './decoders/jbd-pack.ts';
import { JsonBoard } from './decoders/json-board.ts';
import { SerialSource } from './serial-source.ts';

const servo = { id: 1, joint: 'elbow', isInverted: false, offsetRad: 0 };
const chain = servoChain(() => [{ id: 1, positionCounts: 0, temperatureC: 30, errorBits: 0 }]);
const sourceId = 'bus';

let clock: VirtualClock;
let stop: AbortController;
let sink: RecordingSink;
beforeEach(() => {
  clock = new VirtualClock();
  stop = new AbortController();
  sink = recordingSink();
});

const pack = (part = 'pack'): BusDevice => new JbdPack({ sourceId, part, pollMs: 1000, cellCount: 0, sensorCount: 0 });
const servos = (): BusDevice => new DynamixelChain({ sourceId, pollMs: 10, servos: [servo], currentAPerCount: unknown('notReported') });

/** A source under way on a wire; `ended` is what became of it. */
function start(devices: readonly (readonly [BusDevice, number])[], farEnd: FarEnd, board?: JsonBoard) {
  const link = new WireLink(farEnd);
  const source = new SerialSource({
    options: serialOptions({ path: 'wire', devices: [{ protocol: 'jbd' }], silenceMs: 5000 }),
    open: async () => link,
    devices: devices.map(([device, timeoutMs]) => ({ device, timeoutMs })),
    board,
    observable: [],
    identity: {},
    clock,
  });
  let ended: unknown = 'running';
  const end = (outcome: unknown): void => {
    ended = outcome;
  };
  void source.run(sink, stop.signal).then(() => end('ended'), end);
  return { link, source, ended: () => ended };
}

const countOf = (cell: string): number => sink.frames.filter(({ cells }) => cell in cells).length;

describe('a bus with several devices', () => {
  it('reads each at its own period', async () => {
    start(
      [
        [servos(), 20],
        [pack(), 100],
      ],
      busOf(chain, jbdPack()),
    );
    await clock.advance(10_000);
    expect(countOf('voltageV pack')).toBeGreaterThanOrEqual(9);
    expect(countOf('voltageV pack')).toBeLessThanOrEqual(11);
    expect(countOf('positionRad elbow')).toBeGreaterThan(850);
    expect(countOf('positionRad elbow')).toBeLessThanOrEqual(1001);
    expect(sink.flaws).toEqual([]);
  });

  it('loses at most a tenth and one retried question of its time to one that is dead', async () => {
    const dead = pack('dead');
    start(
      [
        [servos(), 20],
        [dead, 400],
      ],
      busOf(chain),
    );
    await clock.advance(20_000);
    const isSpoken = countOf('positionRad elbow');
    expect(isSpoken).toBeGreaterThan(0.75 * 2000);
    // One round of three tries, then one try every four seconds.
    expect(countByCode(sink.flaws)['serial/no-answer']).toBe(5);
  });

  it('reads a device again soon after it has come back', async () => {
    let isPlugged = false;
    start([[pack(), 100]], (bytes, send) => isPlugged && busOf(jbdPack())(bytes, send));
    await clock.advance(3000);
    expect(sink.frames).toEqual([]);
    isPlugged = true;
    await clock.advance(1200);
    expect(countOf('voltageV pack')).toBeGreaterThan(0);
  });
});

describe('a source', () => {
  it('on which nobody answers is given up after its silence, and its port is closed', async () => {
    const { ended, link } = start([[pack(), 100]], () => undefined);
    await clock.advance(4000);
    expect(ended()).toBe('running');
    await clock.advance(4000);
    expect(ended()).toMatchObject({ code: 'serial/silent' });
    expect(link.ended.aborted).toBe(true);
  });

  it('whose port ends while everybody rests says so', async () => {
    const { ended, link } = start([[pack(), 100]], busOf(jbdPack()));
    await clock.advance(500);
    await link.close();
    await clock.advance(5);
    expect(ended()).toMatchObject({ code: 'serial/port-closed' });
  });

  it('that is stopped ends without an error, and pours nothing more', async () => {
    const { ended, link } = start([[pack(), 100]], () => stop.abort());
    await clock.advance(300);
    expect(ended()).toBe('ended');
    expect(sink.kinds).toEqual([]);
    expect(link.ended.aborted).toBe(true);
  });

  it('closes a fault that went while its port was gone', async () => {
    let protectionBits = 1;
    const device = pack();
    const first = start([[device, 100]], busOf(jbdPack(() => protectionBits)));
    await clock.advance(1500);
    await first.link.close();
    await clock.advance(5000);
    protectionBits = 0;
    start([[device, 100]], busOf(jbdPack(() => protectionBits)));
    await clock.advance(5000);
    const bits = sink.messages.flatMap((one) => (one.kind === 'fault' && one.codeRaw === 'bit0' ? [one.active] : []));
    expect(bits).toEqual([true, false]);
  });
});

describe('a board that prints', () => {
  const board = () =>
    new JsonBoard({ sourceId, pollMs: 1000, fields: [{ path: 'v', component: 'battery', part: 'pack', signal: 'voltageV', unit: 'V' }] });
  const print = (link: WireLink, text: string): void => link.send(new TextEncoder().encode(text));

  it('is given up when no line comes for its silence, noise or not', async () => {
    const { link, ended } = start([], () => undefined, board());
    await clock.advance(3000);
    print(link, '{"v":24}\n');
    await clock.advance(4000);
    print(link, 'noise\n');
    expect(ended()).toBe('running');
    await clock.advance(2000);
    expect(ended()).toMatchObject({ code: 'serial/silent' });
    expect(countOf('voltageV pack')).toBe(1);
    expect(link.written).toEqual([]);
  });

  it('whose port ends says so', async () => {
    const { link, ended } = start([], () => undefined, board());
    await clock.advance(10);
    await link.close();
    await clock.advance(10);
    expect(ended()).toMatchObject({ code: 'serial/port-closed' });
  });
});
