import { describe, expect, it } from 'vitest';
import { openingEventRuns, stepEventRuns } from '../../agent/aggregate/event-runs.ts';
import { closeCausalChain, stepCausalChain } from '../../agent/assess/causal-chain.ts';
import { readProfile } from '../../agent/configuration/product-files.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { messageType } from '../../drivers/ros-messages/message-types.ts';
import { frankaErrors, ros1State, ros2State } from '../support/franka-fixture.ts';
import { type RecordingSink, recordingSink } from '../support/recording-sink.ts';
import { timeAt } from '../support/telemetry.ts';

type Fields = Readonly<Record<string, unknown>>;
type Generation = 'ros1' | 'ros2';
/** What a robot says on one topic type while all is well, and what it says when something happens. */
interface Story {
  readonly robot: string;
  readonly generation: Generation;
  readonly well: Readonly<Record<string, Fields>>;
  readonly happening: string;
  readonly after: Readonly<Record<string, Fields>>;
  /** Causal chains that are counted in the end, and classes that are not counted in chains. */
  readonly counted: Readonly<Record<string, number>>;
}

const xarmWell = { state: 1, mode: 0, err: 0, warn: 0, mt_able: 63, mt_brake: 63, cmdnum: 0 };
const fairinoWell = {
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((joint) => [`j${joint}_cur_pos`, joint])),
  robot_mode: 0,
  prg_state: 2,
  emg: 0,
  safetydoor_alarm: 0,
  collision_err: 0,
  main_error_code: 0,
  sub_error_code: 0,
  dr_err: 0,
  out_sflimit_err: 0,
  ctrlboxerror: 0,
  dr_com_err: 'AAAAAAAA',
  slavecomerror: 'AAAAAAAAAAA=',
};
const urWell = { 'ur_dashboard_msgs/SafetyMode': { mode: 1 }, 'ur_dashboard_msgs/RobotMode': { mode: 7 } };
const urStory = (happening: string, mode: number, counted: Story['counted']) =>
  (['ros1', 'ros2'] as const).flatMap((generation) =>
    ['ur3e', 'ur5e', 'ur10e'].map((robot) => ({
      robot,
      generation,
      well: urWell,
      happening,
      counted,
      after: { 'ur_dashboard_msgs/SafetyMode': { mode } },
    })),
  );
const xarmStory = (happening: string, err: number, counted: Story['counted']) =>
  (['ros1', 'ros2'] as const).map((generation) => ({
    robot: 'xarm6',
    generation,
    happening,
    counted,
    well: { 'xarm_msgs/RobotMsg': xarmWell },
    after: { 'xarm_msgs/RobotMsg': { ...xarmWell, state: 4, err } },
  }));
const frankaStory = (happening: string, changed: Fields, counted: Story['counted']) => [
  {
    robot: 'franka-fr3',
    generation: 'ros2' as const,
    happening,
    counted,
    well: { 'franka_msgs/FrankaRobotState': ros2State },
    after: { 'franka_msgs/FrankaRobotState': { ...ros2State, ...changed } },
  },
  {
    robot: 'franka-fr3',
    generation: 'ros1' as const,
    happening,
    counted,
    well: { 'franka_msgs/FrankaState': ros1State },
    after: { 'franka_msgs/FrankaState': { ...ros1State, ...changed } },
  },
];
const fairinoStory = (happening: string, changed: Fields, counted: Story['counted']) => ({
  robot: 'fairino-fr5',
  generation: 'ros2' as const,
  happening,
  counted,
  well: { 'fairino_msgs/RobotNonrtState': fairinoWell },
  after: { 'fairino_msgs/RobotNonrtState': { ...fairinoWell, ...changed } },
});

const stories: readonly Story[] = [
  ...urStory('a protective stop', 3, { protectiveStop: 1 }),
  ...urStory('an emergency stop', 7, { emergencyStop: 1 }),
  ...urStory('a safeguard stop', 5, { safeguardStop: 1 }),
  ...urStory('a safety fault', 9, { majorFault: 1 }),
  ...urStory('reduced mode', 2, {}),
  ...xarmStory('a collision', 31, { impact: 1 }),
  ...xarmStory('the emergency stop button', 1, { emergencyStop: 1 }),
  ...xarmStory('a joint limit', 23, { limitTrip: 1 }),
  ...xarmStory('a servo error', 12, { majorFault: 1 }),
  ...xarmStory('a target without inverse kinematics', 40, {}),
  ...frankaStory('a joint reflex', { robot_mode: 4, current_errors: frankaErrors('joint_reflex') }, { impact: 1 }),
  ...frankaStory(
    'a joint limit',
    { robot_mode: 4, current_errors: frankaErrors('joint_position_limits_violation') },
    { protectiveStop: 1 },
  ),
  ...frankaStory('a communication error', { current_errors: frankaErrors('communication_constraints_violation') }, {}),
  ...frankaStory('the user stop', { robot_mode: 5 }, {}),
  fairinoStory('a collision', { collision_err: 2, main_error_code: 14 }, { impact: 1 }),
  fairinoStory('the emergency stop', { emg: 1 }, { emergencyStop: 1 }),
  fairinoStory('a soft limit', { out_sflimit_err: 1 }, { limitTrip: 1 }),
  fairinoStory('a bus slave gone', { slavecomerror: 'AQAAAAAAAAA=' }, { majorFault: 1 }),
];

type Say = (message: Readonly<Record<string, Fields>>, atMs: number) => RecordingSink;

/** All topics of the profile's generation, bound as the source binds them. */
function listen(profile: Profile, generation: Generation): Say {
  const topics = (profile.ros?.topics ?? []).filter((topic) => (topic.generation ?? generation) === generation);
  const decoders = topics.map((topic) => {
    const plan = { sourceId: 'robot', profile, topic, periodMs: 1000 / topic.rateHz };
    return { type: topic.type, decoder: messageType(topic.type)?.bind(plan) };
  });
  const sink = recordingSink();
  return (messages, atMs) => {
    for (const { type, decoder } of decoders) {
      const message = messages[type];
      if (message !== undefined) decoder?.decode(message, timeAt(atMs), sink);
    }
    return sink;
  };
}

/** What the agent counts of these messages: one causal chain per happening, and which classes were proven to be reportable. */
function countedOf({ messages }: RecordingSink): { counted: Record<string, number>; proven: readonly string[] } {
  const started: Record<string, number> = {};
  let runs = openingEventRuns();
  for (const message of messages) {
    const step = stepEventRuns(runs, message);
    runs = step.state;
    for (const { eventClass } of step.started) started[eventClass] = (started[eventClass] ?? 0) + 1;
  }
  const { state, output } = stepCausalChain(null, { nowMs: 0, eventCounts: started });
  return { counted: { ...output, ...closeCausalChain(state) }, proven: runs.proven.robot ?? [] };
}

describe.each(stories)('$robot over $generation, $happening', ({ robot, generation, well, after, counted }) => {
  it('is counted once, in its severest class, however often it is published', async () => {
    const { value: profile } = await readProfile(robot);
    const say = listen(profile, generation);
    say(well, 0);
    say(well, 100);
    for (const atMs of [200, 300, 1500, 2500]) say(after, atMs);
    const sink = say(well, 3000);
    say(well, 9000);
    expect(countedOf(sink).counted).toEqual(counted);
    expect(sink.flaws).toEqual([]);
  });
});

describe('a cobot that is well', () => {
  const firsts = [...new Map(stories.map((story) => [`${story.robot} over ${story.generation}`, story]))].map(([name, story]) => ({
    name,
    ...story,
  }));

  it.each(firsts)('$name: proves with its first messages every class its profile names', async ({ robot, generation, well }) => {
    const { value: profile } = await readProfile(robot);
    const { counted, proven } = countedOf(listen(profile, generation)(well, 0));
    expect(counted).toEqual({});
    // The gripper's own program says whether a grip is lost; no ROS topic of the arm does.
    expect(proven).toEqual(profile.observable.filter((eventClass) => eventClass !== 'gripLost').sort());
  });
});
