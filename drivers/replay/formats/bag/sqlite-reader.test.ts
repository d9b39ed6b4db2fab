import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bagStartNs, robotDay, writeDb3 } from '../../../../tests/support/bag-fixture.ts';
import { countsOf, readPart, surveyPart } from '../../../../tests/support/bag-reading.ts';
import { countByCode } from '../../../../tests/support/recording-sink.ts';
import { temporaryFiles } from '../../../../tests/support/replay-fixture.ts';
import { openSqliteBag } from './sqlite-bag.ts';

const day = robotDay();
const dayTimes = day.map(({ timeNs }) => timeNs);
const timesOf = (messages: readonly { logTimeNs: bigint }[]) => messages.map(({ logTimeNs }) => logTimeNs);

async function database(messages = day, form: Parameters<typeof writeDb3>[2] = {}): Promise<string> {
  const path = join(await temporaryFiles({}), 'x.db3');
  writeDb3(path, messages, form);
  return path;
}

/** Runs statements on a recording, as another tool might have. */
function alter(path: string, sql: string): void {
  const opened = new DatabaseSync(path);
  opened.exec(sql);
  opened.close();
}

describe('a .db3 of rosbag2', () => {
  it('is read to its end by time, whatever order it was written in', async () => {
    const { messages, flaws } = await readPart('sqlite3', await database([...day].reverse()));
    expect(flaws).toEqual([]);
    expect(timesOf(messages)).toEqual([...dayTimes].sort((a, b) => Number(a - b)));
    expect(messages[0]?.channel).toMatchObject({ topic: '/joint_states', type: 'sensor_msgs/JointState', generation: 'ros2' });
    expect(messages[0]?.channel.definition).toContain('float64[] position');
  });

  it('is surveyed by counting, with or without definitions', async () => {
    const expected = {
      '/joint_states sensor_msgs/JointState': 40,
      '/battery sensor_msgs/BatteryState': 4,
      '/imu sensor_msgs/Imu': 4,
      '/safety_mode ur_dashboard_msgs/SafetyMode': 4,
    };
    expect(countsOf(await surveyPart('sqlite3', await database()))).toEqual(expected);
    expect(countsOf(await surveyPart('sqlite3', await database(day, { withDefinitions: false })))).toEqual(expected);
  });

  it('hands out only what is wanted', async () => {
    const { messages } = await readPart('sqlite3', await database(), ({ topic }) => topic === '/imu');
    expect(messages.map(({ messageSeq }) => messageSeq)).toEqual([3, 16, 29, 42]);
  });

  it('is left as it was, with nothing new beside it', async () => {
    const path = await database();
    const before = await readFile(path);
    await readPart('sqlite3', path);
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(join(path, '..'))).toEqual(['x.db3']);
  });

  it('of a recorder that was killed is read with its write-ahead log', async () => {
    const path = await database(day.slice(0, 10));
    const live = new DatabaseSync(path);
    live.exec(
      "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; INSERT INTO messages (topic_id, timestamp, data) VALUES (1, 5, x'00')",
    );
    const folder = await temporaryFiles({});
    for (const suffix of ['', '-wal']) await copyFile(`${path}${suffix}`, join(folder, `y.db3${suffix}`));
    live.close();
    const { messages, flaws } = await readPart('sqlite3', join(folder, 'y.db3'));
    expect(flaws).toEqual([]);
    expect(timesOf(messages)).toEqual([5n, ...dayTimes.slice(0, 10)]);
  });

  it('whose log is no log is read without it', async () => {
    const path = await database();
    await writeFile(`${path}-wal`, 'this is not a write-ahead log');
    expect(timesOf((await readPart('sqlite3', path)).messages)).toEqual(dayTimes);
  });
});

describe('a strange or spoilt .db3', () => {
  it.each([
    ['without messages', 'DROP TABLE messages'],
    ['with a view for messages', 'DROP TABLE messages; CREATE VIEW messages AS SELECT 1 AS id, 1 AS topic_id, 1 AS timestamp, 1 AS data'],
    ['without topics', 'DROP TABLE topics'],
  ])('%s is refused', async (_what, sql) => {
    const path = await database();
    alter(path, sql);
    await expect(openSqliteBag(path)).rejects.toThrow('as a recording of rosbag2 has');
  });

  it('with rows that are none keeps the others and counts these', async () => {
    const path = await database();
    alter(path, "UPDATE messages SET timestamp = 'noon' WHERE id = 2; UPDATE messages SET data = 'text' WHERE id = 3");
    const { messages, flaws } = await readPart('sqlite3', path);
    expect(messages).toHaveLength(day.length - 2);
    expect(flaws.map(({ place }) => place).sort()).toEqual(['message 2', 'message 3']);
    expect(countByCode(flaws)).toEqual({ 'replay/record-damaged': 2 });
  });

  it('in another encoding than CDR says so by having no generation', async () => {
    const path = await database();
    alter(path, "UPDATE topics SET serialization_format = 'protobuf'");
    expect((await surveyPart('sqlite3', path)).map(({ channel }) => channel.generation)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('that was cut gives what SQLite can still reach, and says that it is damaged', async () => {
    const many = robotDay(60);
    const path = await database(many);
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, Math.floor((whole.length * 2) / 3)));
    const { messages, flaws } = await readPart('sqlite3', path);
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.length).toBeLessThan(many.length);
    expect(timesOf(messages)).toEqual(many.slice(0, messages.length).map(({ timeNs }) => timeNs));
    expect(countByCode(flaws)).toEqual({ 'replay/recording-damaged': 2 });
    const counted = (await surveyPart('sqlite3', path)).reduce((total, { messageCount }) => total + messageCount, 0);
    expect(counted).toBe(messages.length);
  });

  it('whose index by time is spoilt is read on in the order of writing, nothing twice', async () => {
    const many = robotDay(60);
    const path = await database(many);
    const opened = new DatabaseSync(path);
    const root = Number(opened.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'timestamp_idx'").get()?.rootpage);
    const pageBytes = Number(opened.prepare('PRAGMA page_size').get()?.page_size);
    opened.close();
    const bytes = await readFile(path);
    bytes.fill(0xee, (root - 1) * pageBytes, root * pageBytes);
    await writeFile(path, bytes);
    const { messages, flaws } = await readPart('sqlite3', path);
    expect(timesOf(messages)).toEqual(many.map(({ timeNs }) => timeNs));
    expect(flaws).toMatchObject([{ code: 'replay/recording-damaged', place: 'database', discarded: false }]);
  });

  it('throws at open or not at all, whichever bytes are flipped', async () => {
    const path = await database();
    const good = await readFile(path);
    const flips = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(flips, async (changes) => {
        const spoilt = Uint8Array.from(good);
        for (const [offset, value] of changes) spoilt[offset] = value;
        await writeFile(path, spoilt);
        const read = await readPart('sqlite3', path).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toMatchObject({ code: 'replay/part-unreadable', name: 'RejectedError' });
      }),
      { numRuns: 60 },
    );
  });

  it('begins where its first message is', async () => {
    expect((await readPart('sqlite3', await database())).messages[0]?.logTimeNs).toBe(bagStartNs);
  });
});
