import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productFile } from '../../tests/support/cli.ts';
import { refusalOf, temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { productPath, productVersion, profileNames, readProfile, recordingDescriptions } from './product-files.ts';

const profile = {
  name: 'mine',
  manufacturer: 'Test',
  model: 'One',
  category: 'cobot',
  locomotion: 'fixed',
  joints: [
    { name: 'j0', type: 'revolute', lowerRad: -1, upperRad: 1 },
    { name: 'j1', type: 'prismatic' },
  ],
  observable: ['protectiveStop'],
};

async function refused(changed: object, file = 'mine.yaml'): Promise<readonly string[]> {
  const folder = await temporaryFiles({ [file]: { ...profile, ...changed } });
  return refusalOf(readProfile(join(folder, file)), folder);
}

describe('a profile by name', () => {
  it.each(['ur3e', 'unitree-g1-29dof'])('is the one that ships: %s', async (name) => {
    const { value, sha256 } = await readProfile(name);
    expect(value.name).toBe(name);
    expect(sha256).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('that nobody knows is refused with the names there are', async () => {
    const [problem] = await refusalOf(readProfile('ur9'), 'nowhere');
    expect(problem).toBe(`profile | "ur9" | write one of ${(await profileNames()).join(', ')}, or the path of a profile ending in .yaml`);
  });

  it.each(['../agent.example', 'constructor', ''])('is never a path: %j', async (name) => {
    expect((await refusalOf(readProfile(name), 'nowhere'))[0]).toContain(`profile | "${name}"`);
  });
});

describe('a profile of one’s own', () => {
  it('is read by its path, with the defaults of its joints', async () => {
    const folder = await temporaryFiles({ 'mine.yaml': profile });
    const { value } = await readProfile(join(folder, 'mine.yaml'));
    expect(value.joints.map(({ role }) => role)).toEqual(['actuator', 'actuator']);
  });

  it('has the same hash as the same profile written otherwise', async () => {
    const { joints, name, ...rest } = profile;
    const folder = await temporaryFiles({
      'mine.yaml': profile,
      'again/mine.yaml': `# mine\n${JSON.stringify({ ...rest, name, joints })}`,
    });
    const [first, second] = [await readProfile(join(folder, 'mine.yaml')), await readProfile(join(folder, 'again/mine.yaml'))];
    expect(second.sha256).toBe(first.sha256);
  });

  it('is named as its file', async () => {
    expect(await refused({}, 'other.yaml')).toEqual(['other.yaml name | "mine" | write "other", the name of the file']);
  });

  it('names every joint once', async () => {
    const joints = ['a', 'b', 'a', 'a'].map((name) => ({ name, type: 'revolute' }));
    expect(await refused({ joints })).toEqual([
      'mine.yaml joints.2 | "a" again | give every joint a name of its own',
      'mine.yaml joints.3 | "a" again | give every joint a name of its own',
    ]);
  });

  it('has lower limits below upper ones; a joint that cannot move is none', async () => {
    const joints = [
      { name: 'a', type: 'revolute', lowerRad: 1, upperRad: -1 },
      { name: 'b', type: 'revolute', lowerRad: 0, upperRad: 0 },
      { name: 'c', type: 'revolute', lowerRad: 3 },
    ];
    expect(await refused({ joints })).toEqual([
      'mine.yaml joints.0 | lowerRad 1, upperRad -1 | the lower limit must lie below',
      'mine.yaml joints.1 | lowerRad 0, upperRad 0 | the lower limit must lie below',
    ]);
  });

  it('is told all of this at once', async () => {
    const joints = [
      { name: 'a', type: 'revolute' },
      { name: 'a', type: 'revolute', lowerRad: 2, upperRad: 1 },
    ];
    expect(await refused({ joints }, 'other.yaml')).toHaveLength(3);
  });

  it('breaks the schema line by line', async () => {
    const text = 'name: mine\nmanufacturer: T\nmodel: O\ncategory: toaster\nlocomotion: fixed\njoints: []\nobservable: protectiveStop\n';
    const folder = await temporaryFiles({ 'mine.yaml': text });
    expect(await refusalOf(readProfile(join(folder, 'mine.yaml')), folder)).toEqual([
      'mine.yaml:4 category | "toaster" | write one of cobot, humanoid, mobileManipulator, quadruped, other',
      'mine.yaml:6 joints | [] | it must NOT have fewer than 1 items',
      'mine.yaml:7 observable | "protectiveStop" | write an array',
    ]);
  });

  it('that is not there is named', async () => {
    const folder = await temporaryFiles({});
    expect(await refusalOf(readProfile(join(folder, 'gone.yaml')), folder)).toEqual([
      'gone.yaml | ENOENT | give the path of an existing, readable file',
    ]);
  });
});

describe('what ships', () => {
  it('is found wherever the command is run', () => {
    expect(productPath('config', 'profiles')).toBe(productFile('config/profiles'));
  });

  it('lists its profiles and descriptions in a fixed order', async () => {
    const names = await profileNames();
    expect(names).toEqual(names.toSorted());
    const paths = await recordingDescriptions();
    expect(paths).toEqual(paths.toSorted());
    expect(paths).toContain(productFile('config/recordings/synthetic-cobot.yaml'));
    expect(paths.every((path) => path.endsWith('.yaml'))).toBe(true);
  });

  it('has the version of its package', async () => {
    const { version } = JSON.parse(await readFile(productFile('package.json'), 'utf8'));
    expect(await productVersion()).toBe(version);
  });
});
