import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bagStartNs, mcapFile, robotDay } from '../../../../tests/support/bag-fixture.ts';
import { countsOf, countsOfMessages, readBytes, surveyBytes } from '../../../../tests/support/bag-reading.ts';
import { countByCode } from '../../../../tests/support/recording-sink.ts';

const day = robotDay();
const counts = {
  '/joint_states sensor_msgs/JointState': 40,
  '/battery sensor_msgs/BatteryState': 4,
  '/imu sensor_msgs/Imu': 4,
  '/safety_mode ur_dashboard_msgs/SafetyMode': 4,
};

/** The file with some bytes replaced. */
function changed(file: Uint8Array, changes: readonly (readonly [offset: number, value: number])[]): Uint8Array {
  const copy = Uint8Array.from(file);
  for (const [offset, value] of changes) copy[offset] = value;
  return copy;
}

/** Where the chunk records of a file begin, told by walking its records. */
function chunkOffsets(file: Uint8Array): number[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const offsets: number[] = [];
  for (let offset = 8; offset + 9 < file.length - 8; offset += 9 + Number(view.getBigUint64(offset + 1, true))) {
    if (file[offset] === 6) offsets.push(offset);
  }
  return offsets;
}

describe('an MCAP file', () => {
  it.each([{ useChunks: true }, { useChunks: false }, { compression: 'zstd' }, { compression: 'lz4' }] as const)(
    'is read to its end, in the order it was written: %j',
    async (form) => {
      const { messages, flaws } = await readBytes('mcap', await mcapFile(day, form));
      expect(flaws).toEqual([]);
      expect(messages.map(({ channel }) => channel.topic)).toEqual(day.map(({ topic }) => topic));
      expect(messages.map(({ logTimeNs }) => logTimeNs)).toEqual(day.map(({ timeNs }) => timeNs));
      expect(messages.map(({ messageSeq }) => messageSeq)).toEqual(day.map((_, index) => index + 1));
    },
  );

  it('is surveyed from its summary, and without one by reading it', async () => {
    expect(countsOf(await surveyBytes('mcap', await mcapFile(day)))).toEqual(counts);
    const file = await mcapFile(day);
    expect(countsOf(await surveyBytes('mcap', file.subarray(0, file.length - 1)))).toEqual(counts);
  });

  it('tells type, generation and definition in the words of either generation', async () => {
    const inRos2 = await readBytes('mcap', await mcapFile(day.slice(0, 1)));
    expect(inRos2.messages[0]?.channel).toMatchObject({ type: 'sensor_msgs/JointState', generation: 'ros2' });
    expect(inRos2.messages[0]?.channel.definition).toContain('float64[] position');
    const inRos1 = await readBytes('mcap', await mcapFile(day.slice(0, 1), { generation: 'ros1', withDefinitions: false }));
    expect(inRos1.messages[0]?.channel).toEqual({
      topic: '/joint_states',
      type: 'sensor_msgs/JointState',
      generation: 'ros1',
      definition: undefined,
    });
  });

  it('hands out only what is wanted, and counts places among all', async () => {
    const { messages } = await readBytes('mcap', await mcapFile(day), ({ topic }) => topic === '/imu');
    expect(messages.map(({ messageSeq }) => messageSeq)).toEqual([3, 16, 29, 42]);
    expect(messages[0]?.logTimeNs).toBe(bagStartNs + 1_000_000n);
  });
});

describe('a spoilt MCAP file', () => {
  it('of a recorder that was killed gives every whole chunk and says that it ends early', async () => {
    const file = await mcapFile(day, { ended: false });
    const { messages, flaws } = await readBytes('mcap', file);
    expect(messages.length).toBeGreaterThan(20);
    expect(messages.map(({ channel }) => channel.topic)).toEqual(day.slice(0, messages.length).map(({ topic }) => topic));
    expect(countByCode(flaws)).toEqual({ 'replay/recording-truncated': 1 });
  });

  it('cut inside a chunk gives the chunks before it', async () => {
    const file = await mcapFile(day);
    const third = chunkOffsets(file)[2] ?? 0;
    const whole = await readBytes('mcap', file.subarray(0, third));
    const cut = await readBytes('mcap', file.subarray(0, third + 100));
    expect(cut.messages).toEqual(whole.messages);
    expect(cut.flaws).toMatchObject([{ code: 'replay/recording-truncated', place: `byte ${third}`, discarded: true }]);
  });

  it.each(['none', 'zstd', 'lz4'] as const)('loses a damaged chunk of %s and no other', async (compression) => {
    const file = await mcapFile(day, { compression });
    const chunks = chunkOffsets(file);
    const second = chunks[1] ?? 0;
    const all = await readBytes('mcap', file);
    const { messages, flaws } = await readBytes('mcap', changed(file, [[second + 120, (file[second + 120] ?? 0) ^ 0xff]]));
    const lost = all.messages.length - messages.length;
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan((2 * all.messages.length) / chunks.length);
    expect(flaws).toMatchObject([{ code: 'replay/record-damaged', place: `byte ${second}`, discarded: true }]);
  });

  it('whose first chunk, which declares the channels, is damaged knows them from the summary', async () => {
    const file = await mcapFile(day);
    const [first = 0] = chunkOffsets(file);
    const { messages } = await readBytes('mcap', changed(file, [[first + 200, (file[first + 200] ?? 0) ^ 0xff]]));
    expect(messages.length).toBeGreaterThan(20);
    expect(messages.at(-1)?.channel.type).toBe('sensor_msgs/JointState');
  });

  it('that claims a record or a chunk beyond every limit is not believed', async () => {
    const file = await mcapFile(day);
    const [first = 0] = chunkOffsets(file);
    const endless = await readBytes('mcap', changed(file, [[first + 7, 0x7f]]));
    expect(endless.flaws).toMatchObject([{ code: 'replay/recording-truncated' }]);
    const packed = await mcapFile(day, { compression: 'zstd' });
    const bomb = await readBytes('mcap', changed(packed, [[(chunkOffsets(packed)[0] ?? 0) + 9 + 16 + 6, 0x7f]]));
    expect(countByCode(bomb.flaws)['replay/record-damaged']).toBe(1);
  });

  it('never throws and never gives a message that was not written, wherever it is cut', async () => {
    const file = await mcapFile(day, { compression: 'zstd' });
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length), async (length) => {
        const { messages } = await readBytes('mcap', file.subarray(0, length));
        expect(messages.map(({ logTimeNs }) => logTimeNs)).toEqual(day.slice(0, messages.length).map(({ timeNs }) => timeNs));
        await surveyBytes('mcap', file.subarray(0, length));
      }),
      { numRuns: 40 },
    );
  });

  it('never throws, whichever bytes are flipped', async () => {
    const files = [await mcapFile(day), await mcapFile(day, { useChunks: false }), await mcapFile(day, { compression: 'lz4' })];
    const flips = fc.array(fc.tuple(fc.nat(20_000), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), flips, async (file, changes) => {
        const spoilt = changed(
          file,
          changes.map(([offset, value]) => [8 + (offset % (file.length - 8)), value]),
        );
        const { messages } = await readBytes('mcap', spoilt);
        expect(messages.length).toBeLessThanOrEqual(day.length);
        await surveyBytes('mcap', spoilt);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the counts of what was read', () => {
  it('are those of what was written', async () => {
    expect(countsOfMessages((await readBytes('mcap', await mcapFile(day))).messages)).toEqual(counts);
  });
});
