import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../agent/contract/driver.ts';
import { TransientError } from '../../agent/contract/errors.ts';
import type { IntakeItem } from '../../agent/ingest/intake-queue.ts';
import { supervise } from '../../agent/ingest/supervise.ts';
import { fillAsUr, openModbus } from '../../tests/support/modbus-fixture.ts';
import { type DeviceMood, ModbusServer } from '../../tests/support/modbus-server.ts';
import { QuickClock } from '../../tests/support/quick-clock.ts';
import { countByCode, recordingSink } from '../../tests/support/recording-sink.ts';
import { Watched } from '../../tests/support/watched.ts';

const watched = new Watched();
/** Fifty times as fast: a second of the device's limits is twenty real milliseconds. */
const clock = new QuickClock(50);
const limits = { pollMs: 500, timeoutMs: 2000, silenceMs: 5000, connectMs: 60_000, retriesMax: 0 };
let server: ModbusServer;
let stop: AbortController;

beforeEach(async () => {
  server = new ModbusServer(watched);
  fillAsUr(server);
  await server.start();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await server.stop();
});

const open = (replaced: object = {}): Promise<Source> =>
  openModbus('ur3e', { host: '127.0.0.1', port: server.port, units: [{ map: 'ur-modbus' }], ...limits, ...replaced }, clock);

/** A source under way into a sink that says when something came; `ended` is what became of it. */
async function start(replaced: object = {}) {
  const sink = recordingSink((_) => {
    watched.note();
    return true;
  });
  const source = await open(replaced);
  const ended = source.run(sink, stop.signal).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { sink, ended };
}

describe('a controller that answers', () => {
  it('is read round after round: joints, its own current, safety, mode, no fault', async () => {
    const { sink, ended } = await start();
    await watched.until('three rounds', () => sink.frames.filter(({ component }) => component === 'joint').length >= 3);
    stop.abort();
    expect(await ended).toBeUndefined();
    const [joints] = sink.frames;
    expect(joints?.cells).toMatchObject({ 'positionRad shoulder_lift_joint': -1.5, 'currentA shoulder_lift_joint': -2.5 });
    expect(joints?.cells).toMatchObject({ 'motorTemperatureC wrist_3_joint': 38, 'velocityRadPerS shoulder_pan_joint': 0.1 });
    expect(sink.frames.find(({ component }) => component === 'controller')?.cells).toEqual({ 'currentA robot': 2.1 });
    expect(sink.messages[0]).toMatchObject({ kind: 'safety', emergencyStop: false, drivesPowered: true });
    expect(sink.messages[1]).toMatchObject({ kind: 'mode', robotMode: 'running' });
    expect(sink.flaws).toEqual([]);
  });

  it('was sent nothing but reads, and no register that no map names', async () => {
    const { sink } = await start();
    await watched.until('a round', () => sink.frames.length >= 2);
    expect(server.strangeBytes).toEqual([]);
    expect(new Set(server.requests.map(({ functionCode, at, count }) => `${functionCode} ${at}+${count}`))).toEqual(
      new Set(['3 258+1', '3 260+1', '3 262+1', '3 266+1', '3 270+6', '3 280+6', '3 290+6', '3 300+6', '3 310+6', '3 450+1']),
    );
  });

  it('is left without an open connection', async () => {
    const { sink, ended } = await start();
    await watched.until('a round', () => sink.frames.length > 0);
    stop.abort();
    await ended;
    await watched.until('no connection', () => server.openCount === 0);
    expect(server.connectionCount).toBe(1);
  });

  it('is read once per unit on a gateway, one joint each', async () => {
    server.set('holding', 0x6041, [0x0637]);
    server.set('holding', 0x603f, [0]);
    server.set('holding', 0x6077, [-250]);
    const drive = (unitId: number, joint: string) => ({ unitId, map: 'generic-cia402', joints: [joint], acceptUnverified: true });
    const { sink } = await start({ units: [drive(3, 'elbow_joint'), drive(4, 'wrist_1_joint')] });
    await watched.until('both drives', () => sink.frames.length >= 2);
    expect(sink.frames.slice(0, 2).map(({ cells }) => cells)).toEqual([
      { 'loadRatio elbow_joint': -0.25 },
      { 'loadRatio wrist_1_joint': -0.25 },
    ]);
    expect(new Set(server.requests.map(({ unitId }) => unitId))).toEqual(new Set([3, 4]));
  });
});

describe('a controller that answers badly', () => {
  it.each<[string, DeviceMood, string]>([
    ['an exception', { exception: 4 }, 'modbus/exception-answer'],
    ['busy', { exception: 6 }, 'modbus/exception-answer'],
    ['another transaction', 'wrongTransaction', 'modbus/answer-unexpected'],
    ['noise', 'garbled', 'modbus/bytes-discarded'],
    ['nothing', 'frozen', 'modbus/no-answer'],
  ])('with %s is a flaw, and no value is taken from it', async (_, mood, code) => {
    server.mood = mood;
    const { sink } = await start();
    await watched.until(code, () => sink.flaws.some((flaw) => flaw.code === code));
    expect(sink.frames).toEqual([]);
    expect(sink.messages).toEqual([]);
  });

  it('with an answer that comes too late: it is not taken for the answer to the next question', async () => {
    server.mood = { lateAnswers: 1 };
    // Every question but the first is to be answered in time, also where each takes a busy machine a tenth of a second.
    const { sink } = await start({ timeoutMs: 10_000, silenceMs: 60_000 });
    await watched.until('the first question is given up', () => sink.flaws.length > 0);
    server.releaseAnswers();
    await watched.until('the late answer is counted', () => (countByCode(sink.flaws)['modbus/answer-unexpected'] ?? 0) >= 1);
    await watched.until('two rounds', () => sink.frames.length >= 4);
    expect(sink.frames[2]?.cells).toMatchObject({ 'positionRad shoulder_lift_joint': -1.5 });
  });

  it('with exceptions for some registers only leaves those cells missing', async () => {
    const whole = server;
    server = new ModbusServer(watched);
    server.set('holding', 270, [0, 1, 2, 3, 4, 5]);
    await server.start();
    const { sink } = await start();
    await watched.until('a round', () => sink.frames.length > 0);
    await whole.stop();
    expect(sink.frames[0]?.cells).toMatchObject({ 'positionRad elbow_joint': 0.002, 'currentA elbow_joint': { unknown: 'missing' } });
    expect(countByCode(sink.flaws)['modbus/exception-answer']).toBe(9);
  });

  it('asks again before it gives a question up', async () => {
    server.mood = 'frozen';
    const { sink } = await start({ retriesMax: 2 });
    await watched.until('a question is given up', () => sink.flaws.length > 0);
    expect(server.requests.slice(0, 3).map(({ at }) => at)).toEqual([258, 258, 258]);
    expect(countByCode(sink.flaws)['modbus/no-answer']).toBe(1);
  });
});

describe('a connection that ends', () => {
  const codeOf = async (ended: Promise<unknown>): Promise<string> => {
    const error = await ended;
    expect(error).toBeInstanceOf(TransientError);
    return (error as TransientError).code;
  };

  it('is begun anew when the device drops it', async () => {
    const { sink, ended } = await start();
    await watched.until('a round', () => sink.frames.length > 0);
    server.drop();
    expect(await codeOf(ended)).toBe('modbus/connection-closed');
  });

  it('is begun anew when nothing is answered for the silence limit', async () => {
    server.mood = 'frozen';
    expect(await codeOf((await start()).ended)).toBe('modbus/silent');
    await watched.until('no connection', () => server.openCount === 0);
  });

  it('is tried again when nobody listens', async () => {
    await server.stop();
    expect(await codeOf((await start()).ended)).toBe('modbus/unreachable');
  });

  it('ends quietly when the agent stops while connecting', async () => {
    const { ended } = await start();
    stop.abort();
    expect(await ended).toBeUndefined();
  });

  it('ends quietly when the agent stops in the middle of a question', async () => {
    server.mood = 'frozen';
    const { ended } = await start({ timeoutMs: 600_000 });
    await watched.until('a question', () => server.requests.length > 0);
    stop.abort();
    expect(await ended).toBeUndefined();
  });
});

describe('a cobot under supervision', () => {
  it('that drops, freezes and reboots is read again each time, and its values are the same', async () => {
    const items: string[] = [];
    let frameCount = 0;
    let reasons: string[] = [];
    const consume = (item: IntakeItem): void => {
      if (item.kind === 'frame' && item.frame.layout.component === 'joint') {
        frameCount++;
        items.push([...item.frame.values].map((value) => value.toFixed(6)).join());
      }
      watched.note();
    };
    const supervised = supervise({
      sourceId: 'arm',
      source: await open(),
      clock,
      signal: stop.signal,
      consume,
      random: () => 0.5,
      onStatus: (state, reason) => {
        if (state === 'backingOff') reasons = [...reasons, reason];
        watched.note();
      },
    });
    const moreFrames = async (what: string): Promise<void> => {
      const before = frameCount;
      await watched.until(what, () => frameCount > before + 1);
    };
    const backsOff = async (what: string): Promise<void> => {
      const before = reasons.length;
      await watched.until(what, () => reasons.length > before);
    };
    await moreFrames('the first frames');
    for (let round = 0; round < 3; round++) {
      const dropped = backsOff('the drop is noticed');
      server.drop();
      await dropped;
      await moreFrames('frames after the drop');
      server.mood = 'frozen';
      await backsOff('the freeze is noticed');
      server.mood = 'well';
      await moreFrames('frames after the freeze');
      const gone = backsOff('the reboot is noticed');
      await server.stop();
      await gone;
      await server.start();
      await moreFrames('frames after the reboot');
    }
    stop.abort();
    await supervised;
    expect(new Set(items).size).toBe(1);
    expect(reasons.length).toBeGreaterThanOrEqual(9);
    await watched.until('no connection is left', () => server.openCount === 0);
  });
});
