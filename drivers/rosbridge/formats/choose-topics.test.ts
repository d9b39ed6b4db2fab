import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../agent/contract/errors.ts';
import type { Profile } from '../../../agent/contract/profile.ts';
import { profileWith, rosbridgeOptions, rosTopic } from '../../../tests/support/rosbridge-fixture.ts';
import { twoJointProfile } from '../../../tests/support/telemetry.ts';
import { chooseTopics } from './choose-topics.ts';

const profile = profileWith(
  rosTopic('/joint_states', { rateHz: 20, publishedHz: 500 }),
  rosTopic('/battery', { rateHz: 1, optional: true }),
  rosTopic('/mode', { onChange: true, publishedHz: 100 }),
  rosTopic('/guessed', { unverified: true }),
  rosTopic('/old', { generation: 'ros1' }),
);

function chosenFrom(from: Profile, written: object = {}) {
  const { chosen, problems } = chooseTopics(from, rosbridgeOptions(written));
  return { topics: chosen.map(({ topic }) => topic.topic), chosen, problems: problems.map(formatProblem) };
}

describe('without a wish', () => {
  it('all verified topics are read, thinned out to the rate the features need', () => {
    const { topics, chosen, problems } = chosenFrom(profile);
    expect([topics, problems]).toEqual([['/joint_states', '/battery', '/mode', '/old'], []]);
    expect(chosen[0]).toMatchObject({ periodMs: 50, throttleMs: 49, compression: 'none' });
    expect(chosen[1]).toMatchObject({ periodMs: 1000, throttleMs: 1000, topic: { optional: true } });
  });

  it('a topic that speaks on change is never thinned out', () => {
    expect(chosenFrom(profile).chosen[2]).toMatchObject({ throttleMs: 0 });
  });

  it('unverified topics are read when asked to', () => {
    expect(chosenFrom(profile, { includeUnverified: true }).topics).toContain('/guessed');
  });

  it('topics of another generation than the one set are left out', () => {
    expect(chosenFrom(profile, { generation: 'ros2' }).topics).toEqual(['/joint_states', '/battery', '/mode']);
    expect(chosenFrom(profile, { generation: 'ros1' }).topics).toContain('/old');
  });
});

describe('with wishes', () => {
  it('only those are read, an unverified one too, each as it is wished', () => {
    const wishes = [
      { topic: '/guessed', rateHz: 5 },
      { topic: '/joint_states', rateHz: 'all', compression: 'cbor', optional: true },
    ];
    const { topics, chosen } = chosenFrom(profile, { topics: wishes });
    expect(topics).toEqual(['/joint_states', '/guessed']);
    expect(chosen[0]).toMatchObject({ periodMs: 2, throttleMs: 0, compression: 'cbor', topic: { optional: true } });
    expect(chosen[1]).toMatchObject({ periodMs: 200, throttleMs: 200, compression: 'none', topic: { optional: false } });
  });

  it('what the profile does not have, and what is wished twice, is said', () => {
    const wishes = [{ topic: '/arm' }, { topic: '/battery' }, { topic: '/battery', rateHz: 2 }];
    expect(chosenFrom(profile, { topics: wishes, generation: 'ros2' }).problems).toEqual([
      'topics.0.topic: /arm is not in the profile — write one of /joint_states, /battery, /mode, /guessed',
      'topics.2.topic: /battery again — name every topic once',
    ]);
  });
});

describe('a profile', () => {
  it('without a ros block is no use here', () => {
    expect(chosenFrom(twoJointProfile).problems).toEqual([
      'profile two-joint: has no ros block — use a profile with one, or write its topics into a profile of your own',
    ]);
  });

  it('of which nothing is left says what to do', () => {
    expect(chosenFrom(profileWith(rosTopic('/guessed', { unverified: true }))).problems).toEqual([
      'profile two-joint ros.topics: no verified topic is left — set includeUnverified: true, or name the topics, after comparing them with the robot',
    ]);
  });

  it('may have one topic in each generation, but not twice in one', () => {
    const each = [rosTopic('/state', { generation: 'ros1' }), rosTopic('/state', { generation: 'ros2' })];
    expect(chosenFrom(profileWith(...each)).problems).toEqual([]);
    expect(chosenFrom(profileWith(...each, rosTopic('/state'))).problems).toEqual([
      'ros.topics /state: again — write one entry per topic and generation',
    ]);
  });
});
