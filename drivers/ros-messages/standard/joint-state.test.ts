import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../agent/contract/profile.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { countByCode } from '../../../tests/support/recording-sink.ts';
import { bindType, bothHeaders, ros2Header, stampedWallMs } from '../../../tests/support/ros-fixture.ts';
import { twoJointProfile } from '../../../tests/support/telemetry.ts';
import { jointState } from './joint-state.ts';

const message = { header: ros2Header, name: ['j0', 'j1'], position: [0.5, -1], velocity: [0.1, 0], effort: [3, 4] };
const missing = unknown('missing');
const notReported = unknown('notReported');

function cellsAfter(decode: object, ...messages: readonly object[]) {
  const bound = bindType(jointState, decode);
  for (const each of messages) bound.decode(each);
  return bound.sink.frames.at(-1)?.cells;
}

describe.each(bothHeaders)('a joint state of %s', (_, header) => {
  it('is a frame of the joints in the profile, with the stamp of the robot', () => {
    const { decode, sink } = bindType(jointState);
    decode({ ...message, header }, 42);
    expect(sink.frames).toHaveLength(1);
    expect(sink.frames[0]).toMatchObject({ component: 'joint', sourceWallMs: stampedWallMs });
    expect(sink.frames[0]?.cells).toEqual({
      'positionRad j0': 0.5,
      'positionRad j1': -1,
      'velocityRadPerS j0': 0.1,
      'velocityRadPerS j1': 0,
    });
    expect(sink.flaws).toEqual([]);
  });
});

describe('effort', () => {
  it.each([
    ['torqueNm', { 'torqueNm j0': 3, 'torqueNm j1': 4 }],
    ['currentA', { 'currentA j0': 3, 'currentA j1': 4 }],
  ])('is a %s where the profile says so', (effort, expected) => {
    expect(cellsAfter({ effort }, message)).toMatchObject(expected);
  });

  it('is not read where nobody knows what it means', () => {
    expect(Object.keys(cellsAfter({}, message) ?? {}).filter((cell) => !/^(?:position|velocity)/.test(cell))).toEqual([]);
  });
});

describe('names', () => {
  it('join values, whatever their order, also when it changes', () => {
    const turned = { ...message, name: ['j1', 'j0'] };
    expect(cellsAfter({}, message, turned)).toMatchObject({ 'positionRad j0': -1, 'positionRad j1': 0.5 });
    expect(cellsAfter({}, message, turned, message)).toMatchObject({ 'positionRad j0': 0.5, 'positionRad j1': -1 });
  });

  it('that the profile does not have are counted once each, and their values go nowhere', () => {
    const { decode, sink } = bindType(jointState);
    for (let index = 0; index < 5; index++) decode({ ...message, name: index % 2 === 0 ? ['j0', 'wheel'] : ['wheel', 'j0'] }, index);
    expect(sink.flaws).toEqual([{ code: 'ros-messages/joint-not-in-profile', place: '/topic', text: 'wheel', discarded: true }]);
    expect(sink.frames.at(-1)?.cells).toMatchObject({ 'positionRad j0': 0.5, 'positionRad j1': missing });
  });

  it('that are always new are counted up to a limit', () => {
    const { decode, sink } = bindType(jointState);
    for (let index = 0; index < 300; index++) decode({ ...message, name: ['j0', `wheel${index}`] });
    expect(countByCode(sink.flaws)).toEqual({ 'ros-messages/joint-not-in-profile': 64 });
    expect(sink.frames).toHaveLength(300);
  });

  it('of another robot, or none at all, make no frame: nothing of this robot was said', () => {
    const { decode, sink } = bindType(jointState);
    for (const name of [['wheel', 'arm'], [], null, 'j0', [0, 1]]) decode({ ...message, name });
    expect(sink.frames).toEqual([]);
  });

  it('may have a prefix on the topic', () => {
    expect(cellsAfter({ prefix: 'left_' }, { ...message, name: ['left_j1', 'j0'] })).toMatchObject({
      'positionRad j0': missing,
      'positionRad j1': 0.5,
    });
  });

  it('are not needed when the profile joins by index', () => {
    const { decode, sink } = bindType(jointState, { joinBy: 'index' });
    decode({ header: ros2Header, name: [], position: [0.5, -1, 9], velocity: [0.1] });
    expect(sink.frames[0]?.cells).toMatchObject({ 'positionRad j0': 0.5, 'positionRad j1': -1, 'velocityRadPerS j1': missing });
  });
});

describe('arrays', () => {
  it('that are empty are what the publisher does not have: counted when it begins', () => {
    const { decode, sink } = bindType(jointState, { effort: 'torqueNm' });
    for (let index = 0; index < 3; index++) decode({ ...message, velocity: [], effort: [] }, index);
    expect(sink.frames[2]?.cells).toMatchObject({ 'positionRad j0': 0.5, 'velocityRadPerS j0': notReported, 'torqueNm j1': notReported });
    expect(sink.flaws.map(({ code, text }) => `${code}: ${text}`)).toEqual([
      'ros-messages/array-unfilled: velocity is empty',
      'ros-messages/array-unfilled: effort is empty',
    ]);
  });

  it('that are filled again and then empty are counted again', () => {
    const { decode, sink } = bindType(jointState);
    for (const velocity of [[], [1, 1], []]) decode({ ...message, velocity });
    expect(countByCode(sink.flaws)).toEqual({ 'ros-messages/array-unfilled': 2 });
  });

  it('of another length than the names cannot be joined: dropped and counted', () => {
    const { decode, sink } = bindType(jointState);
    decode({ ...message, velocity: [0.1] });
    expect(sink.frames[0]?.cells).toMatchObject({ 'positionRad j0': 0.5, 'velocityRadPerS j0': missing });
    expect(countByCode(sink.flaws)).toEqual({ 'ros-messages/array-length-unequal': 1 });
  });

  it('may be typed, as CBOR gives them', () => {
    const typed = { ...message, position: Float64Array.from(message.position), velocity: Float64Array.from(message.velocity) };
    expect(cellsAfter({}, typed)).toEqual(cellsAfter({}, message));
  });

  it.each([[null], [Number.NaN], [Infinity], ['1.5'], [true]])('holding %s miss that value, counted once a message', (value) => {
    const { decode, sink } = bindType(jointState);
    decode({ ...message, position: [value, -1] });
    expect(sink.frames[0]?.cells).toMatchObject({ 'positionRad j0': missing, 'positionRad j1': -1 });
    expect(countByCode(sink.flaws)).toEqual({ 'ros-messages/value-not-a-number': 1 });
  });

  it('that cannot be true are unknown', () => {
    expect(cellsAfter({}, { ...message, velocity: [1e5, 0] })).toMatchObject({ 'velocityRadPerS j0': unknown('outOfRange') });
  });
});

describe('a joint that slides', () => {
  const profile: Profile = {
    ...twoJointProfile,
    joints: [...twoJointProfile.joints, { name: 'lift', type: 'prismatic', role: 'actuator' }],
  };
  const three = { ...message, name: ['lift', 'j0', 'j1'], position: [0.3, 1, 2], velocity: [0.01, 3, 4], effort: [900, 5, 6] };

  it('is in metres, beside joints in radians', () => {
    const { decode, sink } = bindType(jointState, { effort: 'torqueNm' }, profile);
    decode(three);
    expect(sink.frames[0]?.cells).toMatchObject({
      'positionM lift': 0.3,
      'velocityMPerS lift': 0.01,
      'positionRad lift': missing,
      'torqueNm lift': missing,
      'positionRad j0': 1,
      'positionM j0': missing,
      'torqueNm j0': 5,
    });
  });

  it('has its current all the same', () => {
    const { decode, sink } = bindType(jointState, { effort: 'currentA' }, profile);
    decode({ ...three, effort: [9, 5, 6] });
    expect(sink.frames[0]?.cells).toMatchObject({ 'currentA lift': 9, 'currentA j0': 5 });
  });
});

describe('any order of names', () => {
  it('gives the same cells (property)', () => {
    const values = { j0: [0.5, 0.1], j1: [-1, 0], other: [7, 7] } as const;
    const expected = cellsAfter({}, message);
    fc.assert(
      fc.property(fc.array(fc.shuffledSubarray(['j0', 'j1', 'other'] as const, { minLength: 3 }), { minLength: 1 }), (orders) => {
        const messages = orders.map((name) => ({
          header: ros2Header,
          name,
          position: name.map((each) => values[each][0]),
          velocity: name.map((each) => values[each][1]),
        }));
        expect(cellsAfter({}, ...messages)).toEqual(expected);
      }),
    );
  });
});
