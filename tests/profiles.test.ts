import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../agent/configuration/read-document.ts';
import { type Profile, profileSchema } from '../agent/contract/profile.ts';
import { checkDescription } from '../drivers/replay/formats/table/check-description.ts';
import { type Description, descriptionSchema } from '../drivers/replay/formats/table/table-description.ts';

const root = fileURLToPath(new URL('../config/', import.meta.url));
const filesIn = (folder: string): string[] => readdirSync(`${root}${folder}`).filter((name) => name.endsWith('.yaml'));
const profileFiles = filesIn('profiles');
const descriptionFiles = filesIn('recordings');

async function profileOf(name: string): Promise<Profile> {
  return (await readDocument<Profile>(`${root}profiles/${name}.yaml`, profileSchema)).value;
}

describe('the profiles', () => {
  it('are there for the robots that are described', () => {
    expect(profileFiles).toEqual(
      expect.arrayContaining(['ur3e.yaml', 'unitree-g1-29dof.yaml', 'poppy-humanoid.yaml', 'hiwonder-armpi-fpv.yaml']),
    );
  });

  it.each(profileFiles)('%s keeps the schema, is named as its file and names every joint once', async (file) => {
    const profile = await profileOf(basename(file, '.yaml'));
    expect(`${profile.name}.yaml`).toBe(file);
    const names = profile.joints.map((joint) => joint.name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(profile.observable).size).toBe(profile.observable.length);
  });

  it.each(profileFiles)('%s has limits that make sense, each with its source', async (file) => {
    for (const joint of (await profileOf(basename(file, '.yaml'))).joints) {
      const { lowerRad, upperRad, velocityRadPerS, torqueNm, currentA } = joint;
      expect(lowerRad === undefined, `${joint.name}: both position limits or none`).toBe(upperRad === undefined);
      expect(lowerRad ?? -1, joint.name).toBeLessThan(upperRad ?? 1);
      const sizes = [velocityRadPerS, torqueNm, currentA].filter((size) => size !== undefined);
      expect(
        sizes.every((size) => size > 0),
        joint.name,
      ).toBe(true);
      const limited = lowerRad !== undefined || sizes.length > 0;
      expect(joint.limitSource !== undefined, `${joint.name}: limits have a source, and only limits`).toBe(limited);
    }
  });

  it.each(profileFiles)('%s lists as unverified what it leaves out', async (file) => {
    const profile = await profileOf(basename(file, '.yaml'));
    const unverified = (profile.unverified ?? []).join('\n');
    for (const key of ['lowerRad', 'velocityRadPerS', 'torqueNm', 'currentA'] as const) {
      if (profile.joints.some((joint) => joint[key] === undefined)) expect(unverified).toContain(key);
    }
    if (profile.massKg === undefined) expect(unverified).toContain('massKg');
  });
});

describe('the Unitree G1', () => {
  it('has its 29 joints in the order of motor_state', async () => {
    const { joints } = await profileOf('unitree-g1-29dof');
    expect(joints).toHaveLength(29);
    const at = (jointIndex: number): string | undefined => joints[jointIndex]?.name;
    expect([at(0), at(6), at(12), at(13), at(14), at(15), at(22), at(28)]).toEqual([
      'left_hip_pitch_joint',
      'right_hip_pitch_joint',
      'waist_yaw_joint',
      'waist_roll_joint',
      'waist_pitch_joint',
      'left_shoulder_pitch_joint',
      'right_shoulder_pitch_joint',
      'right_wrist_yaw_joint',
    ]);
  });

  it('is mirrored between its sides: rolls and yaws turn the other way, the rest is alike', async () => {
    const { joints } = await profileOf('unitree-g1-29dof');
    const rights = joints.filter((joint) => joint.name.startsWith('right_'));
    expect(rights).toHaveLength(13);
    for (const right of rights) {
      const left = joints.find((joint) => joint.name === right.name.replace('right_', 'left_'));
      const turned = /_(?:roll|yaw)_joint$/.test(right.name);
      expect(left?.lowerRad, right.name).toBeCloseTo((turned ? -(right.upperRad ?? 0) : right.lowerRad) ?? 0, 9);
      expect(left?.torqueNm).toBe(right.torqueNm);
      expect(left?.velocityRadPerS).toBe(right.velocityRadPerS);
    }
  });
});

describe('the descriptions of recordings', () => {
  it.each(descriptionFiles)('%s keeps the schema, is named as its file and fits its profile', async (file) => {
    const { value } = await readDocument<Description>(`${root}recordings/${file}`, descriptionSchema);
    expect(`${value.name}.yaml`).toBe(file);
    expect(profileFiles).toContain(`${value.profile}.yaml`);
    expect(checkDescription(value, await profileOf(value.profile), file)).toEqual([]);
  });

  it.each(descriptionFiles)('%s makes only classes observable that the robot can report', async (file) => {
    const { value } = await readDocument<Description>(`${root}recordings/${file}`, descriptionSchema);
    const { observable } = await profileOf(value.profile);
    expect(observable).toEqual(expect.arrayContaining(value.flags.map((flag) => flag.name)));
  });
});
