import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../agent/configuration/read-configuration.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { loadDriver } from '../../agent/ingest/load-driver.ts';
import { refusalOf, standingClock, temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { cobotProfile, humanoidProfile, openSimulator, pourSimulation, simulatorOptions } from '../../tests/support/simulation-fixture.ts';
import { faultKinds, faultNames } from './faults/fault-kinds.ts';
import simulator, { listScenes, type SimulatorOptions } from './index.ts';

describe('the driver', () => {
  it('loads by its name and says simulation, which nothing can unset', async () => {
    const driver = await loadDriver('simulator');
    expect([driver.name, driver.origin]).toEqual(['simulator', 'simulation']);
    expect(Object.keys(simulator.optionsSchema.properties)).not.toContain('origin');
  });

  it('has options that all have a description, and defaults that run', () => {
    const validate = new Ajv({ useDefaults: true }).compile(simulator.optionsSchema);
    const options = {};
    expect(validate(options)).toBe(true);
    expect(options).toEqual({ seed: 1, script: [], speedRatio: 1 });
    for (const [name, schema] of Object.entries(simulator.optionsSchema.properties)) expect(schema, name).toHaveProperty('description');
  });

  it.each([
    ['a seed that is no whole number', { seed: 1.5 }],
    ['a negative speed', { speedRatio: -1 }],
    ['an unknown robot', { robot: 'dog' }],
    ['an unknown fault', { script: [{ atMs: 0, fault: 'rust' }] }],
    ['a fault without an onset', { script: [{ fault: 'impact' }] }],
    ['an unknown parameter', { script: [{ atMs: 0, fault: 'impact', force: 3 }] }],
    ['a key of its own', { origin: 'live' }],
  ])('refuses %s by its schema', (_, options) => {
    expect(new Ajv().compile(simulator.optionsSchema)(options)).toBe(false);
  });

  it('is checked as part of a configuration', async () => {
    const text = (fault: string) => `robot: {profile: ur3e}
sources:
  - id: robot
    driver: simulator
    options: {scene: crowdContact, script: [{atMs: 1000, fault: ${fault}}]}
`;
    const folder = await temporaryFiles({ 'good.yaml': text('impact'), 'bad.yaml': text('rust') });
    const { sources } = await readConfiguration(join(folder, 'good.yaml'));
    expect(sources[0]?.options).toMatchObject({ seed: 1, speedRatio: 1, scene: 'crowdContact' });
    const [problem] = await refusalOf(readConfiguration(join(folder, 'bad.yaml')), folder);
    expect(problem).toMatch(/^bad\.yaml:5/);
    expect(problem).toContain('frictionRise');
  });
});

describe('opening', () => {
  it('names the scenes there are when one is unknown', async () => {
    const names = listScenes()
      .map(({ name }) => name)
      .join(', ');
    expect(await refusalOf(openSimulator(humanoidProfile, { scene: 'moonLanding' }), '')).toEqual([
      `scene | "moonLanding" | write one of ${names}`,
    ]);
  });

  it('refuses a scene for another kind of robot, naming those that fit', async () => {
    expect(await refusalOf(openSimulator(cobotProfile, { scene: 'race' }), '')).toEqual([
      'scene | "race" is not for a cobot | write one of normalShift, crowdContact, water, teleoperationLoss, badUpdate, transportDrop',
    ]);
  });

  it('says everything that is wrong at once', async () => {
    const attempt = openSimulator(cobotProfile, { scene: 'moonLanding', startWall: 'yesterday', script: [{ atMs: 0, fault: 'fall' }] });
    const places = (await refusalOf(attempt, '')).map((problem) => problem.split(' | ')[0]);
    expect(places).toEqual(['scene', 'startWall', 'script[0].fault']);
  });

  it('refuses a profile without a revolute joint', async () => {
    const gantry = { ...cobotProfile, name: 'gantry', joints: [{ name: 'x', type: 'prismatic' as const, role: 'actuator' as const }] };
    expect(await refusalOf(openSimulator(gantry), '')).toEqual([
      'profile gantry | no revolute joint | choose a profile with revolute joints to simulate',
    ]);
  });

  it('follows the category of the profile, or the option', async () => {
    const kindOf = async (options: Parameters<typeof simulatorOptions>[0]) => (await openSimulator(cobotProfile, options)).identity.robot;
    expect([await kindOf({}), await kindOf({ robot: 'humanoid' })]).toEqual(['cobot', 'humanoid']);
  });

  it('ends with its scene unless a duration is given', async () => {
    const endOf = async (options: SimulatorOptions): Promise<number> => {
      const source = await simulator.open(options, { sourceId: 'robot', profile: cobotProfile, clock: standingClock(), readDocument });
      return Math.max(...(await pourSimulation(source)).frames.map(({ atMs }) => atMs));
    };
    const { durationMs: _none, ...options } = simulatorOptions({ scene: 'transportDrop' });
    expect(await endOf(options)).toBe(149_900);
    expect(await endOf({ ...options, durationMs: 5000 })).toBe(4900);
    expect(await endOf({ ...options, durationMs: 160_000 })).toBe(159_900);
  });
});

describe('the manual', () => {
  const manual = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const rowOf = (name: string): string => manual.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';

  it.each(Object.keys(simulator.optionsSchema.properties))('has the option %s', (option) => {
    expect(rowOf(option)).not.toBe('');
  });

  it.each(listScenes().map((scene) => [scene.name, scene] as const))('has the scene %s with its robots and its length', (name, scene) => {
    const robots = scene.robots.length === 2 ? 'both' : scene.robots.join();
    expect(rowOf(name)).toContain(`| ${robots} | ${scene.lengthMs / 1000} s |`);
  });

  it.each(faultNames)('has the fault %s with its defaults and what it should lead to', (name) => {
    const { defaults, durationMs, expected, needs } = faultKinds[name];
    const parameters = Object.entries(defaults).map(([key, value]) => `\`${key}\` ${value}`);
    const taken = [...(needs.includes('joint') ? ['`joint`'] : []), ...parameters].join(', ');
    const lasts = durationMs === undefined ? 'to the end' : `${durationMs / 1000} s`;
    expect(rowOf(name).replaceAll(/\s+\|/g, ' |')).toBe(
      `| \`${name}\` | ${taken} | ${lasts} | ${expected.join(', ')} |`.replaceAll(/\s+\|/g, ' |'),
    );
  });
});
