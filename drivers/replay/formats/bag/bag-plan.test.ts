import { describe, expect, it } from 'vitest';
import type { Profile, RosTopic } from '../../../../agent/contract/profile.ts';
import { rosProfile } from '../../../../tests/support/bag-fixture.ts';
import { refusalOf } from '../../../../tests/support/replay-fixture.ts';
import { type PlanOptions, planBag } from './bag-plan.ts';
import type { ChannelCount, RecordedChannel } from './recorded-message.ts';

const count = (topic: string, type: string, more: Partial<RecordedChannel> & { messageCount?: number } = {}): ChannelCount => ({
  channel: { topic, type, generation: 'ros2', definition: undefined, ...more },
  messageCount: more.messageCount ?? 7,
});
const joints = count('/joint_states', 'sensor_msgs/JointState');

const plan = (survey: readonly ChannelCount[], options: Partial<PlanOptions> = {}) =>
  planBag(survey, { profile: rosProfile, sourceId: 'arm', recording: 'x.mcap', includeUnverified: false, ...options });
const refused = (survey: readonly ChannelCount[], options: Partial<PlanOptions> = {}) =>
  refusalOf(
    Promise.resolve().then(() => plan(survey, options)),
    'no folder',
  );

/** The profile with its first topic changed. */
function withTopic(change: Partial<RosTopic>): Profile {
  const topics = rosProfile.ros?.topics ?? [];
  return {
    ...rosProfile,
    ros: { generations: ['ros2'], topics: topics.map((topic, index) => (index === 0 ? { ...topic, ...change } : topic)) },
  };
}

describe('what of a recording is read', () => {
  it('is what the profile names, once per topic, whoever published it', () => {
    const { decoders, notes } = plan([joints, { ...joints }, count('/camera', 'sensor_msgs/Image')]);
    expect([...decoders.keys()]).toEqual(['ros2 /joint_states sensor_msgs/JointState']);
    expect(notes).toEqual([]);
  });

  it('declares the period of the lowest rate that the features need', () => {
    const [decoder] = plan([joints]).decoders.values();
    expect(decoder?.layouts).toMatchObject([{ sourceId: 'arm', component: 'joint', parts: ['j0', 'j1'], periodMs: 100 }]);
  });

  it.each([
    ['another type', count('/imu', 'sensor_msgs/JointState'), 'is sensor_msgs/JointState, the profile expects sensor_msgs/Imu'],
    ['another encoding', count('/imu', 'sensor_msgs/Imu', { generation: undefined }), 'its messages are not encoded as ROS does'],
  ])('is not a topic of %s, which is said', (_what, found, reason) => {
    const { decoders, notes } = plan([joints, found]);
    expect(decoders.size).toBe(1);
    expect(notes).toEqual([{ code: 'replay/topic-not-read', place: '/imu', text: `${reason}: 7 messages are not read`, discarded: true }]);
  });

  it('is not a topic without messages, nor one of the other generation', () => {
    const profile = withTopic({ generation: 'ros1' });
    const imu = count('/imu', 'sensor_msgs/Imu');
    expect([
      ...plan([joints, imu, { ...count('/battery', 'sensor_msgs/BatteryState'), messageCount: 0 }], { profile }).decoders.keys(),
    ]).toEqual(['ros2 /imu sensor_msgs/Imu']);
  });

  it('is an unverified topic only when that is asked for', () => {
    const profile = withTopic({ unverified: true });
    const imu = count('/imu', 'sensor_msgs/Imu');
    const without = plan([joints, imu], { profile });
    expect(without.notes.map(({ place, text }) => `${place} ${text}`)).toEqual([
      '/joint_states is marked unverified in the profile: 7 messages are not read',
    ]);
    expect(plan([joints, imu], { profile, includeUnverified: true }).decoders.size).toBe(2);
  });

  it('is read with the options of the profile, and the defaults of the decoder', () => {
    const [decoder] = plan([joints], { profile: withTopic({ decode: { effort: 'torqueNm' } }) }).decoders.values();
    expect(decoder?.layouts[0]?.signals).toContain('torqueNm');
  });
});

describe('a recording is refused', () => {
  it('when nothing of the profile is in it, with what it holds and what would be read', async () => {
    const [problem, ...more] = await refused([count('/topic', 'std_msgs/String'), count('/imu2', 'sensor_msgs/Imu', { messageCount: 3 })]);
    expect(more).toEqual([]);
    expect(problem).toContain(
      'x.mcap | holds nothing that profile two-joint reads; it holds /topic std_msgs/String (7), /imu2 sensor_msgs/Imu (3)',
    );
    expect(problem).toContain('--profile; this one reads /joint_states sensor_msgs/JointState, /battery sensor_msgs/BatteryState');
  });

  it('with the reason of each topic that would have been read', async () => {
    const problems = await refused([joints], { profile: withTopic({ unverified: true }) });
    expect(problems[1]).toBe(
      'x.mcap /joint_states | is marked unverified in the profile | compare it with the robot, then read it with --include-unverified',
    );
    const other = await refused([joints], { profile: withTopic({ type: 'nobody/Knows' }) });
    expect(other[1]).toContain('is sensor_msgs/JointState, the profile expects nobody/Knows');
    const strange = await refused([count('/joint_states', 'nobody/Knows')], { profile: withTopic({ type: 'nobody/Knows' }) });
    expect(strange[1]).toContain('nobody/Knows has no decoder');
  });

  it('when it holds nothing at all', async () => {
    expect(await refused([])).toEqual(['x.mcap | holds no message that can be read | give a recording that was written to its end']);
  });

  it('when the profile does not say what its robot says over ROS', async () => {
    const { ros: _, ...profile } = rosProfile;
    expect((await refused([joints], { profile }))[0]).toContain('profile two-joint does not say what its robot says over ROS');
  });

  it('when the profile asks its decoder for what there is not', async () => {
    const [problem] = await refused([joints], { profile: withTopic({ decode: { effort: 'horsepower', colour: 'red' } }) });
    expect(problem).toContain('profile two-joint ros.topics /joint_states decode.colour');
  });

  it('naming at most forty topics', async () => {
    const many = Array.from({ length: 50 }, (_, index) => count(`/t${index}`, 'p/T'));
    expect((await refused(many))[0]).toContain('/t39 p/T (7), and 10 more');
  });
});
