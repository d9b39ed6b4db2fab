import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { hasSocat, socatAbsence } from '../../tests/support/serial-pty.ts';
import { until } from '../../tests/support/until.ts';
import { Watched } from '../../tests/support/watched.ts';
import { ConfigError } from '../contract/errors.ts';
import { SocatPort } from './socat-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'rra-socat-'));
const path = join(folder, 'a');
const ports: SocatPort[] = [];
const watched = new Watched();

function portAt(kind: 'pty' | 'device', path: string): SocatPort {
  const port = new SocatPort({ kind, path, bitsPerS: 9600 });
  ports.push(port);
  return port;
}

async function plugged(port: SocatPort, heard: number[] = []): Promise<SocatPort> {
  await port.plugIn((bytes) => {
    heard.push(...bytes);
    watched.note();
  });
  return port;
}

afterEach(async () => {
  for (const port of ports.splice(0)) await port.unplug();
  rmSync(path, { force: true });
});

afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasSocat)(`a port made by socat${socatAbsence}`, () => {
  it('carries bytes both ways between a terminal it makes and a device it opens', async () => {
    const [atDevice, atReader]: [number[], number[]] = [[], []];
    const device = await plugged(portAt('pty', path), atDevice);
    const reader = await plugged(portAt('device', path), atReader);
    const bytes = Array.from({ length: 256 }, (_, byte) => byte);
    reader.say(Uint8Array.from(bytes));
    await watched.until('the device hears every byte', () => atDevice.length === 256);
    device.say(Uint8Array.from(bytes));
    await watched.until('the reader hears every byte', () => atReader.length === 256);
    expect([atDevice, atReader]).toEqual([bytes, bytes]);
  });

  it('outlives its reader, and answers the next one', async () => {
    const heard: number[] = [];
    await plugged(portAt('pty', path), heard);
    for (const byte of [1, 2, 3]) {
      const reader = await plugged(portAt('device', path));
      reader.say(Uint8Array.of(byte));
      await watched.until(`byte ${byte}`, () => heard.includes(byte));
      await reader.unplug();
    }
    expect(heard).toEqual([1, 2, 3]);
  });

  it('takes its link away when it is unplugged, and makes it again', async () => {
    const port = await plugged(portAt('pty', path));
    expect(existsSync(path)).toBe(true);
    await port.unplug();
    expect(existsSync(path)).toBe(false);
    await plugged(port);
    expect(existsSync(path)).toBe(true);
    expect(port.failure).toBeUndefined();
  });

  it('says that the other end has gone', async () => {
    const device = await plugged(portAt('pty', path));
    const reader = await plugged(portAt('device', path));
    await device.unplug();
    await until('the reader notices', () => reader.failure !== undefined);
    expect(reader.failure).toContain('socat ended');
  });

  it('refuses a path where something is, and leaves it alone', async () => {
    writeFileSync(path, 'mine');
    await expect(plugged(portAt('pty', path))).rejects.toThrow(/exists/);
    expect(existsSync(path)).toBe(true);
  });

  it('takes the place of a link that a killed run left behind', async () => {
    symlinkSync(join(folder, 'nowhere'), path);
    await plugged(portAt('pty', path));
    expect(existsSync(path)).toBe(true);
  });

  it('says why a device cannot be opened', async () => {
    const refused = await plugged(portAt('device', join(folder, 'b'))).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigError);
    expect(String(refused)).toMatch(/No such file or directory/);
  });

  it('counts bytes that find it unplugged', async () => {
    const port = portAt('pty', path);
    port.say(Uint8Array.of(1, 2));
    expect(port.droppedBytes).toBe(2);
  });
});
