import { describe, expect, it } from 'vitest';
import type { RosTopic } from '../../../agent/contract/profile.ts';
import { jointStates, profileWith, rosTopic } from '../../../tests/support/rosbridge-fixture.ts';
import { SteppedClock } from '../../../tests/support/stepped-clock.ts';
import { epochWallMs, twoJointProfile } from '../../../tests/support/telemetry.ts';
import type { RosMessage } from '../../ros-messages/decoding/message-type.ts';
import { messageType } from '../../ros-messages/message-types.ts';
import { HeardTopic } from './heard-topic.ts';
import { suggestProfile } from './suggest-profile.ts';
import { topicFindings } from './topic-findings.ts';

interface Course {
  readonly topic?: RosTopic;
  readonly messages?: readonly RosMessage[];
  readonly everyMs?: number;
}

function heardWith({ topic = rosTopic('/joint_states'), messages = [], everyMs = 100 }: Course): HeardTopic {
  const profile = profileWith(topic);
  const heard = new HeardTopic(topic, messageType(topic.type)?.bind({ sourceId: 'ros', profile, topic, periodMs: 100 }), profile);
  const clock = new SteppedClock();
  for (const message of messages) {
    heard.take(message, clock);
    clock.advance(everyMs);
  }
  return heard;
}

const checksOf = (heard: HeardTopic, listed?: Parameters<typeof topicFindings>[1]) =>
  topicFindings([heard], listed).map(({ level, check }) => `${level} ${check}`);
const ten = (message: RosMessage): RosMessage[] => Array.from({ length: 10 }, () => message);

describe('a topic of the profile', () => {
  it('that speaks as expected is ok', () => {
    const heard = heardWith({ messages: ten(jointStates(0.1, epochWallMs)) });
    expect(heard.rateHz()).toBeCloseTo(10, 6);
    expect(checksOf(heard)).toEqual(['ok topic-heard', 'ok topic-rate', 'ok clock-offset']);
  });

  it('that is silent fails, with what a bridge never says', () => {
    const [finding] = topicFindings([heardWith({})], undefined);
    expect(finding).toMatchObject({ level: 'fail', check: 'topic-silent' });
    expect(finding?.text).toContain('sensor_msgs/JointState');
    expect(finding?.remedy).toContain('topics_glob');
  });

  it('that is not there, has another type, is optional or speaks on change only, is told apart', () => {
    expect(checksOf(heardWith({}), [])[0]).toBe('fail topic-missed');
    expect(checksOf(heardWith({}), [{ topic: '/joint_states', type: 'sensor_msgs/Imu' }])[0]).toBe('fail topic-type');
    expect(checksOf(heardWith({ topic: rosTopic('/joint_states', { optional: true }) }))[0]).toBe('warning topic-silent');
    expect(checksOf(heardWith({ topic: rosTopic('/joint_states', { onChange: true }) }))[0]).toBe('ok topic-silent');
  });

  it('that is too slow for the features is a warning with both rates', () => {
    const heard = heardWith({ messages: ten(jointStates(0.1, epochWallMs)), everyMs: 500 });
    const finding = topicFindings([heard], undefined).find(({ check }) => check === 'topic-rate');
    expect(finding).toMatchObject({ level: 'warning', text: '/joint_states: 2.0 Hz, the features need 10 Hz' });
  });

  it('whose positions would fit as degrees fails', () => {
    const limited = { ...twoJointProfile, joints: twoJointProfile.joints.map((joint) => ({ ...joint, lowerRad: -3, upperRad: 3 })) };
    const topic = rosTopic('/joint_states');
    const decoder = messageType(topic.type)?.bind({ sourceId: 'ros', profile: limited, topic, periodMs: 100 });
    const heard = new HeardTopic(topic, decoder, limited);
    const clock = new SteppedClock();
    for (let index = 0; index < 5; index++) heard.take({ ...jointStates(0.1), position: [90, 45] }, clock);
    expect(topicFindings([heard], undefined)).toContainEqual(expect.objectContaining({ level: 'fail', check: 'unit-doubt' }));
  });

  it('with impossible values and joints nobody knows is doubted', () => {
    const heard = heardWith({
      messages: [
        { ...jointStates(0.1), velocity: [5000, 0] },
        { ...jointStates(0), name: ['j0', 'ghost'] },
      ],
    });
    const checks = checksOf(heard);
    expect(checks).toContain('warning unit-doubt');
    expect(checks).toContain('warning message-flaw');
  });
});

describe('the clocks', () => {
  it('are doubted when stamps are far from now', () => {
    const heard = heardWith({ messages: ten(jointStates(0.1, epochWallMs - 60_000)) });
    expect(topicFindings([heard], undefined).at(-1)).toMatchObject({ level: 'warning', check: 'clock-offset' });
  });

  it('are not judged without stamps', () => {
    expect(checksOf(heardWith({ messages: ten(jointStates(0.1)) })).at(-1)).toBe('skipped clock-offset');
  });
});

describe('a suggested profile', () => {
  it('names the joints, topics and rates that were heard, and what nobody can know', () => {
    const yaml = suggestProfile([heardWith({ messages: ten(jointStates(0.1)) }), heardWith({ topic: rosTopic('/silent') })]);
    expect(yaml).toContain('- { name: "j0", type: revolute }');
    expect(yaml).toContain('- topic: /joint_states\n      type: sensor_msgs/JointState\n      rateHz: 10\n      publishedHz: 10');
    expect(yaml).not.toContain('/silent');
    expect(yaml).toContain('unverified:');
  });

  it('says no rate of its own of a topic that came in a burst', () => {
    const heard = heardWith({});
    const clock = new SteppedClock();
    for (const message of ten(jointStates(0.1))) heard.take(message, clock);
    clock.advance(1);
    heard.take(jointStates(0.1), clock);
    expect(heard.rateHz()).toBe(10_000);
    const yaml = suggestProfile([heard]);
    expect(yaml).toContain('rateHz: 50');
    expect(yaml).not.toContain('publishedHz');
  });

  it('is empty when nothing was heard', () => expect(suggestProfile([heardWith({})])).toBe(''));
});
