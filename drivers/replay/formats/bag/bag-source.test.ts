import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  definitionText,
  mcapFile,
  type Published,
  robotDay,
  rosProfile,
  typeNameOf,
  writeDb3,
} from '../../../../tests/support/bag-fixture.ts';
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
    expect(sink.messages.map((message) => message.kind === 'safety' && message.protectiveStop)).toEqual([false, false, true, false]);
    expect(sink.flaws.filter(({ code }) => code !== 'replay/topic-not-read')).toEqual([]);
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

void [mkdir, writeFile, definitionText, typeNameOf, countByCode, recordingSink, standingClock];
