import { describe, expect, it } from 'vitest';
import { type BodyMotionLayout, bodyMotionLayout, openingBodyMotion, stepBodyMotion } from '../agent/aggregate/body-motion.ts';
import { bodyPartIndex } from '../agent/aggregate/imu-reading.ts';
import { readProfile } from '../agent/configuration/product-files.ts';
import type { Frame } from '../agent/contract/frame.ts';
import type { Profile, RosTopic } from '../agent/contract/profile.ts';
import type { RosMessage, TopicDecoder } from '../drivers/ros-messages/decoding/message-type.ts';
import { messageType } from '../drivers/ros-messages/message-types.ts';
import { cellsOf, readFixture } from './support/humanoid-fixture.ts';
import { recordingSink } from './support/recording-sink.ts';
import { timeAt } from './support/telemetry.ts';

const names = [
  'agibot-x1',
  'booster-t1',
  'deep-robotics',
  'generic-joint-state',
  'noetix-n2',
  'tienkung',
  'unitree-g1-29dof',
  'unitree-h1',
  'unitree-h1-2',
] as const;
type Name = (typeof names)[number];
const profiles = new Map<string, Profile>();
for (const name of names) profiles.set(name, (await readProfile(name)).value);

function profileOf(name: Name): Profile {
  const profile = profiles.get(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
}

const topicsOf = (name: Name): readonly RosTopic[] => profileOf(name).ros?.topics ?? [];

function decoderOf(name: Name, at: string): { readonly decoder: TopicDecoder; readonly topic: RosTopic } {
  const topic = topicsOf(name).find((one) => one.topic === at);
  if (topic === undefined) throw new Error(`${name} does not read ${at}`);
  const decoder = messageType(topic.type)?.bind({ sourceId: 'robot', profile: profileOf(name), topic, periodMs: 1000 / topic.rateHz });
  if (decoder === undefined) throw new Error(`no decoder of ${topic.type}`);
  return { decoder, topic };
}

function read(name: Name, at: string, message: RosMessage): Record<string, number | string> {
  const out = recordingSink();
  decoderOf(name, at).decoder.decode(message, timeAt(0), out);
  return cellsOf(out);
}

/** So many motors, each at an angle that says its place: 0.01 rad at place 1. */
const numbered = (count: number): RosMessage[] =>
  Array.from({ length: count }, (_, place) => ({ q: place / 100, dq: 0, tau_est: 0, temperature: [30, 30], vol: 48, motorstate: 0 }));

describe('the joints of a humanoid stand where its motors do', () => {
  it.each([
    ['unitree-g1-29dof', '/lf/lowstate', 'left_hip_pitch_joint', 0],
    ['unitree-g1-29dof', '/lf/lowstate', 'waist_yaw_joint', 0.12],
    ['unitree-g1-29dof', '/lf/lowstate', 'right_wrist_yaw_joint', 0.28],
    ['unitree-h1-2', '/lowstate', 'left_ankle_roll_joint', 0.05],
    ['unitree-h1-2', '/lowstate', 'torso_joint', 0.12],
    ['unitree-h1-2', '/lowstate', 'right_wrist_yaw_joint', 0.26],
    ['unitree-h1', '/lowstate', 'right_hip_roll_joint', 0],
    ['unitree-h1', '/lowstate', 'torso_joint', 0.06],
    ['unitree-h1', '/lowstate', 'right_hip_yaw_joint', 0.08],
    ['unitree-h1', '/lowstate', 'left_ankle_joint', 0.1],
    ['unitree-h1', '/lowstate', 'left_elbow_joint', 0.19],
  ] as const)('%s %s: %s at %d', (...[name, topic, joint, angle]) => {
    expect(read(name, topic, { motor_state: numbered(35) })[`joint positionRad ${joint}`]).toBe(angle);
  });

  it('of Booster are those of the serial list', () => {
    const cells = read('booster-t1', '/low_state', { motor_state_serial: numbered(23), motor_state_parallel: numbered(9) });
    expect([cells['joint positionRad head_yaw'], cells['joint positionRad waist'], cells['joint positionRad right_ankle_down']]).toEqual([
      0, 0.1, 0.22,
    ]);
  });

  it.each([
    ['/leg/status', 51, 'leg_left_1'],
    ['/leg/status', 66, 'leg_right_6'],
    ['/arm/status', 17, 'arm_left_7'],
    ['/arm/status', 21, 'arm_right_1'],
    ['/head/status', 3, 'head_3'],
  ] as const)('of TienKung on %s are told by CAN identifier %i', (topic, id, joint) => {
    const cells = read('tienkung', topic, { status: [{ name: id, pos: 0.5, speed: 0, current: 1, temperature: 40 }] });
    expect(cells[`joint positionRad ${joint}`]).toBe(0.5);
    expect(Object.values(cells).filter((value) => value === 0.5)).toHaveLength(1);
  });

  it('of TienKung are each on one topic of motion, and none is left out', () => {
    const onTopic = ['/leg/status', '/arm/status', '/head/status'].flatMap(
      (at) => decoderOf('tienkung', at).decoder.layouts[0]?.parts ?? [],
    );
    expect(onTopic).toEqual(profileOf('tienkung').joints.map(({ name }) => name));
  });

  it('of an unknown robot are told by their place, as many as it has', () => {
    const cells = read('generic-joint-state', '/joint_states', { name: ['a', 'b'], position: [0.1, 0.2], velocity: [], effort: [5, 6] });
    expect([cells['joint positionRad joint_1'], cells['joint positionRad joint_2'], cells['joint positionRad joint_3']]).toEqual([
      0.1,
      0.2,
      'missing',
    ]);
    expect(Object.keys(cells).filter((cell) => cell.includes('torque') || cell.includes('current'))).toEqual([]);
  });
});

describe.each(['unitree-h1', 'unitree-h1-2'] as const)('the limits of %s', (name) => {
  it('are mirrored between its sides: rolls and yaws turn the other way, the rest is alike', () => {
    const { joints } = profileOf(name);
    const rights = joints.filter((joint) => joint.name.startsWith('right_'));
    expect(rights.length).toBeGreaterThan(8);
    for (const right of rights) {
      const left = joints.find((joint) => joint.name === right.name.replace('right_', 'left_'));
      const turned = /_(?:roll|yaw)_joint$/.test(right.name);
      expect(left?.lowerRad, right.name).toBeCloseTo((turned ? -(right.upperRad ?? 0) : right.lowerRad) ?? 0, 9);
      expect([left?.torqueNm, left?.velocityRadPerS], right.name).toEqual([right.torqueNm, right.velocityRadPerS]);
    }
  });
});

const imus = names.flatMap((name) =>
  topicsOf(name).flatMap(({ topic, rateHz, type }) =>
    decoderOf(name, topic).decoder.layouts.flatMap((layout) => (layout.component === 'imu' ? [{ name, topic, rateHz, type, layout }] : [])),
  ),
);

describe('the IMU of a humanoid', () => {
  it.each(names.filter((name) => profileOf(name).observable.includes('impact')))(
    'of %s is read often enough to see the peak of a blow',
    (name) => {
      const fastest = Math.max(...imus.filter((imu) => imu.name === name).map(({ rateHz }) => rateHz));
      expect(fastest).toBeGreaterThanOrEqual(200);
    },
  );

  it.each(imus)('$name $topic sits in the body, so that blows and falls are read from it', ({ name, layout }) => {
    expect(bodyPartIndex(layout)).toBe(0);
    expect(layout.parts[0]).toMatch(/base|pelvis|torso|trunk|body|chest|crotch/);
    expect(bodyMotionLayout(layout, profileOf(name), 3 * layout.periodMs)?.fall).toBeDefined();
  });
});

/** A body at 1 g for two seconds, then a blow of `blowG` for two readings, through the decoder of the G1's torso. */
function eventsOf(blowG: number): string[] {
  const { decoder, topic } = decoderOf('unitree-g1-29dof', '/secondary_imu');
  const periodMs = 1000 / topic.rateHz;
  const state = openingBodyMotion();
  const started: string[] = [];
  let layout: BodyMotionLayout | undefined;
  const take = (frame: Frame): boolean => {
    layout ??= bodyMotionLayout(frame.layout, profileOf('unitree-g1-29dof'), 3 * periodMs);
    if (layout !== undefined) started.push(...stepBodyMotion(state, frame, layout).started.map(({ eventClass }) => eventClass));
    return true;
  };
  const still = readFixture('unitree', 'hg-imu-state');
  for (let index = 0; index < 420; index++) {
    const lengthG = index === 400 || index === 401 ? blowG : 1;
    const message = { ...still, accelerometer: [0, 0, lengthG * 9.80665] };
    decoder.decode(message, timeAt(index * periodMs), { ...recordingSink(), frame: take });
  }
  return started;
}

describe('a blow to the torso of a G1', () => {
  it.each([
    [1.5, []],
    [8, ['impact']],
  ])('of %d g is %j', (blowG, events) => {
    expect(eventsOf(blowG)).toEqual(events);
  });
});

describe('what a humanoid must not be told by a bridge', () => {
  it.each(['unitree-g1-29dof', 'unitree-h1', 'unitree-h1-2'] as const)('%s: low-level and arm commands', (name) => {
    expect(profileOf(name).ros?.commandTopics).toEqual(expect.arrayContaining(['/lowcmd', '/arm_sdk']));
  });

  it('is listed wherever it is known; where it is not, the profile says so', () => {
    for (const name of names.filter((one) => one !== 'generic-joint-state')) {
      const { ros, unverified } = profileOf(name);
      const said = (ros?.commandTopics ?? []).length > 0 || (unverified ?? []).some((line) => line.includes('command topics'));
      expect(said, name).toBe(true);
    }
  });
});

describe('what nobody could verify', () => {
  it('is read only when asked for: a robot that speaks no ROS, and a battery whose type is not known', () => {
    const unverified = names.flatMap((name) => topicsOf(name).flatMap((topic) => (topic.unverified ? [`${name} ${topic.topic}`] : [])));
    expect(unverified).toEqual(['booster-t1 /battery_state', 'noetix-n2 /robot_status', 'unitree-h1 /lf/sportmodestate']);
  });

  it('of meanings stays off: no hours from work_time, no faults from status_word, no torque from an effort', () => {
    expect(decoderOf('tienkung', '/power/board/key_status').decoder.layouts).toEqual([]);
    expect(decoderOf('deep-robotics', '/JOINTS_DATA').decoder.observable).toEqual([]);
    const signals = decoderOf('agibot-x1', '/joint_states').decoder.layouts.flatMap((layout) => layout.signals);
    expect(signals).toEqual(['positionRad', 'velocityRadPerS']);
  });

  it('of a battery is its sign, and the profile says it', () => {
    for (const name of ['unitree-g1-29dof', 'unitree-h1', 'unitree-h1-2', 'tienkung', 'booster-t1'] as const) {
      expect((profileOf(name).unverified ?? []).join('\n'), name).toMatch(/sign of (?:the battery|its) current/);
    }
  });
});
