import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { recordingSink } from '../../tests/support/recording-sink.ts';
import { serialOptions, WireLink } from '../../tests/support/serial-fixture.ts';
import { hex } from '../../tests/support/serial-frames.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import { makeDevice } from './formats/make-device.ts';
import { SerialSource } from './serial-source.ts';

const folder = new URL('../../../shared/data/bms-captures/', import.meta.url);

/** What a captured pack answered to each request, in the order it was captured: `>>>` is asked, `<<<` is answered. */
function exchangesOf(file: string): Map<string, Uint8Array[]> {
  const exchanges = new Map<string, Uint8Array[]>();
  let request = '';
  for (const line of readFileSync(new URL(file, folder), 'utf8').split('\n')) {
    const [, asked] = /^>>>([^<]*)/.exec(line) ?? [];
    if (asked !== undefined) request = Buffer.from(hex(asked)).toString('hex');
    if (line.includes('<<<')) exchanges.set(request, [...(exchanges.get(request) ?? []), hex(line.split('<<<').at(-1) ?? '')]);
  }
  return exchanges;
}

/** The driver at work on a captured session, each answer in its turn, the last one again when they are used up. */
async function played(file: string, device: object, durationMs: number) {
  const { value: profile } = await readProfile('ur3e');
  const exchanges = exchangesOf(file);
  const usedCounts = new Map<string, number>();
  const clock = new VirtualClock();
  const stop = new AbortController();
  const sink = recordingSink();
  const link = new WireLink((bytes, send) => {
    const request = Buffer.from(bytes).toString('hex');
    const answers = exchanges.get(request) ?? [];
    const usedCount = usedCounts.get(request) ?? 0;
    usedCounts.set(request, usedCount + 1);
    const answer = answers[Math.min(usedCount, answers.length - 1)];
    if (answer !== undefined) send(answer);
  });
  const options = serialOptions({ path: 'wire', devices: [device] });
  const [written] = options.devices;
  const made = written && (await makeDevice(written, { sourceId: 'bus', profile, clock, readDocument }));
  if (made === undefined) throw new Error('no device');
  const devices = [{ device: made, timeoutMs: 100 }];
  const source = new SerialSource({ options, open: async () => link, devices, board: undefined, observable: [], identity: {}, clock });
  const run = source.run(sink, stop.signal);
  await clock.advance(durationMs);
  stop.abort();
  await run;
  return { sink, usedCounts, exchanges };
}

describe.skipIf(!existsSync(folder))('the driver on captures of real packs (shared/data/bms-captures)', () => {
  it('JBD-SP04S034: totals, cells and the abuse history as the pack answered them', async () => {
    const device = { protocol: 'jbd', cellCount: 4, sensorCount: 3 };
    const { sink } = await played('jbd/JBD-SP04S034-L4S-200A-B-U.txt', device, 5000);
    expect(sink.frames[0]?.cells).toMatchObject({ 'voltageV pack': 15.6, 'temperatureC pack': 22.4, 'currentA pack': 0 });
    expect(sink.frames[1]?.cells).toEqual({
      'cellVoltageV cell1': 3.909,
      'cellVoltageV cell2': 3.901,
      'cellVoltageV cell3': 3.895,
      'cellVoltageV cell4': 3.901,
    });
    const counts = sink.messages.flatMap((one) => (one.kind === 'fault' && one.codeSpace === 'jbd.lifetime' ? [one.codeRaw] : []));
    expect(counts).toEqual(['cellOvervoltageCount=122', 'cellUndervoltageCount=2']);
    expect(sink.flaws).toEqual([]);
  });

  it('Daly 81: a long session to its end, every round of both blocks, and no flaw', async () => {
    const device = { protocol: 'dalyModbus', registers: 'p81', cellCount: 16, sensorCount: 4, pollMs: 1000 };
    const { sink, usedCounts, exchanges } = await played('daly/ess-dl-bms-41_260321_0323.txt', device, 15_000);
    const [cells = [], status = []] = [...exchanges.values()];
    expect([cells.length, status.length]).toEqual([11, 11]);
    expect(Math.min(...usedCounts.values())).toBeGreaterThanOrEqual(11);
    expect(sink.frames[0]?.cells).toMatchObject({
      'voltageV pack': 53,
      'currentA pack': -8.9,
      'stateOfChargeRatio pack': 0.864,
      'cycleCount pack': 7,
    });
    expect(sink.frames[2]?.cells).toMatchObject({ 'temperatureC sensor4': 22, 'temperatureC switch': 24, 'temperatureC board': 30 });
    const unknowns = sink.frames.flatMap(({ cells: all }) => Object.values(all)).filter((value) => typeof value !== 'number');
    expect(unknowns).toEqual([]);
    expect(sink.flaws).toEqual([]);
  });
});
