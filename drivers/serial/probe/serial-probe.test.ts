import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../tests/support/cli.ts';
import { busOf, dalyUartPack, jbdPack, type Responder, rtuUnit, servoChain } from '../../../tests/support/serial-devices.ts';
import { type FarEnd, hasSocat, SerialPty, socatAbsence } from '../../../tests/support/serial-pty.ts';
import { until } from '../../../tests/support/until.ts';
import serial from '../index.ts';
import { type HeardRate, reportOf } from './serial-probe.ts';
import type { Trial } from './trial.ts';

const servos = servoChain(() => [
  { id: 3, positionCounts: 2048, temperatureC: 30, errorBits: 0 },
  { id: 7, positionCounts: 1000, temperatureC: 31, errorBits: 0 },
]);

describe.skipIf(!hasSocat)(`doctor at a serial port${socatAbsence}`, () => {
  let pty: SerialPty;
  const requests: Uint8Array[] = [];
  beforeEach(() => {
    pty = new SerialPty();
    requests.length = 0;
  });
  afterEach(() => pty.dispose());

  const plugIn = (...devices: readonly Responder[]): Promise<void> => {
    const bus: FarEnd = busOf(...devices);
    return pty.plugIn((bytes, send) => {
      requests.push(bytes);
      bus(bytes, send);
    });
  };
  const doctor = (...args: string[]) => runCli('doctor', '--source', 'serial', pty.path, '--profile', 'ur3e', '--listen', '50ms', ...args);

  it.each([
    ['jbd', jbdPack(), '{ protocol: jbd }'],
    ['dalyUart', dalyUartPack, '{ protocol: dalyUart }'],
    ['modbusRtu', rtuUnit(1, { 0: 5 }), 'protocol: modbusRtu, unitId: 1'],
    ['dynamixel', servos, '{ id: 7, joint: joint_7 }'],
  ] as const)('finds %s, and prints the source that reads it', async (protocol, device, line) => {
    await plugIn(device);
    const { code, out } = await doctor('--set', `protocol=${protocol}`);
    expect(out).toMatch(new RegExp(`ok +protocol-answers: ${protocol} at \\d+ baud`));
    expect(out).toContain(line);
    expect(code).toBe(0);
  });

  it('tries the protocols one after the other and says who was silent', async () => {
    await plugIn(dalyUartPack);
    const { out } = await doctor('--set', 'baudRate=9600');
    expect(out).toMatch(/protocol-silent: jbd at 9600 baud/);
    expect(out).toMatch(/protocol-answers: dalyUart at 9600 baud: \d+ values of pack, 0 impossible/);
    expect(out).toContain('baudRate: 9600');
  });

  it('hears boards that speak by themselves, and asks nothing then', async () => {
    await plugIn();
    let isOver = false;
    const command = doctor('--listen', '300ms', '--set', 'baudRate=9600').finally(() => {
      isOver = true;
    });
    await until('the end of the command', () => {
      pty.send(new TextEncoder().encode('{"t": 21.5}\n'));
      return isOver;
    });
    const { out } = await command;
    expect(out).toMatch(/json-lines: \d+ JSON lines at 9600 baud/);
    expect(requests).toEqual([]);
  });

  it('fails when nothing known answers', async () => {
    await plugIn();
    const { code, out } = await doctor('--set', 'baudRate=19200');
    expect(code).toBe(1);
    expect(out).toContain('nothing known answers at 19200 baud');
  });
});

describe('doctor without a port', () => {
  it('says how to find it', async () => {
    const { code, out } = await runCli('doctor', '--source', 'serial', '/dev/nothing-here', '--profile', 'ur3e', '--listen', '1ms');
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL +port-opens: .*\/dev\/serial\/by-id/);
  });

  it.each([
    [[], 'write the path of the port'],
    [['/dev/x', '--set', 'protocol=telepathy'], 'write one of jbd, dalyUart'],
  ])('refuses %j', async (args, remedy) => {
    const { code, err } = await runCli('doctor', '--source', 'serial', '--profile', 'ur3e', ...args);
    expect([code, err.includes(remedy)]).toEqual([2, true]);
  });
});

describe('what was heard at the rates', () => {
  const trial = (change: Partial<Trial>): Trial => ({
    protocol: 'jbd',
    hasAnswered: true,
    parts: ['pack'],
    goodCount: 5,
    outOfRangeCount: 0,
    ...change,
  });
  const rate = (...trials: Trial[]): HeardRate => ({ baudRate: 9600, jsonLineCount: 0, trials });

  it('is doubted when most values cannot be true: another protocol may look alike', () => {
    const { findings } = reportOf('/dev/x', [rate(trial({ goodCount: 1, outOfRangeCount: 4 }))]);
    expect(findings).toMatchObject([{ level: 'warning', check: 'protocol-answers' }]);
  });

  it('becomes a configuration whose keys the driver knows', () => {
    const { snippet } = reportOf('/dev/x', [rate(trial({}), trial({ protocol: 'dynamixel', parts: ['servo 2'] }))]);
    expect(snippet).toContain('- { protocol: jbd }');
    expect(snippet).toContain('{ id: 2, joint: joint_2 }');
    const keys = [...snippet.matchAll(/^ {4}(\w+):/gm)].map((match) => match[1] ?? '');
    expect(keys.every((key) => key in serial.optionsSchema.properties)).toBe(true);
  });
});
