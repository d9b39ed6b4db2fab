import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../agent/configuration/read-document.ts';
import { type Profile, profileSchema, type RosTopic } from '../agent/contract/profile.ts';
import { checkDescription } from '../drivers/replay/formats/table/check-description.ts';
import { type Description, descriptionSchema } from '../drivers/replay/formats/table/table-description.ts';
import { codeTable } from '../drivers/ros-messages/code-tables.ts';
import type { TopicDecoder } from '../drivers/ros-messages/decoding/message-type.ts';
import { messageType } from '../drivers/ros-messages/message-types.ts';

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

  it.each(profileFiles)('%s has a source for its ratings, where it has any', async (file) => {
    const { ratings } = await profileOf(basename(file, '.yaml'));
    expect(ratings === undefined || ratings.source !== undefined).toBe(true);
  });
});

const profiles = await Promise.all(profileFiles.map((file) => profileOf(basename(file, '.yaml'))));
const spoken = profiles.flatMap((profile) => (profile.ros === undefined ? [] : [{ name: profile.name, profile, ros: profile.ros }]));
const topics = spoken.flatMap(({ name, profile, ros }) =>
  ros.topics.map((topic) => ({ name, at: `${topic.topic} ${topic.generation ?? ''}`.trim(), profile, topic })),
);

/** The decoder as a source would bind it; undefined when there is none for the type. */
function boundDecoder(profile: Profile, topic: RosTopic): TopicDecoder | undefined {
  return messageType(topic.type)?.bind({ sourceId: 'robot', profile, topic, periodMs: 1000 / topic.rateHz });
}

function shownClasses(profile: Profile): string[] {
  return [...new Set((profile.ros?.topics ?? []).flatMap((topic) => boundDecoder(profile, topic)?.observable ?? []))].sort();
}

describe('the ROS topics of a profile', () => {
  it('are there for the cobots that speak ROS', () => {
    expect(spoken.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['fairino-fr5', 'franka-fr3', 'generic-industrial', 'ur10e', 'ur3e', 'ur5e', 'xarm6']),
    );
  });

  it.each(topics)('$name $at: its type has a decoder, which binds', ({ profile, topic }) => {
    expect(messageType(topic.type)?.name, `no decoder of ${topic.type}`).toBe(topic.type);
    const decoder = boundDecoder(profile, topic);
    for (const { component, parts, signals } of decoder?.layouts ?? []) {
      expect(parts.length * signals.length, `${component} is empty`).toBeGreaterThan(0);
    }
  });

  it.each(topics)('$name $at: its decode options are options of the decoder', ({ topic }) => {
    const check = new Ajv({ allErrors: true }).compile(messageType(topic.type)?.optionsSchema ?? false);
    expect(check(topic.decode), JSON.stringify(check.errors)).toBe(true);
  });

  it.each(topics)('$name $at: it is not asked for more often than it is published', ({ topic }) => {
    expect(topic.rateHz).toBeLessThanOrEqual(topic.publishedHz ?? Infinity);
  });

  it.each(spoken)('of $name are listed once per generation, in the generations it speaks', ({ ros }) => {
    const places = ros.topics.flatMap(({ topic, generation }) =>
      (generation ? [generation] : ros.generations).map((one) => `${one} ${topic}`),
    );
    expect(new Set(places).size).toBe(places.length);
    expect(ros.generations).toEqual(expect.arrayContaining(ros.topics.flatMap(({ generation }) => generation ?? [])));
  });

  it.each(spoken)('of $name bring joint readings ten times in a window of a second, where they bring any', ({ profile, ros }) => {
    const joints = ros.topics.filter((topic) => boundDecoder(profile, topic)?.layouts.some(({ component }) => component === 'joint'));
    expect(joints.filter(({ rateHz }) => rateHz < 10).map(({ topic }) => topic)).toEqual([]);
  });

  it.each(spoken)('of $name are never ones that move it', ({ ros }) => {
    const commands = ros.commandTopics ?? [];
    expect(ros.topics.map(({ topic }) => topic).filter((topic) => commands.includes(topic))).toEqual([]);
    expect(new Set(commands).size).toBe(commands.length);
  });

  it.each(spoken)('of $name show no event class that the profile does not name', ({ profile }) => {
    expect(profile.observable).toEqual(expect.arrayContaining(shownClasses(profile)));
  });

  it.each(spoken)('of $name show every event class the profile names, or a note explains it', ({ profile }) => {
    const shown = shownClasses(profile);
    const text = [...(profile.notes ?? []), ...(profile.unverified ?? [])].join('\n');
    expect(profile.observable.filter((eventClass) => !shown.includes(eventClass) && !text.includes(eventClass))).toEqual([]);
  });

  it.each(spoken)('of $name come with the versions of what drives it, or say that nobody knows them', ({ profile }) => {
    const versions = profile.versions ?? [];
    if (versions.length === 0) expect((profile.unverified ?? []).join('\n')).toMatch(/version/);
    for (const { at, from, source } of versions) {
      expect(at.startsWith('/') || from !== 'topicField', `${at}: a topic and its field`).toBe(true);
      expect(source?.length, at).toBeGreaterThan(0);
    }
  });
});

describe('the code tables of a profile', () => {
  it.each(spoken)('of $name are there in their version', ({ profile }) => {
    expect((profile.codeTables ?? []).filter((name) => codeTable(name) === undefined)).toEqual([]);
  });
});

describe('the joints of a cobot', () => {
  it.each(spoken.filter(({ profile }) => profile.category === 'cobot'))(
    '$name are read once in each generation, so that no motion counts twice',
    ({ profile, ros }) => {
      for (const generation of ros.generations) {
        const moving = ros.topics.filter(
          (topic) =>
            (topic.generation ?? generation) === generation &&
            boundDecoder(profile, topic)?.layouts.some(({ component }) => component === 'joint'),
        );
        expect(moving, generation).toHaveLength(1);
      }
    },
  );
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
