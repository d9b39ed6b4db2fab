import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../tests/support/cli.ts';
import { temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { twoJointProfile } from '../../tests/support/telemetry.ts';
import { profileNames } from '../configuration/product-files.ts';

interface Row {
  readonly name: string;
  readonly jointCount: number;
  readonly unverifiedCount: number;
}

describe('profile list', () => {
  it('has a line per profile that ships: name, maker, model, category, joints', async () => {
    const { code, out } = await runCli('profile', 'list');
    expect(code).toBe(0);
    expect(out.split('\n')).toHaveLength((await profileNames()).length);
    expect(out).toContain('ur3e                     Universal Robots UR3e, cobot, 6 joints');
    expect(out).toMatch(/^unitree-g1-29dof +Unitree .*, humanoid, 29 joints$/m);
  });

  it('--json says the same, and how many facts nobody could check', async () => {
    const { profiles } = JSON.parse((await runCli('profile', 'list', '--json')).out) as { profiles: Row[] };
    expect(profiles.map(({ name }) => name)).toEqual(await profileNames());
    expect(profiles.find(({ name }) => name === 'ur3e')).toEqual({
      name: 'ur3e',
      manufacturer: 'Universal Robots',
      model: 'UR3e',
      category: 'cobot',
      jointCount: 6,
      unverifiedCount: 7,
    });
  });
});

describe('profile check', () => {
  it('passes all that ship when none is named', async () => {
    const { code, out } = await runCli('profile', 'check');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual((await profileNames()).map((name) => `ok   ${name}`));
  });

  it('checks those that are named, by name and by path, in that order', async () => {
    const folder = await temporaryFiles({ 'two-joint.yaml': twoJointProfile });
    const own = join(folder, 'two-joint.yaml');
    expect(await runCli('profile', 'check', own, 'ur3e')).toEqual({ code: 0, out: `ok   ${own}\nok   ur3e`, err: '' });
  });

  it('takes ratings of motor and gear only with their source, and only above zero', async () => {
    const joint = { name: 'a', type: 'revolute', continuousCurrentA: 3, gear: { torqueNm: 5, speedRadPerS: 2, lifeL10H: 7000 } };
    const folder = await temporaryFiles({
      'rated.yaml': { ...twoJointProfile, name: 'rated', joints: [{ ...joint, ratingSource: 'data sheet 3, table 2' }] },
      'bare.yaml': { ...twoJointProfile, name: 'bare', joints: [joint] },
      'zero.yaml': { ...twoJointProfile, name: 'zero', joints: [{ ...joint, continuousCurrentA: 0, ratingSource: 'data sheet' }] },
    });
    const check = (name: string) => runCli('profile', 'check', join(folder, name));
    expect((await check('rated.yaml')).code).toBe(0);
    const bare = await check('bare.yaml');
    expect(bare.code).toBe(2);
    expect(bare.out).toContain('"ratingSource" is missing — add "ratingSource:", which "continuousCurrentA" needs');
    expect((await check('zero.yaml')).out).toContain('continuousCurrentA: 0 — write a number above 0');
  });

  it('says every problem of every profile, and passes the others', async () => {
    const folder = await temporaryFiles({
      'one.yaml': { ...twoJointProfile, name: 'two', category: 'toaster' },
      'other.yaml': { ...twoJointProfile, joints: [{ name: 'a', type: 'revolute', lowerRad: 2, upperRad: 1 }] },
    });
    const { code, out } = await runCli('profile', 'check', join(folder, 'one.yaml'), 'ur3e', join(folder, 'other.yaml'));
    expect(code).toBe(2);
    expect(out.replaceAll(`${folder}/`, '').split('\n')).toEqual([
      'FAIL one.yaml',
      '     one.yaml:1 category: "toaster" — write one of cobot, humanoid, mobileManipulator, quadruped, other',
      'ok   ur3e',
      'FAIL other.yaml',
      '     other.yaml joints.0: lowerRad 2, upperRad 1 — the lower limit must lie below',
      '     other.yaml name: "two-joint" — write "other", the name of the file',
    ]);
  });

  it('--json gives the verdict over all and the problems of each', async () => {
    const passed = JSON.parse((await runCli('profile', 'check', 'ur3e', '--json')).out);
    expect(passed).toEqual({ verdict: 'pass', profiles: [{ profile: 'ur3e', problems: [] }] });
    const { code, out } = await runCli('profile', 'check', 'ur3e', 'r2d2', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'fail',
      profiles: [{ problems: [] }, { profile: 'r2d2', problems: [expect.stringContaining('"r2d2" — write one of')] }],
    });
  });
});
