import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../agent/configuration/read-configuration.ts';
import { loadDriver } from '../../agent/ingest/load-driver.ts';
import { modbusOptions, openModbus } from '../../tests/support/modbus-fixture.ts';
import { refusalOf, temporaryFiles } from '../../tests/support/replay-fixture.ts';
import modbus from './index.ts';

const host = 'cobot.example';
const unit = (replaced: object = {}) => ({ map: 'ur-modbus', ...replaced });

describe('the driver', () => {
  it('loads by its name and says live', async () => {
    const driver = await loadDriver('modbus');
    expect([driver.name, driver.origin]).toEqual(['modbus', 'live']);
  });

  it('has options that all have a description, and defaults', () => {
    for (const [name, schema] of Object.entries(modbus.optionsSchema.properties)) expect(schema, name).toHaveProperty('description');
    expect(modbusOptions({ host, units: [unit()] })).toEqual({
      host,
      port: 502,
      units: [{ map: 'ur-modbus', unitId: 1, acceptUnverified: false }],
      pollMs: 1000,
      timeoutMs: 1000,
      connectMs: 3000,
      paceMs: 5,
      retriesMax: 1,
      silenceMs: 10_000,
    });
  });

  it.each([
    ['no host', { units: [unit()] }],
    ['no unit', { host, units: [] }],
    ['a unit without a map', { host, units: [{ unitId: 1 }] }],
    ['port 0', { host, port: 0, units: [unit()] }],
    ['unit 256', { host, units: [unit({ unitId: 256 })] }],
    ['a round every millisecond', { host, pollMs: 1, units: [unit()] }],
    ['a register to write', { host, units: [unit()], write: { at: 1, value: 1 } }],
  ])('refuses %s by its schema', (_, options) => {
    expect(() => modbusOptions(options)).toThrow('schemaPath');
  });

  it('is checked as part of a configuration', async () => {
    const text = (key: string) => `robot: {profile: ur3e}
sources:
  - id: arm
    driver: modbus
    options: {host: ${host}, ${key}: [{map: ur-modbus}]}
`;
    const folder = await temporaryFiles({ 'good.yaml': text('units'), 'bad.yaml': text('robots') });
    const { sources } = await readConfiguration(join(folder, 'good.yaml'));
    expect(sources[0]?.options).toMatchObject({ port: 502, pollMs: 1000 });
    expect((await refusalOf(readConfiguration(join(folder, 'bad.yaml')), folder)).join('\n')).toContain('units');
  });
});

describe('opening', () => {
  it('gives one stream per component, and says what identifies the source without connecting', async () => {
    const source = await openModbus('ur3e', { host, units: [unit()] });
    expect(source.layouts.map(({ component, periodMs }) => [component, periodMs])).toEqual([
      ['joint', 1000],
      ['controller', 1000],
    ]);
    expect(source.layouts[0]?.parts[0]).toBe('shoulder_pan_joint');
    expect(source.identity).toEqual({
      protocol: 'modbus-tcp',
      endpoint: 'cobot.example:502',
      unit1Map: expect.stringMatching(/^ur-modbus sha256:[0-9a-f]{64}$/),
      unit1Unverified: 'not read',
    });
  });

  it.each([
    { profile: 'ur3e', with: { map: 'ur-modbus' }, observable: ['emergencyStop', 'majorFault', 'protectiveStop', 'safeguardStop'] },
    { profile: 'xarm6', with: { map: 'xarm-modbus' }, observable: ['emergencyStop', 'impact', 'limitTrip', 'majorFault'] },
    { profile: 'fairino-fr5', with: { map: 'fairino-modbus' }, observable: ['majorFault'] },
    {
      profile: 'fairino-fr5',
      with: { map: 'fairino-modbus', acceptUnverified: true },
      observable: ['emergencyStop', 'impact', 'majorFault', 'safeguardStop'],
    },
  ])('$profile with $with can report $observable', async ({ profile, with: used, observable }) => {
    expect((await openModbus(profile, { host, units: [used] })).observable).toEqual(observable);
  });

  it('leaves out what nobody could check until somebody has', async () => {
    const layouts = async (acceptUnverified: boolean) =>
      (await openModbus('fairino-fr5', { host, units: [unit({ map: 'fairino-modbus', acceptUnverified })] })).layouts;
    expect(await layouts(false)).toEqual([]);
    expect((await layouts(true))[0]?.signals).toEqual(['positionRad', 'velocityRadPerS', 'currentA', 'torqueNm']);
  });

  it('says everything that is wrong at once', async () => {
    const units = [unit({ map: 'abb-modbus' }), unit({ joints: ['elbow', 'wrist_1_joint'] }), unit({ map: 'generic-cia402', unitId: 3 })];
    const problems = await refusalOf(openModbus('ur3e', { host, units }), '');
    expect(problems.map((problem) => problem.split(' | ').slice(0, 2))).toEqual([
      ['units.0 → map', '"abb-modbus"'],
      ['units.1.joints', '"elbow"'],
      ['units.2.joints', '6 joints'],
      ['units.2.map', 'every entry of generic-cia402 is unverified'],
      ['units.1.unitId', '1 again'],
    ]);
  });
});
