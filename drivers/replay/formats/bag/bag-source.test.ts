import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bagStartNs, mcapFile, type Published, robotDay, rosProfile, writeDb3 } from '../../../../tests/support/bag-fixture.ts';
import { ros1Bag } from '../../../../tests/support/bag-fixture-ros1.ts';
import { countByCode, type RecordingSink, recordingSink } from '../../../../tests/support/recording-sink.ts';
import { type OpenOverrides, openReplay, pourAll, standingClock, temporaryFiles } from '../../../../tests/support/replay-fixture.ts';

/** Replays one file of these bytes to its end. */
async function replayed(name: string, bytes: Uint8Array, overrides: OpenOverrides = {}): Promise<RecordingSink> {
  const folder = await temporaryFiles({ [name]: bytes });
  return pourAll(await openReplay(join(folder, name), undefined, { profile: rosProfile, ...overrides }));
}

async function replayedDb3(messages: readonly Published[], form: Parameters<typeof writeDb3>[2] = {}): Promise<RecordingSink> {
  const path = join(await temporaryFiles({}), 'x.db3');
  writeDb3(path, messages, form);
  return pourAll(await openReplay(path, undefined, { profile: rosProfile }));
}

/** Frames without the name of the boot, which is that of the file's hash. */
const framesOf = ({ frames }: RecordingSink) => frames.map(({ time, ...frame }) => ({ ...frame, time: { ...time, bootId: '' } }));
const messagesOf = ({ messages }: RecordingSink) => messages.map(({ time, ...message }) => ({ ...message, atNs: time.monoNs }));

describe('one recording in every format', () => {
  const day = robotDay();

  it('is not empty: what the others are compared with', async () => {
    const sink = await replayed('x.mcap', await mcapFile(day));
    const [first] = sink.frames;
    expect(first?.cells).toMatchObject({ 'positionRad j0': -0.25, 'positionRad j1': 0.5, 'velocityRadPerS j0': 0 });
    expect(first?.sourceWallMs).toBeCloseTo(1_600_000_000_123.456, 2);
    expect(sink.frames.filter(({ component }) => component === 'joint')).toHaveLength(40);
    expect(sink.messages.flatMap((message) => (message.kind === 'safety' ? [message.protectiveStop] : []))).toEqual([false, true, false]);
    expect(sink.frames.filter(({ component }) => component === 'battery')).toHaveLength(4);
    expect(sink.frames.filter(({ component }) => component === 'imu')).toHaveLength(4);
    expect(sink.flaws).toEqual([]);
  });

  it.each([
    ['MCAP in chunks of zstd', 'x.mcap', () => mcapFile(day, { compression: 'zstd' })],
    ['MCAP in chunks of LZ4', 'x.mcap', () => mcapFile(day, { compression: 'lz4' })],
    ['MCAP without chunks', 'x.mcap', () => mcapFile(day, { useChunks: false })],
    ['MCAP without definitions', 'x.mcap', () => mcapFile(day, { withDefinitions: false })],
    ['MCAP of ROS 1', 'x.mcap', () => mcapFile(day, { generation: 'ros1' })],
    ['MCAP under another extension', 'x.dat', () => mcapFile(day)],
    ['a ROS 1 bag', 'x.bag', async () => ros1Bag(day)],
    ['a ROS 1 bag in chunks of LZ4', 'x.bag', async () => ros1Bag(day, { compression: 'lz4' })],
  ])('gives the same frames and messages: %s', async (_what, name, bytes) => {
    const expected = await replayed('x.mcap', await mcapFile(day));
    const sink = await replayed(name, await bytes());
    expect(framesOf(sink)).toEqual(framesOf(expected));
    expect(messagesOf(sink)).toEqual(messagesOf(expected));
    expect(sink.flaws).toEqual(expected.flaws);
  });

  it.each([
    ['with definitions', {}],
    ['without definitions, as before Iron', { withDefinitions: false }],
    ['each message compressed by itself', { messageBytes: (bytes: Uint8Array) => zstdCompressSync(bytes) }],
  ])('gives the same frames and messages: SQLite %s', async (_what, form) => {
    const expected = await replayed('x.mcap', await mcapFile(day));
    const sink = await replayedDb3(day, form);
    expect(framesOf(sink)).toEqual(framesOf(expected));
    expect(messagesOf(sink)).toEqual(messagesOf(expected));
    expect(sink.flaws).toEqual(expected.flaws);
  });
});

describe('what a recording holds is poured', () => {
  const joint = (atNs: bigint, fields: object = { name: ['j0'], position: [1], velocity: [0.5], effort: [] }): Published => ({
    topic: '/joint_states',
    type: 'sensor_msgs/JointState',
    timeNs: bagStartNs + atNs,
    fields: { header: {}, ...fields },
  });
  const monoNsOf = ({ frames }: RecordingSink) => frames.map(({ time }) => time.monoNs);

  it('by log time, also when it was written a little out of order', async () => {
    const sink = await replayed('x.mcap', await mcapFile([joint(2n), joint(1n), joint(0n), joint(3n)], { chunkBytes: 300 }));
    expect(monoNsOf(sink)).toEqual([0n, 1n, 2n, 3n]);
    expect(sink.flaws).toEqual([]);
  });

  it('without a message that comes far too late', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => joint(BigInt(index + 1) * 1000n));
    const sink = await replayed('x.mcap', await mcapFile([...many, joint(5n)]));
    expect(sink.frames).toHaveLength(3000);
    expect(sink.flaws).toMatchObject([{ code: 'replay/time-backwards', place: 'message 3001', discarded: true }]);
  });

  it('as years old as it is, as a replay that began with its first message', async () => {
    const sink = await replayed(
      'x.bag',
      ros1Bag([
        { ...joint(0n), timeNs: 1_000_000_000n },
        { ...joint(0n), timeNs: 1_500_000_000n },
      ]),
    );
    expect(sink.frames.map(({ time }) => [time.wallMs, time.monoNs])).toEqual([
      [1000, 0n],
      [1500, 500_000_000n],
    ]);
    expect(sink.frames.map(({ sourceWallMs }) => sourceWallMs)).toEqual([1000, 1500]);
    expect(sink.flaws).toEqual([]);
  });

  it('from the parts of a folder one after the other, as its metadata order them', async () => {
    const whole = await replayed('x.mcap', await mcapFile(robotDay()));
    const folder = await temporaryFiles({
      'b.mcap': await mcapFile(robotDay().slice(0, 26)),
      'a.mcap': await mcapFile(robotDay().slice(26)),
      'metadata.yaml': { rosbag2_bagfile_information: { relative_file_paths: ['b.mcap', 'a.mcap'] } },
    });
    const sink = await pourAll(await openReplay(folder, undefined, { profile: rosProfile }));
    expect(framesOf(sink)).toEqual(framesOf(whole));
    expect(sink.flaws).toEqual([]);
  });

  it('without a part that is spoilt altogether, which is said', async () => {
    const folder = await temporaryFiles({ 'a_1.db3': `SQLite format 3\0${'x'.repeat(5000)}` });
    writeDb3(join(folder, 'a_0.db3'), robotDay());
    const sink = await pourAll(await openReplay(folder, undefined, { profile: rosProfile }));
    expect(sink.frames.length).toBeGreaterThan(40);
    expect(sink.flaws).toMatchObject([{ code: 'replay/part-unreadable', place: 'a_1.db3', discarded: true }]);
  });

  it('but for messages that are not what their topic says', async () => {
    const broken = { ...joint(5n), bytes: Uint8Array.of(0, 1, 0, 0, 9, 9, 9, 9, 9) };
    const packed = { ...joint(6n), bytes: Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3) };
    const sink = await replayed('x.mcap', await mcapFile([joint(0n), broken, packed, joint(7n)]));
    expect(monoNsOf(sink)).toEqual([0n, 7n]);
    expect(sink.flaws.map(({ code, place }) => `${place} ${code}`)).toEqual([
      'message 2 replay/message-unreadable',
      'message 3 replay/message-unreadable',
    ]);
  });

  it('but for joints that this robot does not have', async () => {
    const stranger = joint(1n, { name: ['wheel'], position: [1], velocity: [0.5], effort: [] });
    const sink = await replayed('x.mcap', await mcapFile([joint(0n), stranger]));
    expect(sink.frames).toHaveLength(1);
    expect(countByCode(sink.flaws)).toEqual({ 'ros-messages/joint-not-in-profile': 1 });
  });

  it('the same again when it is run again', async () => {
    const folder = await temporaryFiles({ 'x.mcap': await mcapFile(robotDay()) });
    const once = async () => pourAll(await openReplay(join(folder, 'x.mcap'), undefined, { profile: rosProfile }));
    const [one, two] = [await once(), await once()];
    expect(one.frames).toEqual(two.frames);
    expect(one.messages).toEqual(two.messages);
  });
});

describe('a recording waits', () => {
  it('for a sink that is filling up, after every message that filled it', async () => {
    const folder = await temporaryFiles({ 'x.mcap': await mcapFile(robotDay()) });
    const sink = recordingSink((pushIndex) => pushIndex % 10 !== 9);
    await pourAll(await openReplay(join(folder, 'x.mcap'), undefined, { profile: rosProfile }), sink);
    expect(sink.readyCount()).toBe(Math.floor(sink.kinds.length / 10));
  });

  it.each([
    { speedRatio: 1, sleptMs: 3900 },
    { speedRatio: 10, sleptMs: 390 },
    { speedRatio: 0, sleptMs: 0 },
  ])('for the original timing, $speedRatio times as fast', async ({ speedRatio, sleptMs }) => {
    const clock = standingClock();
    await replayed('x.mcap', await mcapFile(robotDay()), { clock, options: { speedRatio } });
    const total = clock.sleepsMs.reduce((sum, ms) => sum + ms, 0);
    expect(Math.abs(total - sleptMs)).toBeLessThan(60);
  });

  it('no longer than it is wanted', async () => {
    const folder = await temporaryFiles({ 'x.mcap': await mcapFile(robotDay()) });
    const source = await openReplay(join(folder, 'x.mcap'), undefined, { profile: rosProfile });
    const stop = new AbortController();
    const sink = recordingSink((pushIndex) => {
      if (pushIndex === 7) stop.abort();
      return true;
    });
    await source.run(sink, stop.signal);
    expect(sink.kinds.length).toBeLessThan(12);
  });
});
