import { afterEach, describe, expect, it } from 'vitest';
import { BridgedRobot, type BridgedRobotChoice, jointTopic } from '../support/bridged-robot.ts';
import { countByCode } from '../support/recording-sink.ts';

/** What the driver promises: data again this long after a bridge has returned. */
const resumesWithinMs = 5000;
const noData = /no topic says anything/;

let robot: BridgedRobot;

async function started(choice: BridgedRobotChoice = {}): Promise<BridgedRobot> {
  robot = new BridgedRobot(choice);
  await robot.start();
  return robot;
}

afterEach(() => robot.stop());

describe('a bridge', () => {
  it('that is killed and comes back at once, or after a while, is heard again within five seconds', async () => {
    const { server } = await started({ clockRatio: 5 });
    for (const awayMs of [0, 6000]) {
      const lost = robot.restarted(/./);
      await server.kill();
      await lost;
      await robot.passed(awayMs);
      await server.start();
      expect(await robot.nextFrameAfterMs()).toBeLessThanOrEqual(resumesWithinMs);
    }
    expect(server.openCount).toBe(1);
  });

  it('that freezes for seconds is given up, and heard again within five seconds of its return', async () => {
    const { server } = await started({ clockRatio: 5 });
    server.mood = 'frozen';
    await robot.restarted(noData);
    await robot.passed(3000);
    server.thaw();
    expect(await robot.nextFrameAfterMs()).toBeLessThanOrEqual(resumesWithinMs);
  });

  it('that stalls for less than the limit pours out a burst whose old part is no presence', async () => {
    const { server } = await started();
    await robot.passed(3000);
    server.mood = 'frozen';
    await robot.passed(2500);
    const before = robot.frameMs.length;
    server.thaw();
    await robot.flawed('rosbridge/stale-message');
    await robot.nextFrameAfterMs();
    const staleCount = countByCode(robot.flaws)['rosbridge/stale-message'] ?? 0;
    expect(staleCount).toBeGreaterThan(5);
    expect(robot.frameMs.length - before).toBeLessThan(20);
    expect(robot.reasons).toEqual([]);
  });

  it('left over as a zombie is built anew again and again, its topic is named, and its successor is heard within five seconds', async () => {
    const { server } = await started({ clockRatio: 5 });
    server.mood = 'zombie';
    await robot.restarted(noData);
    await robot.restarted(noData);
    expect(await robot.flawed('rosbridge/topic-silent')).toMatchObject({ place: jointTopic.name, discarded: false });
    await server.kill();
    server.mood = 'well';
    await server.start();
    expect(await robot.nextFrameAfterMs()).toBeLessThanOrEqual(resumesWithinMs);
  });

  it('whose cable is pulled is noticed, though no event tells', async () => {
    const { server } = await started();
    server.mood = 'halfOpen';
    await robot.restarted(noData);
    server.mood = 'well';
    expect(await robot.nextFrameAfterMs()).toBeLessThanOrEqual(resumesWithinMs);
  });

  it('that never answers the handshake is tried until it does', async () => {
    const { server } = await started();
    server.mood = 'handshakeSilent';
    server.drop();
    await robot.restarted(/handshake/);
    server.mood = 'well';
    expect(await robot.nextFrameAfterMs()).toBeLessThanOrEqual(resumesWithinMs);
  });
});

describe('a topic whose messages are all too long', () => {
  it('ends every connection: status and flaw say why, and what helps; shorter ones are read', async () => {
    const { server } = await started({ options: { payloadBytesMax: 1024 } });
    const before = robot.reasons.length;
    server.spoil = (text) => text + ' '.repeat(2000);
    for (let round = 0; round < 3; round++)
      await robot.restarted(/longer than payloadBytesMax, 1024 bytes: raise it, or leave the topic out/);
    expect(new Set(robot.reasons.slice(before)).size).toBe(1);
    const said = await robot.flawed('rosbridge/message-too-long');
    expect(said).toMatchObject({ discarded: true, text: expect.stringContaining('leave the topic out') });
    server.spoil = (text) => text;
    expect(await robot.nextFrameAfterMs()).toBeLessThanOrEqual(resumesWithinMs);
  });
});

describe('another robot', () => {
  it('with other topics behind the same bridge is silence, until ours is back', async () => {
    const { server } = await started();
    server.replaceTopics([{ name: '/other/joint_states', type: jointTopic.type }]);
    await robot.restarted(noData);
    server.replaceTopics([jointTopic]);
    expect(await robot.nextFrameAfterMs()).toBeLessThanOrEqual(resumesWithinMs);
  });

  it('under the same topics is not taken for ours', async () => {
    await started();
    robot.jointNames = ['left_knee', 'right_knee'];
    const before = robot.frameMs.length;
    await robot.restarted(noData);
    expect(robot.frameMs.length - before).toBeLessThanOrEqual(1);
    expect(countByCode(robot.flaws)).toMatchObject({ 'rosbridge/nothing-known': 1 });
    robot.jointNames = ['j0', 'j1'];
    expect(await robot.nextFrameAfterMs()).toBeLessThanOrEqual(resumesWithinMs);
  });
});

describe('the generation', () => {
  it.each([
    ['ros1', 'sensor_msgs/JointState', 'answered'],
    ['ros2', 'sensor_msgs/msg/JointState', 'answered'],
    ['ros1', 'sensor_msgs/JointState', 'ignored'],
    ['ros2', 'sensor_msgs/msg/JointState', 'ignored'],
  ] as const)('%s is found, and asked for %s, when rosapi is %s', async (generation, type, fate) => {
    robot = new BridgedRobot({ generation });
    robot.server.serviceFates.set('/rosapi/get_ros_version', fate);
    await robot.start();
    expect(robot.server.subscriptions).toMatchObject([{ topic: jointTopic.name, type, throttleMs: 100, queueCount: 1 }]);
  });
});

describe("the robot's clock", () => {
  it.each([3_600_000, -3_600_000])('set by %d ms is said, and frames go on', async (aheadMs) => {
    await started();
    await robot.passed(3000);
    robot.robotAheadMs = aheadMs;
    const said = await robot.flawed('rosbridge/clock-stepped');
    expect(Math.abs(Number(/-?\d+/.exec(said.text)?.[0])) / 3_600_000).toBeCloseTo(1, 2);
    expect(await robot.nextFrameAfterMs()).toBeLessThanOrEqual(1000);
    expect(robot.reasons).toEqual([]);
  });

  it('years behind, as of a recording played into the bridge, is said and rejects nothing', async () => {
    robot = new BridgedRobot();
    robot.robotAheadMs = -3 * 365 * 86_400_000;
    await robot.start();
    await robot.flawed('rosbridge/stamp-not-now');
    await robot.nextFrameAfterMs();
    expect(countByCode(robot.flaws)).toEqual({ 'rosbridge/stamp-not-now': 1 });
  });
});
