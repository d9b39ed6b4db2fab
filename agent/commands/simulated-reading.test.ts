import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { misbehaviourOptions } from '../../drivers/simulator/serial/faults/misbehaviour-options.ts';
import type { SimulatedProtocol } from '../../drivers/simulator/serial/protocols/simulated-devices.ts';
import { openModbus } from '../../tests/support/modbus-fixture.ts';
import { type RecordingSink, recordingSink } from '../../tests/support/recording-sink.ts';
import { openSerial } from '../../tests/support/serial-fixture.ts';
import { hasSocat, socatAbsence } from '../../tests/support/serial-pty.ts';
import { Watched } from '../../tests/support/watched.ts';
import { readProfile } from '../configuration/product-files.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { serveLine } from './serve-line.ts';
import { type SimulateOptions, setUpSimulation } from './simulated-setup.ts';

/*
 *  simulated device ─▶ port ─▶ the driver its own printed source opens ─▶ frames, faults
 */
const folder = mkdtempSync(join(tmpdir(), 'rra-reading-'));
const path = join(folder, 'port');
const profile = 'ur3e';
const { value: robot } = await readProfile(profile);
const watched = new Watched();
const running: (() => Promise<void>)[] = [];

/** Serves a device and reads it through the source that `simulate serial` prints, polled faster than usual. */
async function readThrough(protocol: SimulatedProtocol, given: Partial<SimulateOptions> = {}): Promise<RecordingSink> {
  const place = protocol === 'modbusTcp' ? { tcp: 0 } : { pty: path };
  const usual = { protocol, seed: 1, joints: 6, profile, map: 'ur-modbus', unit: 1, board: 'd2', ...misbehaviourOptions() } as const;
  const { line, port, source } = await setUpSimulation({ ...usual, ...place, ...given });
  const stop = new AbortController();
  const { promise: isPlugged, resolve, reject } = Promise.withResolvers<void>();
  const served = serveLine({
    ...{ line, port, clock: createSystemClock(), signal: stop.signal, durationMs: 30_000, unplugEveryMs: 0, unplugForMs: 1 },
    ...{ onPlugged: () => resolve(), onProgress: () => undefined },
  });
  served.catch(reject);
  await isPlugged;
  const sink = recordingSink(() => {
    watched.note();
    return true;
  });
  const { driver, options } = source();
  const opened = driver === 'modbus' ? await openModbus(profile, { ...options, pollMs: 50 }) : await openSerial(options, { profile });
  const stopReading = new AbortController();
  const reading = opened.run(sink, stopReading.signal);
  running.push(async () => {
    stopReading.abort();
    await reading;
    stop.abort();
    await served;
  });
  return sink;
}

afterEach(async () => {
  for (const end of running.splice(0)) await end();
});
afterAll(() => rmSync(folder, { recursive: true }));

const jointNames = robot.joints.map(({ name }) => name);

describe.skipIf(!hasSocat)(`the driver reads, through the printed source${socatAbsence}`, () => {
  it.each(['jbd', 'dalyUart', 'dalyModbus'] as const)('a %s pack: totals, thirteen cells, three sensors', async (protocol) => {
    const sink = await readThrough(protocol);
    const cells = () => Object.assign({}, ...sink.frames.map((frame) => frame.cells)) as Record<string, unknown>;
    await watched.until('every frame of a round', () => 'voltageV pack' in cells() && 'cellVoltageV cell13' in cells());
    await watched.until('the sensors', () => 'temperatureC sensor3' in cells());
    const { 'voltageV pack': voltageV, 'cellVoltageV cell13': cellV, 'stateOfChargeRatio pack': chargeRatio } = cells();
    expect(voltageV).toBeGreaterThan(40);
    expect(cellV).toBeGreaterThan(3);
    expect(chargeRatio).toBeGreaterThan(0.5);
    expect(sink.flaws).toEqual([]);
  });

  it('servos: position, speed, current, voltage and temperature of every joint', async () => {
    const sink = await readThrough('dynamixel');
    await watched.until('ten rounds', () => sink.frames.length >= 10);
    for (const joint of jointNames) {
      for (const signal of ['positionRad', 'velocityRadPerS', 'currentA', 'voltageV', 'motorTemperatureC']) {
        expect(sink.frames.at(-1)?.cells[`${signal} ${joint}`], `${signal} ${joint}`).toEqual(expect.any(Number));
      }
    }
    const positions = new Set(sink.frames.map((frame) => frame.cells[`positionRad ${jointNames[0]}`]));
    expect(positions.size).toBeGreaterThan(1);
  });

  it('a board that prints', async () => {
    const sink = await readThrough('jsonLines');
    await watched.until('a line', () => sink.frames.length >= 1);
    expect(sink.frames[0]?.cells).toMatchObject({ 'voltageV pack': expect.any(Number), 'currentA pack': expect.any(Number) });
  });

  it('a controller over RTU', async () => {
    const sink = await readThrough('modbusRtu');
    await watched.until('a round', () => sink.frames.some(({ component }) => component === 'joint'));
    const joint = sink.frames.find(({ component }) => component === 'joint');
    for (const name of jointNames) expect(joint?.cells[`positionRad ${name}`]).toEqual(expect.any(Number));
  });

  it('the fault a device has from the start', async () => {
    const sink = await readThrough('jbd', { faultAfter: 0 });
    await watched.until('the fault', () => sink.messages.some((message) => message.kind === 'fault' && message.active));
    expect(sink.messages).toContainEqual(
      expect.objectContaining({ kind: 'fault', codeSpace: 'jbd.protection', codeRaw: 'bit1', active: true }),
    );
  });

  it('a pack on a line where every answer has noise around it, and says so', async () => {
    const sink = await readThrough('jbd', { noiseRatio: 1 });
    await watched.until('a flaw and a frame', () => sink.flaws.length > 0 && sink.frames.length > 0);
    expect(sink.flaws.map(({ code }) => code)).toContain('serial/bytes-discarded');
    expect(sink.frames[0]?.cells).toMatchObject({ 'voltageV pack': expect.any(Number) });
  });
});

describe('the driver reads, through the printed source', () => {
  it('a controller over TCP, stopped by a joint that failed', async () => {
    const sink = await readThrough('modbusTcp', { faultAfter: 0 });
    await watched.until('a stop', () => sink.messages.some((message) => message.kind === 'safety' && message.protectiveStop === true));
    const joint = sink.frames.find(({ component }) => component === 'joint');
    expect(joint?.cells[`motorTemperatureC ${jointNames[0]}`]).toBe(82);
    expect(joint?.cells[`motorTemperatureC ${jointNames[1]}`]).toBeLessThan(50);
  });
});
