import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { robotDay } from '../../../../tests/support/bag-fixture.ts';
import { ros1Bag } from '../../../../tests/support/bag-fixture-ros1.ts';
import { countsOf, readBytes, surveyBytes } from '../../../../tests/support/bag-reading.ts';
import { countByCode } from '../../../../tests/support/recording-sink.ts';

const day = robotDay();
const counts = {
  '/joint_states sensor_msgs/JointState': 40,
  '/battery sensor_msgs/BatteryState': 4,
  '/imu sensor_msgs/Imu': 4,
  '/safety_mode ur_dashboard_msgs/SafetyMode': 4,
};
const timesOf = (messages: readonly { logTimeNs: bigint }[]) => messages.map(({ logTimeNs }) => logTimeNs);
const dayTimes = day.map(({ timeNs }) => timeNs);
const firstChunk = 13 + 4096;
/** The chunk of a bag with only the first message, packed by another program: there is no bz2 writer here. */
const firstChunkInBz2 = [
  'QlpoOTFBWSZTWdE5sIEAAER/j/bySgxBhP8SgNZIC7/3/yAAAMACQABAAAAEMAD6NoaTU0J6mQB6gNAAaANNANqNGgaIUzTUPSNPUAAAAAAAGQSoRNPUNPU00yDQBoAG',
  'gAAAsKTZbEtojaVShUIW6SiH82PPkCxAxICGJAMvqKSBtxC0AQtIOmlklyGV7xI4x14hEPVSLtOMQv7murWdRWB5eIz2r4Eoy4rDyx2DLD5NufvveMnHb/ejMOsCBkAj',
  'HkUwsYFC6kkVkpk+EZZJQ0YO0kZdZT0hKIKpslQypMoGSg7EKxfVuDYCS0QsDguNxKC2XqIthZQwKbSBoOaUxgOFxChag+h9xjQwnDw9QfgdJEjGApxYpqJCZj8a5qH4',
  'n1UAb1MR1H2EZS8JgJJ6JwMKCEJSycJP0Y4ok/i7kinChIaJzYQI',
].join('');

/** Chunks of 20 messages: where each begins, told by the length of the bag up to it. */
function chunkOffset(chunkIndex: number): number {
  return ros1Bag(day.slice(0, chunkIndex * 20), { ended: false }).length;
}

function flipped(bag: Uint8Array, offset: number): Uint8Array {
  const copy = Uint8Array.from(bag);
  copy[offset] = (copy[offset] ?? 0) ^ 0xff;
  return copy;
}

describe('a ROS 1 bag', () => {
  it.each(['none', 'lz4'] as const)('with chunks of %s is read to its end, in the order it was written', async (compression) => {
    const { messages, flaws } = await readBytes('rosbag1', ros1Bag(day, { compression }));
    expect(flaws).toEqual([]);
    expect(messages.map(({ channel }) => channel.topic)).toEqual(day.map(({ topic }) => topic));
    expect(timesOf(messages)).toEqual(dayTimes);
    expect(messages.map(({ messageSeq }) => messageSeq)).toEqual(day.map((_, index) => index + 1));
    expect(messages[0]?.channel).toMatchObject({ type: 'sensor_msgs/JointState', generation: 'ros1' });
    expect(messages[0]?.channel.definition).toContain('float64[] position');
  });

  it('with chunks of bz2 is read like any other', async () => {
    const first = day.slice(0, 1);
    const bag = ros1Bag(first, { compression: 'bz2', pack: () => Buffer.from(firstChunkInBz2, 'base64') });
    const [packed, plain] = [await readBytes('rosbag1', bag), await readBytes('rosbag1', ros1Bag(first))];
    expect(packed).toEqual(plain);
    expect(packed.messages).toHaveLength(1);
  });

  it('is surveyed from its index, and without one by reading it', async () => {
    expect(countsOf(await surveyBytes('rosbag1', ros1Bag(day)))).toEqual(counts);
    expect(countsOf(await surveyBytes('rosbag1', ros1Bag(day, { ended: false })))).toEqual(counts);
  });

  it('hands out only what is wanted, and counts places among all', async () => {
    const { messages } = await readBytes('rosbag1', ros1Bag(day), ({ topic }) => topic === '/imu');
    expect(messages.map(({ messageSeq }) => messageSeq)).toEqual([3, 16, 29, 42]);
  });

  it('may have no messages at all', async () => {
    expect(await readBytes('rosbag1', ros1Bag([]))).toMatchObject({ messages: [] });
  });
});

describe('a spoilt ROS 1 bag', () => {
  it('of a recorder that was killed gives all its chunks and says that it has no index', async () => {
    const { messages, flaws } = await readBytes('rosbag1', ros1Bag(day, { ended: false }));
    expect(timesOf(messages)).toEqual(dayTimes);
    expect(flaws).toMatchObject([{ code: 'replay/recording-unindexed', place: 'byte 0', discarded: false }]);
  });

  it('cut inside a chunk gives the chunks before it', async () => {
    const { messages, flaws } = await readBytes('rosbag1', ros1Bag(day).subarray(0, chunkOffset(2) + 100));
    expect(timesOf(messages)).toEqual(dayTimes.slice(0, 40));
    expect(countByCode(flaws)).toEqual({ 'replay/recording-unindexed': 1, 'replay/recording-truncated': 1 });
  });

  it('loses a chunk that does not unpack and no other', async () => {
    const bag = ros1Bag(day, { compression: 'lz4' });
    const second = ros1Bag(day.slice(0, 20), { ended: false, compression: 'lz4' }).length;
    const magic = Buffer.from(bag).indexOf(Buffer.from('04224d18', 'hex'), second);
    const { messages, flaws } = await readBytes('rosbag1', flipped(bag, magic));
    expect(timesOf(messages)).toEqual([...dayTimes.slice(0, 20), ...dayTimes.slice(40)]);
    expect(flaws).toMatchObject([{ code: 'replay/record-damaged', place: `byte ${second}`, discarded: true }]);
  });

  it('whose first chunk, which declares the connections, is damaged knows them from the index', async () => {
    const bag = ros1Bag(day, { compression: 'lz4' });
    const magic = Buffer.from(bag).indexOf(Buffer.from('04224d18', 'hex'), firstChunk);
    const { messages } = await readBytes('rosbag1', flipped(bag, magic));
    expect(timesOf(messages)).toEqual(dayTimes.slice(20));
    expect(messages[0]?.channel.definition).toContain('string');
  });

  it('reads a chunk up to the record that is none', async () => {
    const bag = Buffer.from(ros1Bag(day.slice(0, 20)));
    const fifth = [1, 2, 3, 4, 5].reduce((offset) => bag.indexOf('time=', offset + 1), 0);
    // Nineteen bytes before the time stand the length of the record's header and its first field.
    const header = bag.lastIndexOf(Buffer.from([4, 0, 0, 0, ...Buffer.from('op=')]), fifth) - 4;
    const { messages, flaws } = await readBytes('rosbag1', flipped(bag, header + 2));
    expect(timesOf(messages)).toEqual(dayTimes.slice(0, 4));
    expect(countByCode(flaws)).toEqual({ 'replay/record-damaged': 1 });
    expect(flaws[0]?.text).toContain('the rest of it is not read');
  });

  it('of an unknown compression says so', async () => {
    const { messages, flaws } = await readBytes('rosbag1', ros1Bag(day, { compression: 'bz2', pack: (chunk) => chunk }));
    expect(messages).toEqual([]);
    expect(countByCode(flaws)).toEqual({ 'replay/record-damaged': 3 });
    expect(flaws[0]?.text).toContain('does not unpack');
    const strange = Buffer.from(ros1Bag(day.slice(0, 5)));
    strange.write('nine', strange.indexOf('compression=none') + 12);
    const unknown = await readBytes('rosbag1', strange);
    expect(unknown.flaws[0]?.text).toContain('unknown compression "nine"');
  });

  it('never throws and never gives a message that was not written, wherever it is cut', async () => {
    const bag = ros1Bag(day, { compression: 'lz4', messagesPerChunk: 7 });
    await fc.assert(
      fc.asyncProperty(fc.nat(bag.length), async (length) => {
        const { messages } = await readBytes('rosbag1', bag.subarray(0, length));
        expect(timesOf(messages)).toEqual(dayTimes.slice(0, messages.length));
        await surveyBytes('rosbag1', bag.subarray(0, length));
      }),
      { numRuns: 40 },
    );
  });

  it('never throws, whichever bytes are flipped', async () => {
    const bags = [ros1Bag(day), ros1Bag(day, { compression: 'lz4' })];
    const changes = fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...bags), changes, async (bag, flips) => {
        const spoilt = Uint8Array.from(bag);
        for (const [offset, value] of flips) spoilt[firstChunk + (offset % (bag.length - firstChunk))] = value;
        const { messages } = await readBytes('rosbag1', spoilt);
        expect(messages.length).toBeLessThanOrEqual(day.length);
        await surveyBytes('rosbag1', spoilt);
      }),
      { numRuns: 60 },
    );
  });
});
