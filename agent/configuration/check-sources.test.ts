import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { ConfigError } from '../contract/errors.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { checkSources } from './check-sources.ts';
import { readConfiguration } from './read-configuration.ts';

const opening = ['robot: {profile: ur3e}', 'sources:'];
const simulated = '  - {id: arm, driver: simulator, options: {seed: 1}}';
const bridged = '  - {id: body, driver: rosbridge, options: {url: "ws://10.0.0.9:9090"}}';

/** The problems of a configuration with these sources, each in one line. */
async function problemsOf(...sources: readonly string[]): Promise<readonly string[]> {
  const folder = await temporaryFiles({ 'agent.yaml': [...opening, ...sources].join('\n') });
  const path = join(folder, 'agent.yaml');
  const error = await checkSources(path, await readConfiguration(path), createSystemClock()).catch((caught: unknown) => caught);
  if (error === undefined) return [];
  expect(error).toMatchObject({ code: 'configuration/sources-refused' });
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).problems.map(({ place, value, remedy }) => `${place.replace(path, 'agent.yaml')}: ${value} — ${remedy}`);
}

describe('sources that a start would refuse', () => {
  it('are none where all can be opened', async () => {
    expect(await problemsOf(simulated)).toEqual([]);
  });

  it('are said with the line of their options and what to write', async () => {
    const problems = await problemsOf(simulated, '  - {id: two, driver: simulator, options: {scene: fallOnStair}}');
    expect(problems).toEqual([expect.stringMatching(/^agent\.yaml:4 sources\.1\.options → scene: "fallOnStair" — write one of /)]);
  });

  it('are said all at once', async () => {
    const problems = await problemsOf(bridged, '  - {id: two, driver: simulator, options: {scene: x, startWall: y}}');
    expect(problems.filter((line) => line.startsWith('agent.yaml:3 sources.0.options → ')).length).toBeGreaterThan(0);
    expect(problems.filter((line) => line.startsWith('agent.yaml:4 sources.1.options → '))).toHaveLength(2);
    expect(problems.join('\n')).toContain('use wss://');
  });

  it('are two of different origins, though each can be opened', async () => {
    const serial = '  - {id: pack, driver: serial, options: {path: /dev/none, devices: [{protocol: jbd}]}}';
    expect(await problemsOf(serial)).toEqual([]);
    expect(await problemsOf(simulated, serial)).toEqual([
      expect.stringMatching(/^agent\.yaml:3 sources: simulation, live — let all sources of one agent be of the same origin/),
    ]);
  });
});
