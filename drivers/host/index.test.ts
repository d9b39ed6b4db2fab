import { describe, expect, it } from 'vitest';
import { loadDriver } from '../../agent/ingest/load-driver.ts';
import { HostTree, hostOptions, runHost } from '../../tests/support/host-fixture.ts';
import host from './index.ts';

describe('the driver', () => {
  it('loads by its name and says live', async () => {
    const driver = await loadDriver('host');
    expect([driver.name, driver.origin]).toEqual(['host', 'live']);
  });

  it('has options that all have a description, and defaults', () => {
    for (const [name, schema] of Object.entries(host.optionsSchema.properties)) expect(schema, name).toHaveProperty('description');
    expect(hostOptions({})).toEqual({ root: '/', periodMs: 10_000 });
  });

  it.each([
    ['a round every millisecond', { periodMs: 1 }],
    ['a round an hour', { periodMs: 3_600_000 }],
    ['no root', { root: '' }],
    ['a file to write', { write: '/sys/class/thermal/cooling_device0/cur_state' }],
  ])('refuses %s by its schema', (_, options) => {
    expect(() => hostOptions(options)).toThrow('schemaPath');
  });
});

describe('opening', () => {
  it('finds every temperature by its name, in natural order, and the batteries of the host itself', async () => {
    const { source } = await runHost(new HostTree());
    expect(source.layouts).toEqual([
      {
        sourceId: 'box',
        component: 'controller',
        parts: ['coretemp Package id 0', 'coretemp temp2', 'coretemp temp10', 'nvme temp1', 'zone x86_pkg_temp'],
        signals: ['temperatureC'],
        periodMs: 10_000,
        ofHost: true,
      },
      {
        sourceId: 'box',
        component: 'battery',
        parts: ['BAT0'],
        signals: ['voltageV', 'currentA', 'stateOfChargeRatio', 'cycleCount', 'temperatureC'],
        periodMs: 10_000,
        ofHost: true,
      },
    ]);
    expect(source.identity).toEqual({ protocol: 'linux-sysfs', temperatureCount: 5, batteryCount: 1 });
    expect(source.observable).toEqual([]);
  });

  it('tells two chips of one name apart, and one without a name by its folder', async () => {
    const chip = (name: string) => ({ [`hwmon/${name}/temp1_input`]: '20000' });
    const tree = new HostTree({
      ...chip('hwmon0'),
      ...chip('hwmon1'),
      ...chip('hwmon2'),
      'hwmon/hwmon0/name': 'nvme',
      'hwmon/hwmon1/name': 'nvme',
    });
    const { source } = await runHost(tree);
    expect(source.layouts[0]?.parts).toEqual(['nvme temp1', 'nvme temp1 #2', 'hwmon2 temp1']);
  });

  it('of a host without any sensor is no error: it says so once and goes on', async () => {
    const run = await runHost(new HostTree({}));
    await run.round();
    expect(run.source.layouts).toEqual([]);
    expect(run.sink.flaws.map(({ code }) => code)).toEqual(['host/nothing-found']);
    expect(run.sink.frames).toEqual([]);
  });

  it('reads no more than 64 temperatures', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, chip) => [`hwmon/hwmon${chip}/temp1_input`, '30000']));
    const { source } = await runHost(new HostTree(many));
    expect(source.layouts[0]?.parts).toHaveLength(64);
  });
});
