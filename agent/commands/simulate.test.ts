import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dalyModbusRequest } from '../../drivers/serial-protocols/daly/daly-modbus-request.ts';
import { dalyUartRequest } from '../../drivers/serial-protocols/daly/daly-uart-request.ts';
import { dynamixelSyncRead } from '../../drivers/serial-protocols/dynamixel/dynamixel-request.ts';
import { decodeJbdBasic } from '../../drivers/serial-protocols/jbd/decode-jbd.ts';
import { jbdRequest } from '../../drivers/serial-protocols/jbd/jbd-request.ts';
import { rtuRequest } from '../../drivers/serial-protocols/modbus/rtu-request.ts';
import { createSimulatedDevice } from '../../drivers/simulator/serial/protocols/simulated-devices.ts';
import { runVerb } from '../../tests/support/captured-io.ts';
import { ChildCommand } from '../../tests/support/child-command.ts';
import { productFile } from '../../tests/support/cli.ts';
import { decodedOf, hex } from '../../tests/support/serial-frames.ts';
import { hasSocat, socatAbsence } from '../../tests/support/serial-pty.ts';
import { until } from '../../tests/support/until.ts';
import { Watched } from '../../tests/support/watched.ts';
import { registerSimulate } from './simulate.ts';
import { SocatPort } from './socat-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'rra-simulate-'));
const path = join(folder, 'port');
const launcher = productFile('packaging/bin/robot-risk.mjs');
const watched = new Watched();
const open: { end(): Promise<unknown> }[] = [];

function simulate(...args: string[]): ChildCommand {
  const child = new ChildCommand(launcher, ['simulate', 'serial', ...args]);
  open.push({ end: () => child.end('SIGKILL') });
  return child;
}

/** A reader of the terminal that keeps what it hears. */
async function reader(): Promise<{ ask(request: Uint8Array): void; heard: number[] }> {
  const port = new SocatPort({ kind: 'device', path, bitsPerS: 9600 });
  open.push({ end: () => port.unplug() });
  const heard: number[] = [];
  await port.plugIn((bytes) => {
    heard.push(...bytes);
    watched.note();
  });
  return { ask: port.say, heard };
}

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.end();
  rmSync(path, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasSocat)(`simulate serial on a pseudo terminal${socatAbsence}`, () => {
  it.each([
    ['jbd', jbdRequest('basic')],
    ['dalyUart', dalyUartRequest('cells')],
    ['dalyModbus', dalyModbusRequest('d2Full')],
    ['dynamixel', dynamixelSyncRead([1, 2, 3, 4, 5, 6, 7, 8], 'motion')],
    ['modbusRtu', rtuRequest({ table: 'holding', at: 270, count: 6 }, 1)],
  ] as const)('%s answers what a reader asks it', async (protocol, request) => {
    const child = simulate('--protocol', protocol, '--pty', path);
    await child.said(/^Ready {6}.*\n[\s\S]*driver: serial/m);
    const { ask, heard } = await reader();
    ask(request);
    // What is asked and said is checked by the device's own tests; here it is that all of it comes through.
    const device = createSimulatedDevice(protocol, { seed: 1 });
    const taken = () => device.accepted(request, Uint8Array.from(heard));
    const expectedCount = { dalyUart: 5, dynamixel: 8 }[protocol as string] ?? 1;
    await watched.until('every frame', () => taken().length === expectedCount);
    expect(await child.end('SIGINT')).toMatchObject({ code: 0 });
    expect(child.out).toContain('Answered   1 requests');
  });

  it('jsonLines prints by itself, and the printed source names its fields', async () => {
    const child = simulate('--protocol', 'jsonLines', '--pty', path);
    const [text] = await child.said(/^sources:[\s\S]*\n\n/m);
    expect(parse(text)).toMatchObject({ sources: [{ driver: 'serial', options: { path, devices: [{ protocol: 'jsonLines' }] } }] });
    const { heard } = await reader();
    await watched.until('a line', () => heard.includes(0x0a));
    expect(JSON.parse(Buffer.from(heard).toString().split('\n').at(-2) ?? '')).toHaveProperty('pack.volts');
  });

  it('refuses a write, counts it, says so at the end, and takes the terminal away', async () => {
    const child = simulate('--protocol', 'jbd', '--pty', path, '--json', '--seed', '4');
    await until('the terminal', () => child.err.includes('Ready'));
    const { ask, heard } = await reader();
    ask(hex('DD 5A E1 02 00 00 FF 1D 77'));
    await watched.until('the refusal', () => heard.length === 7);
    expect(heard[2]).toBe(0x80);
    ask(jbdRequest('basic'));
    await watched.until('the answer', () => heard.length > 40);
    expect(decodedOf(decodeJbdBasic(Uint8Array.from(heard.slice(7)))).cellCount).toBe(13);
    expect(await child.end('SIGINT')).toMatchObject({ code: 0 });
    expect(JSON.parse(child.out)).toMatchObject({ protocol: 'jbd', seed: 4, answeredCount: 1, writeRefusedCount: 1, unplugCount: 0 });
    expect(existsSync(path)).toBe(false);
  });

  it('misbehaves as asked, pulls its plug, and ends with its time', async () => {
    const child = simulate(
      ...['--protocol', 'jsonLines', '--pty', path, '--silence-ratio', '1', '--unplug-every-ms', '500', '--unplug-for-ms', '100'],
      ...['--duration', '2500ms', '--json'],
    );
    expect(await child.ended()).toMatchObject({ code: 0 });
    const result = JSON.parse(child.out);
    expect(result.silentCount).toBe(result.spokenCount);
    expect(result.spokenCount).toBeGreaterThanOrEqual(1);
    expect(result.unplugCount).toBeGreaterThanOrEqual(2);
    expect(existsSync(path)).toBe(false);
  });

  it('connects to a device that is there, and fails when it goes', async () => {
    const terminal = new SocatPort({ kind: 'pty', path, bitsPerS: 9600 });
    open.push({ end: () => terminal.unplug() });
    const heard: number[] = [];
    await terminal.plugIn((bytes) => {
      heard.push(...bytes);
      watched.note();
    });
    const child = simulate('--protocol', 'jbd', '--connect', path);
    await child.said(/^Ready/m);
    terminal.say(jbdRequest('cells'));
    await watched.until('the answer', () => heard.length === 33);
    await terminal.unplug();
    expect(await child.ended()).toMatchObject({ code: 1 });
    expect(child.err).toContain('The port failed: socat ended');
  });
});

describe('simulate serial on TCP', () => {
  it('serves Modbus TCP on a free port of this host', async () => {
    const child = simulate('--protocol', 'modbusTcp', '--tcp', '0', '--map', 'xarm-modbus');
    const [, port] = await child.said(/^Ready {6}modbusTcp at 127\.0\.0\.1:(\d+)/m);
    const socket = connect(Number(port), '127.0.0.1');
    const answered = once(socket, 'data', { signal: AbortSignal.timeout(10_000) });
    socket.write(hex('00 07 00 00 00 06 01 04 00 59 00 07'));
    const [answer] = (await answered) as [Uint8Array];
    socket.destroy();
    expect([...answer.subarray(0, 9)]).toEqual([0, 7, 0, 0, 0, 17, 1, 4, 14]);
    expect(await child.end('SIGTERM')).toMatchObject({ code: 0 });
  });
});

describe('simulate serial refuses', () => {
  it.each([
    ['no place', ['--protocol', 'jbd'], /--protocol jbd: nothing — give --pty or --connect/],
    ['two places', ['--protocol', 'jbd', '--pty', 'a', '--connect', 'b'], /--pty and --connect — give/],
    ['a battery on TCP', ['--protocol', 'jbd', '--tcp', '0'], /--tcp — give --pty or --connect/],
    ['Modbus TCP on a terminal', ['--protocol', 'modbusTcp', '--pty', 'a'], /--pty — give --tcp/],
    ['a map nobody has', ['--protocol', 'modbusTcp', '--tcp', '0', '--map', 'mine'], /write one of .*ur-modbus/],
    ['a robot nobody has', ['--protocol', 'dynamixel', '--pty', 'a', '--profile', 'mine'], /write one of .*ur3e/],
    ['no protocol', ['--pty', 'a'], /required option '--protocol/],
    ['another protocol', ['--protocol', 'canOpen', '--pty', 'a'], /Allowed choices are jbd/],
    ['a share above 1', ['--protocol', 'jbd', '--pty', 'a', '--noise-ratio', '1.5'], /"1.5" is not within 0 … 1/],
    ['half a servo', ['--protocol', 'dynamixel', '--pty', 'a', '--joints', '2.5'], /"2.5" is not a whole number/],
    ['a share that is no number', ['--protocol', 'jbd', '--pty', 'a', '--half-ratio', ''], /"" is not within/],
  ])('%s', async (_, args, expected) => {
    const { code, err, out } = await runVerb(registerSimulate, ['simulate', 'serial', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err.join('\n')).toMatch(expected);
  });
});
