import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveLine } from '../../agent/commands/serve-line.ts';
import { SocatPort } from '../../agent/commands/socat-port.ts';
import type { DriverSink } from '../../agent/contract/driver.ts';
import { type Frame, quality } from '../../agent/contract/frame.ts';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import { decodeDynamixelBlock, decodeDynamixelStatus } from '../../drivers/serial-protocols/dynamixel/decode-dynamixel.ts';
import { decodeJbdBasic } from '../../drivers/serial-protocols/jbd/decode-jbd.ts';
import type { SimulatedDevice } from '../../drivers/simulator/serial/protocols/simulated-device.ts';
import { createSimulatedDevice } from '../../drivers/simulator/serial/protocols/simulated-devices.ts';
import { SimulatedLine } from '../../drivers/simulator/serial/simulated-line.ts';
import type { Figure } from '../bench/scenario.ts';
import { openSerial } from '../support/serial-fixture.ts';

/*
 *  8 servos ─▶ line, 1 % of bytes wrong ─▶ pty ─▶ driver serial, 100 Hz ─▶ every value against what the servo said
 *  JBD pack ─▶ line, 1 % of bytes wrong ─▶ pty ─▶ driver serial,   1 Hz ─▶ every value against what the pack said
 */
const byteErrorRatio = 0.01;
const seed = 1;
const profile = 'unitree-g1-29dof';
const joints = ['left_hip_pitch_joint', 'left_hip_roll_joint', 'left_hip_yaw_joint', 'left_knee_joint'].flatMap((left) => [
  left,
  left.replace('left', 'right'),
]);
/** An answer is compared with so many of the latest ones of its device: no older one can still be on its way. */
const rememberedMax = 64;

type Truth = Readonly<Record<string, unknown>>;

/** What devices said, by part, before anything went wrong on the line. */
class Said {
  readonly #latest = new Map<string, Truth[]>();

  note(part: string, truth: Truth): void {
    const list = this.#latest.get(part) ?? [];
    list.push(truth);
    if (list.length > rememberedMax) list.shift();
    this.#latest.set(part, list);
  }

  /** Whether one answer of this part held all of these values. */
  holds(part: string, values: Truth): boolean {
    return (this.#latest.get(part) ?? []).some((truth) => Object.entries(values).every(([signal, value]) => truth[signal] === value));
  }
}

/** What came out of the driver: values right, wrong and missing, and flaws by code. */
class Account {
  readonly flaws: Record<string, number> = {};
  frameCount = 0;
  rightCount = 0;
  wrongCount = 0;
  missingCount = 0;
  incompleteCount = 0;
  readonly #said: Said;

  constructor(said: Said) {
    this.#said = said;
  }

  readonly sink: DriverSink = {
    frame: (frame) => this.#judge(frame),
    message: () => true,
    flaw: ({ code }) => {
      this.flaws[code] = (this.flaws[code] ?? 0) + 1;
      return true;
    },
    ready: () => Promise.resolve(),
  };

  #judge({ layout, values, quality: qualities }: Frame): boolean {
    this.frameCount += 1;
    let missingCount = 0;
    layout.parts.forEach((part, partIndex) => {
      const cells = layout.signals.map((signal, row) => ({ signal, index: row * layout.parts.length + partIndex }));
      const good = cells.filter(({ index }) => qualities[index] === quality.good);
      missingCount += cells.length - good.length;
      if (good.length === 0) return;
      const isRight = this.#said.holds(part, Object.fromEntries(good.map(({ signal, index }) => [signal, values[index]])));
      if (isRight) this.rightCount += good.length;
      else this.wrongCount += good.length;
    });
    this.missingCount += missingCount;
    if (missingCount > 0) this.incompleteCount += 1;
    return true;
  }
}

function noted(device: SimulatedDevice, note: (frame: Uint8Array) => void): SimulatedDevice {
  return {
    ...device,
    answer: (request, atMs) => {
      const answer = device.answer(request, atMs);
      for (const frame of answer.frames) note(frame);
      return answer;
    },
  };
}

function noteServo(said: Said): (frame: Uint8Array) => void {
  return (frame) => {
    const status = decodeDynamixelStatus(frame);
    const reading = status.ok ? decodeDynamixelBlock(status.value, 'motion') : status;
    if (status.ok && reading.ok) said.note(joints[status.value.id - 1] ?? '', { ...reading.value });
  };
}

/** Power and the hottest sensor are what the driver makes of one answer. */
function notePack(said: Said): (frame: Uint8Array) => void {
  return (frame) => {
    const basic = decodeJbdBasic(frame);
    if (!basic.ok) return;
    const { voltageV, currentA, temperaturesC } = basic.value;
    const made = { powerW: Number(voltageV) * Number(currentA), temperatureC: Math.max(...temperaturesC.map(Number)) };
    said.note('pack', { ...basic.value, ...made });
  };
}

interface Bus {
  readonly name: string;
  readonly device: (said: Said) => SimulatedDevice;
  readonly options: object;
  readonly periodMs: number;
}

const buses: readonly Bus[] = [
  {
    name: 'servos',
    device: (said) => noted(createSimulatedDevice('dynamixel', { seed, jointCount: joints.length }), noteServo(said)),
    options: { protocol: 'dynamixel', pollMs: 10, timeoutMs: 8, servos: joints.map((joint, index) => ({ id: index + 1, joint })) },
    periodMs: 10,
  },
  {
    name: 'pack',
    device: (said) => noted(createSimulatedDevice('jbd', { seed }), notePack(said)),
    options: { protocol: 'jbd', pollMs: 1000, timeoutMs: 200 },
    periodMs: 1000,
  },
];

/** Servos at 100 Hz and a pack at 1 Hz over pseudo terminals, one byte in a hundred wrong: what was lost, and that no wrong value was taken. */
export async function soakSerial(seconds: number, tell: (line: string) => void): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rra-soak-serial-'));
  try {
    const figures = await Promise.all(buses.map((bus) => soakBus(bus, { seconds, tell, path: join(folder, bus.name) })));
    return figures.flat();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function soakBus(
  bus: Bus,
  { seconds, tell, path }: { seconds: number; tell: (line: string) => void; path: string },
): Promise<Figure[]> {
  const said = new Said();
  const account = new Account(said);
  const line = new SimulatedLine([bus.device(said)], { seed, misbehaviour: { byteErrorRatio } });
  const source = await openSerial({ path, baudRate: 1_000_000, devices: [bus.options] }, { profile });
  const clock = createSystemClock();
  const [stopReading, unplug] = [new AbortController(), new AbortController()];
  const { promise: isPlugged, resolve: plugged, reject } = Promise.withResolvers<void>();
  const served = serveLine({
    line,
    port: new SocatPort({ kind: 'pty', path, bitsPerS: 1_000_000 }),
    clock,
    signal: unplug.signal,
    durationMs: Number.POSITIVE_INFINITY,
    unplugEveryMs: 0,
    unplugForMs: 1,
    onPlugged: () => plugged(),
    onProgress: ({ elapsedMs }) => tell(`${bus.name}: ${Math.round(elapsedMs / 1000)} s, ${account.frameCount} frames`),
  });
  served.catch(reject);
  await isPlugged;
  // The reader stops before the plug is pulled: what it was still owed is no loss.
  const reading = source.run(account.sink, stopReading.signal);
  try {
    await Promise.race([clock.sleep(seconds * 1000, stopReading.signal), reading]);
    stopReading.abort();
    await reading;
  } finally {
    unplug.abort();
    await served;
  }
  return figuresOf(bus, account, { line, seconds });
}

function figuresOf({ name, periodMs }: Bus, account: Account, { line, seconds }: { line: SimulatedLine; seconds: number }): Figure[] {
  const { damagedFrameCount, redrawnCount } = line.misbehaviour.counts;
  const source = 'issue 5: no wrong value accepted, every loss counted';
  const shortfallCount = (account.flaws['serial/answer-incomplete'] ?? 0) + (account.flaws['serial/no-answer'] ?? 0);
  const figure = (what: string, value: number, unit: string): Figure => ({ name: `${name}, ${what}`, value, unit });
  return [
    figure('frames poured', account.frameCount, `of ${Math.round((seconds * 1000) / periodMs)} periods`),
    figure('requests answered', line.counts.answered, 'requests'),
    figure('answers damaged', damagedFrameCount, 'frames'),
    figure('damage withheld, no check would show it', redrawnCount, 'answers'),
    figure('values right', account.rightCount, 'values'),
    { ...figure('values wrong', account.wrongCount, 'values'), bar: { atMost: 0, source } },
    figure('values missing', account.missingCount, 'values'),
    {
      ...figure('incomplete frames without a flaw', Math.max(0, account.incompleteCount - shortfallCount), 'frames'),
      bar: { atMost: 0, source },
    },
    ...Object.entries(account.flaws).map(([code, count]) => figure(code, count, 'flaws')),
  ];
}
