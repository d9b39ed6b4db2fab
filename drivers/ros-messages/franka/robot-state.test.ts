import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../agent/contract/message.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { frankaErrors, frankaJoints, frankaPositionsRad, ros1State, ros2State } from '../../../tests/support/franka-fixture.ts';
import { implausibleCells, type OpenTopic, oddMessages, openTopic } from '../../../tests/support/open-topic.ts';
import { armState } from './arm-state.ts';
import { robotState } from './robot-state.ts';

const generations = [
  {
    generation: 'ROS 2',
    type: robotState,
    state: ros2State,
    collided: { collision_indicators: { is_joint_collision: [0, 0, 1, 0, 0, 0, 0] } },
  },
  { generation: 'ROS 1', type: armState, state: ros1State, collided: { joint_collision: [0, 0, 1, 0, 0, 0, 0] } },
];
const missing = unknown('missing');
const open = (type = robotState): OpenTopic => openTopic(type, { joints: frankaJoints });
const ofKind = <K extends Message['kind']>({ messages }: OpenTopic, kind: K) =>
  messages.filter((message): message is Extract<Message, { kind: K }> => message.kind === kind);
const standing = (topic: OpenTopic) => ofKind(topic, 'fault').filter(({ active }) => active);

describe.each(generations)('the state of a Franka arm in $generation', ({ type, state, collided }) => {
  it('has position, speed and measured torque of every joint, in the order of the arm, under its own stamp', () => {
    const [frame] = open(type).decode(state).frames;
    frankaJoints.forEach((joint, index) => {
      expect(frame?.cells[`positionRad ${joint}`]).toBe(frankaPositionsRad[index]);
    });
    expect(frame?.cells).toMatchObject({ 'velocityRadPerS fr3_joint4': -0.25, 'torqueNm fr3_joint2': -24.5 });
    expect(frame?.sourceWallMs).toBe(1_767_225_600_500);
  });

  it('says at first sight that nothing stands, in every class it can show', () => {
    const topic = open(type).decode(state);
    expect(ofKind(topic, 'safety')).toEqual([expect.objectContaining({ protectiveStop: false, collisionDetected: false })]);
    expect(standing(topic)).toEqual([]);
    expect(topic.decoder.observable).toEqual(['impact', 'limitTrip', 'majorFault', 'protectiveStop']);
    expect(ofKind(topic, 'fault').every(({ codeRaw }) => codeRaw === '0')).toBe(true);
  });

  it('says a collision of one joint', () => {
    expect(ofKind(open(type).decode({ ...state, ...collided }), 'safety')).toEqual([expect.objectContaining({ collisionDetected: true })]);
  });

  it('never throws and is never good and impossible at once', () => {
    const fields = [
      ...Object.keys(state),
      'measured_joint_state.position',
      'collision_indicators.is_joint_collision',
      'current_errors.joint_reflex',
    ];
    const tops = fields.filter((field) => !fields.some((other) => other.startsWith(`${field}.`)));
    fc.assert(
      fc.property(fc.array(oddMessages(tops), { maxLength: 3 }), (messages) => {
        const topic = open(type);
        messages.forEach((message, index) => {
          topic.decode(message, index * 5000);
        });
        expect(implausibleCells(topic)).toEqual([]);
        expect(topic.frames).toHaveLength(messages.length);
      }),
    );
  });
});

describe('both generations of a Franka arm', () => {
  it('give the same samples and messages', () => {
    const [one, two] = generations.map(({ type, state }) => open(type).decode({ ...state, current_errors: frankaErrors('joint_reflex') }));
    expect(one?.frames).toEqual(two?.frames);
    expect(one?.messages).toEqual(two?.messages);
  });
});

describe('the mode of a Franka arm', () => {
  it.each([
    [0, { modeRaw: 'OTHER', robotMode: unknown('notReported') }],
    [1, { modeRaw: 'IDLE', robotMode: 'ready', executionState: 'idle' }],
    [2, { modeRaw: 'MOVE', robotMode: 'running', executionState: 'running' }],
    [3, { modeRaw: 'GUIDING', robotMode: 'backdrive', controlSource: 'handGuided' }],
    [4, { modeRaw: 'REFLEX', robotMode: 'fault', executionState: 'stopped' }],
    [5, { modeRaw: 'USER_STOPPED', robotMode: 'standby', executionState: 'stopped' }],
    [6, { modeRaw: 'AUTOMATIC_ERROR_RECOVERY', robotMode: 'fault', executionState: 'stopped' }],
    [9, { modeRaw: '9', robotMode: unknown('notReported') }],
  ])('%i', (mode, expected) => {
    expect(ofKind(open().decode({ ...ros2State, robot_mode: mode }), 'mode')).toEqual([expect.objectContaining(expected)]);
  });

  it('is not said by a message without one', () => {
    expect(ofKind(open().decode({ ...ros2State, robot_mode: null }), 'mode')).toEqual([]);
  });
});

describe('the errors of a Franka arm', () => {
  it.each([
    ['joint_reflex', 'collision', 'error', true],
    ['joint_position_limits_violation', 'positionLimit', 'error', true],
    ['cartesian_velocity_violation', 'speedLimit', 'error', true],
    ['self_collision_avoidance_violation', 'protectiveStop', 'error', true],
    ['power_limit_violation', 'powerStage', 'error', false],
    ['instability_detected', 'other', 'error', false],
    ['communication_constraints_violation', 'communication', 'warning', false],
    ['joint_motion_generator_velocity_discontinuity', 'other', 'warning', false],
  ])('%s is of category %s, severity %s', (...[name, category, severity, protectiveStop]) => {
    const topic = open().decode({ ...ros2State, current_errors: frankaErrors(name) });
    expect(standing(topic)).toEqual([
      expect.objectContaining({ codeSpace: 'franka.errors', codeRaw: name, category, severity, part: unknown('notReported') }),
    ]);
    expect(ofKind(topic, 'safety')).toEqual([expect.objectContaining({ protectiveStop })]);
  });

  it('keep a name that is in no table, as an unknown warning', () => {
    const topic = open().decode({ ...ros2State, current_errors: { ...frankaErrors(), toString: true, flux_violation: true } });
    expect(standing(topic).map(({ codeRaw, category, severity }) => [codeRaw, category, severity])).toEqual([
      ['toString', 'unknown', 'warning'],
      ['flux_violation', 'unknown', 'warning'],
    ]);
  });

  it('are said once when they come and once when they are gone', () => {
    const topic = open();
    for (const atMs of [0, 100, 200]) topic.decode({ ...ros2State, current_errors: frankaErrors('joint_reflex') }, atMs);
    for (const atMs of [300, 2500, 2600]) topic.decode(ros2State, atMs);
    const said = ofKind(topic, 'fault').filter(({ codeRaw }) => codeRaw === 'joint_reflex');
    expect(said.map(({ active }) => active)).toEqual([true, false]);
  });

  it('are of the motion now: those of the last motion are history', () => {
    expect(standing(open().decode({ ...ros2State, last_motion_errors: frankaErrors('joint_reflex') }))).toEqual([]);
  });

  it('say nothing when the message carries none, and the mode REFLEX alone is a protective stop', () => {
    const silent = open().decode({ ...ros2State, current_errors: null });
    expect(ofKind(silent, 'fault')).toEqual([]);
    expect(ofKind(silent, 'safety')).toEqual([expect.objectContaining({ protectiveStop: missing })]);
    expect(ofKind(open().decode({ robot_mode: 4 }), 'safety')).toEqual([
      expect.objectContaining({ protectiveStop: true, collisionDetected: missing }),
    ]);
  });
});

describe('a collision of a Franka arm', () => {
  it.each([
    ['along an axis', { is_cartesian_linear_collision: { x: 0, y: 1, z: 0 } }],
    ['about an axis', { is_cartesian_angular_collision: { x: 0, y: 0, z: 1 } }],
  ])('%s counts like one of a joint', (_, indicators) => {
    const topic = open().decode({ ...ros2State, collision_indicators: { ...ros2State.collision_indicators, ...indicators } });
    expect(ofKind(topic, 'safety')).toEqual([expect.objectContaining({ collisionDetected: true })]);
  });

  it('is not a contact', () => {
    expect(ros2State.collision_indicators.is_joint_contact).toContain(1);
    expect(ofKind(open().decode(ros2State), 'safety')).toEqual([expect.objectContaining({ collisionDetected: false })]);
  });

  it('is unknown where the indicators are nulls, as rosbridge writes NaN', () => {
    const indicators = { is_joint_collision: [null, null, null, null, null, null, null] };
    expect(ofKind(open().decode({ ...ros2State, collision_indicators: indicators }), 'safety')).toEqual([
      expect.objectContaining({ collisionDetected: missing }),
    ]);
  });
});
