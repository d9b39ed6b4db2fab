import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boardFiles, HostTree, runHost } from '../../tests/support/host-fixture.ts';
import { countByCode } from '../../tests/support/recording-sink.ts';

describe('a round', () => {
  it('gives temperatures and the battery in house units, at the time of reading', async () => {
    const { sink } = await runHost(new HostTree());
    const [controller, battery] = sink.frames;
    expect(controller?.cells).toEqual({
      'temperatureC coretemp Package id 0': 41.5,
      'temperatureC coretemp temp2': 39,
      'temperatureC coretemp temp10': 40,
      'temperatureC nvme temp1': -3.25,
      'temperatureC zone x86_pkg_temp': 42,
    });
    expect(battery?.cells).toEqual({
      'voltageV BAT0': 25.213,
      'currentA BAT0': -1.204,
      'stateOfChargeRatio BAT0': 0.87,
      'cycleCount BAT0': 112,
      'temperatureC BAT0': 25.3,
    });
    expect(sink.flaws).toEqual([]);
  });

  it('says that all of it is of the host: none of it shows that the robot is there', async () => {
    const { source } = await runHost(new HostTree());
    expect(source.layouts.map(({ component, ofHost }) => [component, ofHost])).toEqual([
      ['controller', true],
      ['battery', true],
    ]);
  });

  it('comes every period, with what stands in the files then', async () => {
    const tree = new HostTree();
    const run = await runHost(tree);
    tree.write({
      'hwmon/hwmon0/temp1_input': '55000\n',
      'power_supply/BAT0/status': 'Charging\n',
      'power_supply/BAT0/current_now': '-900000\n',
    });
    await run.round();
    const [, , controller, battery] = run.sink.frames;
    expect(controller?.cells).toMatchObject({ 'temperatureC coretemp Package id 0': 55 });
    expect(battery?.cells).toMatchObject({ 'currentA BAT0': 0.9 });
    expect((controller?.time.wallMs ?? 0) - (run.sink.frames[0]?.time.wallMs ?? 0)).toBe(10_000);
  });

  it('writes nothing: every file is as it was', async () => {
    const tree = new HostTree();
    await runHost(tree);
    for (const [path, text] of Object.entries(boardFiles)) expect(readFileSync(`${tree.root}/sys/class/${path}`, 'utf8')).toBe(text);
  });

  it('ends quietly when the agent stops', async () => {
    const run = await runHost(new HostTree());
    await expect(run.stop()).resolves.toBeUndefined();
  });

  it('tells a file that one pack does not have from one that was not read', async () => {
    const second = { 'power_supply/BAT1/type': 'Battery', 'power_supply/BAT1/capacity': '50', 'power_supply/BAT1/cycle_count': '0' };
    const { sink } = await runHost(new HostTree({ ...boardFiles, ...second }));
    expect(sink.frames[1]?.cells).toMatchObject({
      'stateOfChargeRatio BAT1': 0.5,
      'voltageV BAT1': { unknown: 'notReported' },
      'cycleCount BAT1': { unknown: 'notReported' },
    });
    expect(sink.flaws).toEqual([]);
  });
});

describe('a file that fails', () => {
  it.each([
    ['went', 'host/file-missing', (tree: HostTree, path: string) => tree.write({ [path]: null })],
    ['cannot be read', 'host/file-unreadable', (tree: HostTree, path: string) => tree.block(path)],
    ['says a word', 'host/value-malformed', (tree: HostTree, path: string) => tree.write({ [path]: 'hot\n' })],
    ['says nothing', 'host/value-malformed', (tree: HostTree, path: string) => tree.write({ [path]: '' })],
    ['says a fraction', 'host/value-malformed', (tree: HostTree, path: string) => tree.write({ [path]: '41.5' })],
  ])('because it %s leaves its cell missing, is counted once a round, and hides no other', async (_, code, spoil) => {
    const tree = new HostTree();
    const run = await runHost(tree);
    spoil(tree, 'hwmon/hwmon0/temp1_input');
    spoil(tree, 'power_supply/BAT0/voltage_now');
    await run.round();
    expect(run.sink.frames[2]?.cells).toMatchObject({
      'temperatureC coretemp Package id 0': { unknown: 'missing' },
      'temperatureC zone x86_pkg_temp': 42,
    });
    expect(run.sink.frames[3]?.cells).toMatchObject({ 'voltageV BAT0': { unknown: 'missing' }, 'stateOfChargeRatio BAT0': 0.87 });
    expect(countByCode(run.sink.flaws)).toEqual({ [code]: 2 });
    expect(run.sink.flaws.map(({ place }) => place)).toEqual(['coretemp Package id 0', 'BAT0 voltage_now']);
  });

  it('with all of its stream gives no frame: a source that reads nothing shows no life', async () => {
    const tree = new HostTree({ 'hwmon/hwmon0/temp1_input': '30000' });
    const run = await runHost(tree);
    tree.block('hwmon/hwmon0/temp1_input');
    await run.round();
    expect(run.sink.frames).toHaveLength(1);
  });
});

describe('the cycle count of a pack', () => {
  const witnesses = async (...rounds: readonly (readonly [afterMs: number, files: Readonly<Record<string, string>>])[]) => {
    const tree = new HostTree();
    const run = await runHost(tree);
    for (const [afterMs, files] of rounds) {
      tree.write(files);
      await run.round(afterMs);
    }
    return run.sink.messages.map((message) => (message.kind === 'witness' ? [message.serialNumber, message.value] : [message.kind]));
  };

  it('is a witness of its serial number, with the step it can show', async () => {
    const { sink } = await runHost(new HostTree());
    expect(sink.messages).toMatchObject([
      {
        kind: 'witness',
        sourceId: 'box',
        component: 'battery',
        ofHost: true,
        serialNumber: '0A41',
        counter: 'cycleCount',
        value: 112,
        stepSize: 1,
      },
    ]);
  });

  it('is said again when it changes and after ten minutes, not every round', async () => {
    expect(await witnesses([10_000, {}], [10_000, { 'power_supply/BAT0/cycle_count': '113' }], [10_000, {}], [600_000, {}])).toEqual([
      ['0A41', 112],
      ['0A41', 113],
      ['0A41', 113],
    ]);
  });

  it('of another pack in the same slot is another series', async () => {
    expect(await witnesses([10_000, { 'power_supply/BAT0/serial_number': '0B77' }])).toEqual([
      ['0A41', 112],
      ['0B77', 112],
    ]);
  });

  it.each(['', '0', '0000', 'Unknown', 'N/A', '\u0000\u0001'])(
    'without a serial number that means one (%j) is a weak witness',
    async (serial) => {
      expect((await witnesses([10_000, { 'power_supply/BAT0/serial_number': serial }])).at(-1)).toEqual([{ unknown: 'notReported' }, 112]);
    },
  );

  it.each(['0', '-1'])('%s means not available, and witnesses nothing', async (count) => {
    const { sink } = await runHost(new HostTree({ ...boardFiles, 'power_supply/BAT0/cycle_count': count }));
    expect(sink.messages).toEqual([]);
  });
});

describe('properties', () => {
  const paths = Object.keys(boardFiles);
  const garbage = fc.dictionary(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 600 }), { minKeys: 1, maxKeys: paths.length });

  it('any bytes in any file never throw, and every value that comes out is a finite number', { timeout: 20_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(garbage, async (files) => {
        const tree = new HostTree();
        tree.write(files);
        const run = await runHost(tree);
        const cells = run.sink.frames.flatMap((frame) => Object.values(frame.cells));
        expect(cells.every((cell) => typeof cell !== 'number' || Number.isFinite(cell))).toBe(true);
        await run.stop();
      }),
      { numRuns: 25 },
    );
  });

  it('after noise the next good round is read whole', { timeout: 20_000 }, async () => {
    const input = /temp\d*_input$|\/temp$|capacity|_now|cycle_count/;
    const noise = fc.dictionary(fc.constantFrom(...paths.filter((path) => input.test(path))), fc.string({ maxLength: 30 }));
    await fc.assert(
      fc.asyncProperty(noise, async (files) => {
        const tree = new HostTree();
        const run = await runHost(tree);
        tree.write(files);
        await run.round();
        tree.write(boardFiles);
        await run.round();
        expect(run.sink.frames.slice(-2).map(({ cells }) => cells)).toEqual(run.sink.frames.slice(0, 2).map(({ cells }) => cells));
        await run.stop();
      }),
      { numRuns: 12 },
    );
  });
});
