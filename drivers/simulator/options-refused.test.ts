import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../agent/configuration/read-configuration.ts';
import { ConfigError } from '../../agent/contract/errors.ts';
import { refusalOf, temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { cobotProfile, humanoidProfile, openSimulator } from '../../tests/support/simulation-fixture.ts';
import { faultNames } from './faults/fault-kinds.ts';
import { listScenes } from './scenes/list-scenes.ts';

/** What a person reads who wrote these options into a configuration. */
async function refused(options: string): Promise<readonly string[]> {
  const text = `robot: {profile: ur3e}\nsources:\n  - id: robot\n    driver: simulator\n    options: ${options}\n`;
  const folder = await temporaryFiles({ 'agent.yaml': text });
  return refusalOf(readConfiguration(join(folder, 'agent.yaml')), folder);
}

describe('options of the wrong kind are refused with what to write', () => {
  it.each([
    ['{seed: one}', 'seed', 'write an integer'],
    ['{seed: -1}', 'seed', 'it must be >= 0'],
    ['{seed: 4294967296}', 'seed', 'it must be <= 4294967295'],
    ['{robot: dog}', 'robot', 'write one of humanoid, cobot'],
    ['{scene: 3}', 'scene', 'write a string'],
    ['{speedRatio: -1}', 'speedRatio', 'it must be >= 0'],
    ['{durationMs: 0}', 'durationMs', 'it must be >= 1'],
    ['{rateHz: 0.5}', 'rateHz', 'it must be >= 1'],
    ['{rateHz: 1001}', 'rateHz', 'it must be <= 1000'],
    ['{groundTruth: ""}', 'groundTruth', 'it must NOT have fewer than 1 characters'],
    ['{script: impact}', 'script', 'write an array'],
    ['{script: [{fault: impact}]}', 'script.0', 'add "atMs:"'],
    ['{script: [{atMs: 5}]}', 'script.0', 'add "fault:"'],
    ['{script: [{atMs: 5, fault: rust}]}', 'script.0.fault', `write one of ${faultNames.join(', ')}`],
    ['{script: [{atMs: -5, fault: impact}]}', 'script.0.atMs', 'it must be >= 0'],
    ['{script: [{atMs: 5, fault: impact, durationMs: 0}]}', 'script.0.durationMs', 'it must be >= 1'],
    ['{script: [{atMs: 5, fault: encoderDropout, shareRatio: 1.5}]}', 'script.0.shareRatio', 'it must be <= 1'],
    ['{script: [{atMs: 5, fault: fall, direction: up}]}', 'script.0.direction', 'write one of forward, backward, left, right'],
    ['{script: [{atMs: 5, fault: modeChange, robotMode: running}]}', 'script.0.robotMode', 'write one of off, booting'],
    ['{script: [{atMs: 5, fault: cellImbalance, cellIndex: 1.5}]}', 'script.0.cellIndex', 'write an integer'],
  ])('%s', async (options, place, remedy) => {
    const problems = await refused(options);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^agent\\.yaml:5[^|]*options\\.${place.replaceAll('.', '\\.')} \\|`));
    expect(problems[0]).toContain(`| ${remedy}`);
  });

  it('by name when nobody knows the key, and together when several are wrong', async () => {
    expect((await refused('{sed: 1}'))[0]).toContain('unknown key "sed"');
    expect(await refused('{origin: live}')).toHaveLength(1);
    expect(await refused('{seed: x, robot: dog, rateHz: 0}')).toHaveLength(3);
  });
});

describe('options that do not fit the robot are refused on opening', () => {
  const scenesFor = (kind: 'humanoid' | 'cobot') =>
    listScenes()
      .filter(({ robots }) => robots.includes(kind))
      .map(({ name }) => name)
      .join(', ');

  it('as one ConfigError with the code of this driver', async () => {
    const error: unknown = await openSimulator(cobotProfile, { scene: 'moonLanding' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'simulator/options-refused' });
  });

  it.each(listScenes().filter(({ robots }) => !robots.includes('cobot')))(
    '$name on a cobot names every scene that fits',
    async ({ name }) => {
      expect(await refusalOf(openSimulator(cobotProfile, { scene: name }), '')).toEqual([
        `scene | "${name}" is not for a cobot | write one of ${scenesFor('cobot')}`,
      ]);
    },
  );

  it('by how it is told to move, not by its profile alone', async () => {
    await expect(openSimulator(cobotProfile, { robot: 'humanoid', scene: 'race' })).resolves.toBeDefined();
    expect(await refusalOf(openSimulator(humanoidProfile, { robot: 'cobot', scene: 'race' }), '')).toHaveLength(1);
  });

  it.each(['', 'yesterday', '2026-13-01T00:00:00Z', '12 o’clock'])(
    'a start %j that is no time, with an example of one',
    async (startWall) => {
      expect(await refusalOf(openSimulator(cobotProfile, { startWall }), '')).toEqual([
        `startWall | "${startWall}" | write an ISO 8601 time, for example 2026-05-04T08:00:00Z`,
      ]);
    },
  );

  it('with every entry of the script that is wrong, by its number', async () => {
    const script = [
      { atMs: 0, fault: 'impact' as const },
      { atMs: 0, fault: 'fall' as const },
      { atMs: 0, fault: 'backlash' as const, joint: 'tail' },
      { atMs: 0, fault: 'packHeating' as const },
    ];
    const places = (await refusalOf(openSimulator(cobotProfile, { script }), '')).map((problem) => problem.split(' | ')[0]);
    expect(places).toEqual(['script[1].fault', 'script[2].joint', 'script[3].fault']);
  });

  it('and nothing of it is written or poured', async () => {
    const folder = await temporaryFiles({});
    const groundTruth = join(folder, 'truth.jsonl');
    await expect(openSimulator(cobotProfile, { groundTruth, scene: 'moonLanding' })).rejects.toThrow('write one of');
    await openSimulator(cobotProfile, { groundTruth });
    expect(await readdir(folder)).toEqual([]);
  });
});
