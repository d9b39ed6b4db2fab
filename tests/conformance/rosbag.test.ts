import { readFileSync } from 'node:fs';
import { Bag } from '@foxglove/rosbag';
import { parse } from '@foxglove/rosmsg';
import lz4 from '@foxglove/wasm-lz4';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { findBag } from '../../drivers/replay/formats/bag/find-bag.ts';
import { readerFor } from '../../drivers/ros-messages/definitions/reader-for.ts';
import { rosProfile } from '../support/bag-fixture.ts';
import { countsOf, countsOfMessages, readPart, surveyPart } from '../support/bag-reading.ts';
import { sharedPath } from '../support/cli.ts';
import { openReplay, refusalOf } from '../support/replay-fixture.ts';

const recordings = sharedPath('vectors/rosbag');
const at = (name: string): string => `${recordings}/${name}`;

/** What `metadata.yaml` of both rosbag2 recordings says. */
const talkerCounts = { '/topic std_msgs/String': 10, '/rosout rcl_interfaces/Log': 10 };

describe.skipIf(recordings === undefined)('real recordings (../shared/vectors/rosbag)', () => {
  it.each([
    ['rosbag2-mcap-talker', 'mcap'],
    ['rosbag2-sqlite3-talker', 'sqlite3'],
  ])('%s: found, surveyed and read to the end', async (name, format) => {
    const bag = await findBag(at(name), readDocument);
    expect(bag?.format).toBe(format);
    const [part] = bag?.parts ?? [];
    const survey = await surveyPart(bag?.format ?? 'mcap', part?.path ?? '');
    expect(countsOf(survey)).toEqual({ ...talkerCounts, '/parameter_events rcl_interfaces/ParameterEvent': 0 });
    const { messages, flaws } = await readPart(bag?.format ?? 'mcap', part?.path ?? '');
    expect(countsOfMessages(messages)).toEqual(talkerCounts);
    expect(flaws).toEqual([]);
    expect(messages[0]?.logTimeNs).toBe(1_585_866_235_112_411_371n);
    expect((messages.at(-1)?.logTimeNs ?? 0n) - (messages[0]?.logTimeNs ?? 0n)).toBe(4_531_096_768n);
  });

  it('both rosbag2 recordings are one: the same bytes at the same times', async () => {
    const inMcap = await readPart('mcap', at('rosbag2-mcap-talker/talker.mcap'));
    const inSqlite = await readPart('sqlite3', at('rosbag2-sqlite3-talker/talker.db3'));
    const plain = ({ messages }: typeof inMcap) => messages.map(({ channel, logTimeNs, bytes }) => [channel.topic, logTimeNs, [...bytes]]);
    expect(plain(inSqlite)).toEqual(plain(inMcap));
  });

  it('what the talker said is read by the definition in the recording', async () => {
    const { messages } = await readPart('mcap', at('rosbag2-mcap-talker/talker.mcap'), ({ topic }) => topic === '/topic');
    const said = messages.map(({ channel, bytes }) => readerFor(channel.type, 'ros2', channel.definition)?.(bytes)?.data);
    expect(said).toEqual(Array.from({ length: 10 }, (_, index) => `Hello, world! ${index}`));
  });

  it('the ROS 1 bag has the messages that an independent reader finds, byte for byte', async () => {
    await lz4.isLoaded;
    const path = at('ros1-turtlesim-lz4.bag');
    const content = readFileSync(path);
    const file = { size: () => content.length, read: async (offset: number, length: number) => content.subarray(offset, offset + length) };
    const other = new Bag(file, { parse: false, decompress: { lz4: (bytes, size) => lz4(bytes, size) } });
    await other.open();
    const expected: unknown[] = [];
    for await (const { topic, timestamp, data } of other.messageIterator()) {
      expected.push([topic, BigInt(timestamp.sec) * 1_000_000_000n + BigInt(timestamp.nsec), Buffer.from(data).toString('hex')]);
    }
    const { messages, flaws } = await readPart('rosbag1', path);
    const read = messages.map(({ channel, logTimeNs, bytes }) => [channel.topic, logTimeNs, Buffer.from(bytes).toString('hex')]);
    const sorted = (rows: readonly unknown[]) => rows.map(String).sort();
    expect(sorted(read)).toEqual(sorted(expected));
    expect(read).toHaveLength(8647);
    expect(flaws).toEqual([]);
  });

  it('the ROS 1 bag: topics, types and counts, from its index and from its messages', async () => {
    const path = at('ros1-turtlesim-lz4.bag');
    const expected = {
      '/rosout rosgraph_msgs/Log': 10,
      '/turtle1/color_sensor turtlesim/Color': 1351,
      '/tf_static tf2_msgs/TFMessage': 1,
      '/turtle2/color_sensor turtlesim/Color': 1344,
      '/turtle1/pose turtlesim/Pose': 1344,
      '/turtle2/pose turtlesim/Pose': 1344,
      '/tf tf/tfMessage': 2688,
      '/turtle2/cmd_vel geometry_msgs/Twist': 208,
      '/turtle1/cmd_vel geometry_msgs/Twist': 357,
    };
    expect(countsOf(await surveyPart('rosbag1', path))).toEqual(expected);
    const { messages } = await readPart('rosbag1', path);
    expect(countsOfMessages(messages)).toEqual(expected);
    const poses = messages.filter(({ channel }) => channel.topic === '/turtle1/pose');
    const [pose] = poses.map(({ channel, bytes }) => readerFor(channel.type, 'ros1', channel.definition)?.(bytes));
    expect(Object.keys(pose ?? {})).toEqual(parse(poses[0]?.channel.definition ?? '')[0]?.definitions.map(({ name }) => name));
  });

  it.each([
    ['rosbag2-mcap-talker', '/rosout rcl_interfaces/Log (10), /topic std_msgs/String (10)'],
    ['rosbag2-sqlite3-talker', '/rosout rcl_interfaces/Log (10), /topic std_msgs/String (10)'],
    ['ros1-turtlesim-lz4.bag', '/turtle1/pose turtlesim/Pose (1344)'],
  ])('%s is none of a robot’s: the refusal lists what it holds and what the profile reads', async (name, held) => {
    const problems = await refusalOf(openReplay(at(name), undefined, { profile: rosProfile }), recordings ?? '');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(held);
    expect(problems[0]).toContain('choose the profile of this robot with --profile; this one reads /joint_states sensor_msgs/JointState');
  });
});
