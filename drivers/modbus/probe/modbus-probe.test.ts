import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDocument } from '../../../agent/configuration/read-document.ts';
import { runCli } from '../../../tests/support/cli.ts';
import { ModbusServer } from '../../../tests/support/modbus-server.ts';
import { Watched } from '../../../tests/support/watched.ts';
import { entriesOf, planReads } from '../../serial-protocols/modbus/plan-reads.ts';
import { readRegisterMap } from '../../serial-protocols/modbus/read-register-map.ts';
import { mapShelf } from '../formats/map-shelf.ts';
import { type HeardMap, reportOf } from './modbus-probe.ts';

let device: ModbusServer;
beforeEach(async () => {
  device = new ModbusServer(new Watched());
  await device.start();
});
afterEach(() => device.stop());

/** Every register of a map, all with this word. */
async function hold(mapName: string, word = 0): Promise<void> {
  const { value } = await readRegisterMap(mapName, readDocument, mapShelf);
  for (const { table, at, count } of planReads(entriesOf(value), 6))
    device.set(
      table,
      at,
      Array.from({ length: count }, () => word),
    );
}

const doctor = (...args: string[]) => runCli('doctor', '--source', 'modbus', `127.0.0.1:${device.port}`, '--profile', 'ur3e', ...args);

describe('doctor at a Modbus controller', () => {
  it('finds the map that fits and prints the source to configure', async () => {
    await hold('ur-modbus');
    const { code, out } = await doctor();
    expect(code).toBe(0);
    expect(out).toMatch(/ok +map-fits: ur-modbus: (\d+) of \1 blocks answered, 0 refused/);
    expect(out).toMatch(/map-does-not-fit: xarm-modbus/);
    expect(out).toContain('map: ur-modbus');
    expect(out).toContain(`port: ${device.port}`);
  });

  it('asks with reads only', async () => {
    await hold('ur-modbus');
    await doctor();
    expect(device.strangeBytes).toEqual([]);
    expect(new Set(device.requests.map(({ functionCode }) => functionCode)).size).toBeGreaterThan(0);
    expect(device.requests.every(({ functionCode }) => functionCode === 3 || functionCode === 4)).toBe(true);
  });

  it('counts values that cannot be true', async () => {
    await hold('ur-modbus', 30_000);
    expect((await doctor()).out).toMatch(/map-fits: ur-modbus: .* [1-9]\d* impossible/);
  });

  it('fails when the device answers nothing', async () => {
    device.mood = 'frozen';
    const { code, out } = await doctor();
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL +device-answers: unit 1 answers no question/);
    expect(out).toContain('--set unitId=255');
  });

  it('fails when nobody listens', async () => {
    await device.stop();
    const { code, out } = await doctor();
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL +device-reachable: 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  });

  it('refuses an address that is none', async () => {
    const { code, err } = await runCli('doctor', '--source', 'modbus', '[', '--profile', 'ur3e');
    expect([code, err.includes('write HOST or HOST:PORT')]).toEqual([2, true]);
  });
});

describe('what the maps say together', () => {
  const heard = async (name: string, answeredCount: number, blockCount = 4): Promise<HeardMap> => ({
    map: (await readRegisterMap(name, readDocument, mapShelf)).value,
    blockCount,
    answeredCount,
    refusedCount: blockCount - answeredCount,
    goodCount: 0,
    outOfRangeCount: 0,
    answerMs: 3,
  });
  const endpoint = { host: 'h', port: 502, unitId: 1 };

  it('doubts when two answer alike, and prefers the one that answers more', async () => {
    const twins = reportOf(endpoint, [await heard('ur-modbus', 4), await heard('xarm-modbus', 4), await heard('fairino-modbus', 1)]);
    expect(twins.findings.map(({ check }) => check)).toEqual(['map-fits', 'map-fits', 'map-fits-in-part', 'map-ambiguous']);
    const clear = reportOf(endpoint, [await heard('ur-modbus', 1), await heard('xarm-modbus', 3)]);
    expect(clear.snippet).toContain('map: xarm-modbus');
    expect(clear.findings.map(({ check }) => check)).not.toContain('map-ambiguous');
  });

  it('has nothing to configure when every question was refused', async () => {
    const refused = reportOf(endpoint, [await heard('ur-modbus', 0)]);
    expect(refused.snippet).toBe('');
    expect(refused.findings).toMatchObject([{ level: 'ok', check: 'map-does-not-fit' }]);
  });
});
