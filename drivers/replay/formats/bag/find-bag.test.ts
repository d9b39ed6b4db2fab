import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../../agent/configuration/read-document.ts';
import { refusalOf, temporaryFiles } from '../../../../tests/support/replay-fixture.ts';
import { findBag } from './find-bag.ts';

const mcap = Buffer.from('\x89MCAP0\r\n…', 'latin1');
const sqlite = 'SQLite format 3\0…';
const ros1 = '#ROSBAG V2.0\n…';
const metadata = (...paths: string[]) => ({ rosbag2_bagfile_information: { version: 9, relative_file_paths: paths, ros_distro: 'jazzy' } });

type Files = Parameters<typeof temporaryFiles>[0];
const found = async (files: Files, name = '') => findBag(join(await temporaryFiles(files), name), readDocument);

async function refused(files: Files, name = ''): Promise<readonly string[]> {
  const folder = await temporaryFiles(files);
  return refusalOf(findBag(name === '' ? folder : join(folder, name), readDocument), folder);
}

const namesOf = async (files: Files) => (await found(files))?.parts.map(({ name }) => name);

describe('a recording of ROS is told by its first bytes', () => {
  it.each([
    ['mcap', mcap],
    ['sqlite3', sqlite],
    ['rosbag1', ros1],
  ])('%s, whatever its name is', async (format, head) => {
    expect(await found({ 'x.csv': head }, 'x.csv')).toMatchObject({ format, parts: [{ name: undefined }] });
  });

  it('and everything else is none: a table, an empty file, nothing, an empty folder', async () => {
    expect(await found({ 'x.mcap': 't,v\n1,2\n' }, 'x.mcap')).toBeUndefined();
    expect(await found({ 'x.bag': '' }, 'x.bag')).toBeUndefined();
    expect(await found({}, 'missing')).toBeUndefined();
    expect(await found({})).toBeUndefined();
    expect(await found({ 'data_motor_1.csv': 't\n', 'metadata.yaml': 'site: hall' })).toBeUndefined();
  });
});

describe('the parts of a folder', () => {
  it('stand in the order of their numbers', async () => {
    expect(await namesOf({ 'r_10.db3': sqlite, 'r_2.db3': sqlite, 'r_0.db3': sqlite, 'notes.txt': 'x' })).toEqual([
      'r_0.db3',
      'r_2.db3',
      'r_10.db3',
    ]);
  });

  it('stand in the order of the metadata, also when these name a folder before them', async () => {
    expect(await namesOf({ 'a.mcap': mcap, 'b.mcap': mcap, 'metadata.yaml': metadata('run/b.mcap', 'run/a.mcap') })).toEqual([
      'b.mcap',
      'a.mcap',
    ]);
  });

  it('have no name when there is one', async () => {
    expect(await namesOf({ 'a.mcap': mcap, 'metadata.yaml': metadata('a.mcap') })).toEqual([undefined]);
  });
});

describe('a recording is refused with the remedy', () => {
  it('when it is compressed as a whole', async () => {
    const packed = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0);
    expect(await refused({ 'x.db3.zstd': packed }, 'x.db3.zstd')).toEqual([
      'x.db3.zstd | is compressed as a whole | unpack it first: zstd -d FILE',
    ]);
    expect(await refused({ 'x.db3.zstd': packed, 'metadata.yaml': metadata('x.db3.zstd') })).toEqual([
      'x.db3.zstd | is compressed as a whole | unpack it first: zstd -d FILE',
    ]);
  });

  it('when it is of the first version of ROS 1', async () => {
    expect(await refused({ 'x.bag': '#ROSBAG V1.2\n' }, 'x.bag')).toEqual([
      'x.bag | is a ROS 1 bag of version 1 | convert it with: rosbag migrate',
    ]);
  });

  it('when its parts are of several formats', async () => {
    const [problem] = await refused({ 'a.mcap': mcap, 'b.db3': sqlite });
    expect(problem).toContain('holds parts of several formats: mcap, sqlite3 | give one of them');
  });

  it('when the metadata name what is not there, or not what is', async () => {
    expect(await refused({ 'a.mcap': mcap, 'b.mcap': 'no longer', 'c.mcap': mcap, 'metadata.yaml': metadata('a.mcap', 'b.mcap') })).toEqual(
      [
        'metadata.yaml | names b.mcap, which is not there or no recording | put it back, or take metadata.yaml away to replay what is there',
        'metadata.yaml | does not name c.mcap | take that file away, or metadata.yaml to replay all of them',
      ],
    );
  });

  it('when the metadata are none', async () => {
    const problems = await refused({ 'a.mcap': mcap, 'metadata.yaml': 'rosbag2_bagfile_information: 5' });
    expect(problems.join()).toContain('metadata.yaml:1');
  });
});
