import { readdirSync, readlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TransientError } from '../../agent/contract/errors.ts';
import type { IntakeItem } from '../../agent/ingest/intake-queue.ts';
import { supervise } from '../../agent/ingest/supervise.ts';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import { openSerialPort } from '../../drivers/serial/bus/serial-port.ts';
import { countByCode, type RecordingSink, recordingSink } from '../support/recording-sink.ts';
import { busOf, jbdPack, servoChain } from '../support/serial-devices.ts';
import { openSerial } from '../support/serial-fixture.ts';
import { type FarEnd, hasSocat, SerialPty, socatAbsence } from '../support/serial-pty.ts';
import { Watched } from '../support/watched.ts';

const clock = createSystemClock();
const watched = new Watched();
const jointNames = ['shoulder_pan_joint', 'shoulder_lift_joint', 'elbow_joint', 'wrist_1_joint', 'wrist_2_joint', 'wrist_3_joint'];
const servos = jointNames.map((joint, index) => ({ id: index + 1, joint }));
const chain = servoChain(() => servos.map(({ id }) => ({ id, positionCounts: id * 100, temperatureC: 30 + id, errorBits: 0 })));
const positionOf = (id: number): number => (id * 100 * 2 * Math.PI) / 4096;

let pty: SerialPty;
let stop: AbortController;
beforeEach(() => {
  pty = new SerialPty();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await pty.dispose();
});

const notingSink = (): RecordingSink =>
  recordingSink(() => {
    watched.note();
    return true;
  });
/** Open descriptors of this process that are terminals. */
const ptyDescriptors = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.includes('/pts/') ? [target] : [];
    } catch {
      return [];
    }
  });

/** Changes about one byte in a hundred of what comes back, always the same ones. */
function corrupted(farEnd: FarEnd): { farEnd: FarEnd; changedCount: () => number } {
  let state = 12_345;
  let changedCount = 0;
  const damage = (byte: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    if ((state >>> 16) % 100 !== 0) return byte;
    changedCount++;
    return byte ^ (1 + ((state >>> 8) % 255));
  };
  return { farEnd: (bytes, send) => farEnd(bytes, (answer) => send(answer.map(damage))), changedCount: () => changedCount };
}

describe.skipIf(!hasSocat)(`a bus with one byte in a hundred wrong${socatAbsence}`, () => {
  it('gives no wrong value, and says of everything that was lost', async () => {
    const { farEnd, changedCount } = corrupted(busOf(chain, jbdPack()));
    await pty.plugIn(farEnd);
    const sink = notingSink();
    const devices = [
      { protocol: 'dynamixel', servos, pollMs: 10, timeoutMs: 10 },
      { protocol: 'jbd', pollMs: 100, timeoutMs: 50, cellCount: 4, sensorCount: 3 },
    ];
    const source = await openSerial({ path: pty.path, baudRate: 1_000_000, devices });
    const run = source.run(sink, stop.signal);
    const joints = () => sink.frames.filter(({ component }) => component === 'joint');
    await watched.until('200 rounds of the joints and 10 of the pack', () => joints().length >= 200 && sink.frames.length >= 230);
    stop.abort();
    await run;
    const cells = joints().flatMap((frame) => servos.map(({ id, joint }) => [id, frame.cells[`positionRad ${joint}`]] as const));
    const known = cells.filter(([, value]) => typeof value === 'number');
    for (const [id, value] of known) expect(value).toBe(positionOf(id));
    expect(known.length).toBeGreaterThan(cells.length / 2);
    expect(known.length).toBeLessThan(cells.length);
    for (const { cells: pack } of sink.frames.filter((frame) => 'voltageV pack' in frame.cells))
      expect(pack).toMatchObject({ 'voltageV pack': 15.6, 'temperatureC pack': 22.4 });
    expect(changedCount()).toBeGreaterThan(100);
    const counts = countByCode(sink.flaws);
    const incomplete = joints().filter((frame) => servos.some(({ joint }) => typeof frame.cells[`positionRad ${joint}`] !== 'number'));
    expect(counts['serial/answer-incomplete'] ?? 0).toBeGreaterThanOrEqual(incomplete.length);
    expect(counts['serial/bytes-discarded'] ?? 0).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasSocat)(`a port that is unplugged${socatAbsence}`, () => {
  it('fifty times gives data again within three seconds each, and leaks no descriptor', async () => {
    const source = await openSerial({ path: pty.path, devices: [{ protocol: 'jbd', pollMs: 100, timeoutMs: 50 }] });
    let frameCount = 0;
    const consume = ({ kind }: IntakeItem): void => {
      if (kind === 'frame') frameCount++;
      watched.note();
    };
    const restart = { firstDelayMs: 20, delayMsMax: 60, restartsMax: Number.POSITIVE_INFINITY };
    const random = (): number => 0.5;
    const reasons: string[] = [];
    const onStatus = (status: string, reason: string): void => void (status === 'backingOff' && reasons.push(reason));
    const supervised = supervise({ sourceId: 'bus', source, clock, signal: stop.signal, consume, random, restart, onStatus });
    const before = ptyDescriptors().length;
    for (let unplugCount = 0; unplugCount < 50; unplugCount++) {
      await pty.plugIn(busOf(jbdPack()));
      const seen = frameCount;
      await watched.until(`data after ${unplugCount} unplugs`, () => frameCount > seen, 3000);
      await pty.unplug();
    }
    stop.abort();
    await supervised;
    expect(ptyDescriptors()).toHaveLength(before);
    expect(reasons.some((reason) => reason.includes('unplugged'))).toBe(true);
    expect(reasons.some((reason) => reason.includes('no such file') || reason.includes('No such file'))).toBe(true);
  });

  it('is restarted so soon that data is back within three seconds', async () => {
    const { restart } = await openSerial({ path: pty.path, devices: [{ protocol: 'jbd' }] });
    expect(restart).toEqual({ firstDelayMs: 250, delayMsMax: 2000 });
  });

  it('while a question waits ends the source at once, long before its timeout', async () => {
    let isAsked = false;
    await pty.plugIn(() => {
      isAsked = true;
      watched.note();
    });
    const source = await openSerial({ path: pty.path, timeoutMs: 60_000, devices: [{ protocol: 'jbd' }] });
    const run = source.run(notingSink(), stop.signal).catch((error: unknown) => error);
    await watched.until('a question', () => isAsked);
    await pty.unplug();
    const message = expect.stringMatching(new RegExp(`^${pty.path}: .* plug it in again`));
    expect(await run).toMatchObject({ code: 'serial/port-closed', message });
  });
});

describe.skipIf(!hasSocat)(`a port that cannot be had${socatAbsence}`, () => {
  const refusalOf = (path: string): Promise<unknown> => openSerialPort({ path, baudRate: 9600 }).catch((error: unknown) => error);

  it('because it is not there: says what to do, and may be tried again', async () => {
    const error = await refusalOf(pty.path);
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: 'serial/port-missing', message: expect.stringContaining('/dev/serial/by-id') });
  });

  it('because another program holds it: says so', async () => {
    await pty.plugIn(() => undefined);
    const first = await openSerialPort({ path: pty.path, baudRate: 9600 });
    expect(await refusalOf(pty.path)).toMatchObject({ code: 'serial/port-locked', message: expect.stringContaining('another program') });
    await first.close();
    const second = await openSerialPort({ path: pty.path, baudRate: 9600 });
    await second.close();
  });

  it('because it is no port: says what the system says', async () => {
    expect(await refusalOf('/dev/null')).toMatchObject({ code: 'serial/port-refused', message: expect.stringContaining('/dev/null: ') });
  });

  it('is closed as often as one likes', async () => {
    await pty.plugIn(() => undefined);
    const link = await openSerialPort({ path: pty.path, baudRate: 9600 });
    await Promise.all([link.close(), link.close()]);
    await link.close();
    expect(link.ended.aborted).toBe(true);
    link.write(Uint8Array.of(1));
  });
});
