import { stat } from 'node:fs/promises';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { plainTypeName, type RecordedChannel } from './recorded-message.ts';

/** What stands beside a recording of SQLite: `-wal` holds messages when the recorder was killed, `-shm` never does. */
export const walSuffix = '-wal';

export interface SqliteBag {
  readonly database: DatabaseSync;
  /** By the number that its messages carry. */
  readonly channels: ReadonlyMap<bigint, RecordedChannel>;
  /** True when messages stand in a write-ahead log that could not be read. */
  readonly walUnread: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * Opens a `.db3` of rosbag2 without changing anything beside it. A write-ahead log is read when there is something in it. Throws
 * whatever SQLite throws for a file that is none of its own, and when it is no recording of rosbag2.
 */
export async function openSqliteBag(path: string): Promise<SqliteBag> {
  // Loaded here only: Node 22 warns on standard error as soon as it is imported.
  const { DatabaseSync } = await import('node:sqlite');
  const wal = await stat(`${path}${walSuffix}`).catch(() => undefined);
  const hasWal = wal !== undefined && wal.size > 0;
  const immutable = pathToFileURL(path);
  immutable.searchParams.set('immutable', '1');
  const withLog = hasWal ? tryOpen(() => new DatabaseSync(path, { readOnly: true })) : undefined;
  const walUnread = hasWal && withLog === undefined;
  const database = withLog ?? new DatabaseSync(immutable, { readOnly: true, defensive: false });
  try {
    return { database, channels: channelsOfAny(database), walUnread };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Rows of a query with whole numbers as bigint; throws when the file is spoilt where it reads. */
export function* rowsOf(database: DatabaseSync, sql: string, ...values: SQLInputValue[]): Generator<Row> {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  for (const row of statement.iterate(...values)) yield row as Row;
}

function tryOpen(open: () => DatabaseSync): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = open();
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch {
    database?.close();
    return undefined;
  }
}

/** A file that was cut is not read at all unless SQLite is asked to go by its real length; nothing can be written all the same. */
function channelsOfAny(database: DatabaseSync): ReadonlyMap<bigint, RecordedChannel> {
  try {
    return channelsOf(database);
  } catch {
    database.exec('PRAGMA writable_schema = ON');
    return channelsOf(database);
  }
}

/** Only tables are read: a view in a file from elsewhere could compute for ever. */
function channelsOf(database: DatabaseSync): ReadonlyMap<bigint, RecordedChannel> {
  const tables = [...rowsOf(database, "SELECT name FROM sqlite_schema WHERE type = 'table'")].map(({ name }) => name);
  for (const needed of ['topics', 'messages']) {
    if (!tables.includes(needed)) throw new RangeError(`it has no table "${needed}", as a recording of rosbag2 has`);
  }
  const definitions = tables.includes('message_definitions') ? definitionsOf(database) : new Map<string, string>();
  const channels = new Map<bigint, RecordedChannel>();
  for (const { id, name, type, serialization_format: format } of rowsOf(
    database,
    'SELECT id, name, type, serialization_format FROM topics',
  )) {
    if (typeof id !== 'bigint' || typeof name !== 'string' || typeof type !== 'string') continue;
    channels.set(id, {
      topic: name,
      type: plainTypeName(type),
      generation: format === 'cdr' ? 'ros2' : undefined,
      definition: definitions.get(type),
    });
  }
  return channels;
}

function definitionsOf(database: DatabaseSync): Map<string, string> {
  const definitions = new Map<string, string>();
  const sql = "SELECT topic_type, encoded_message_definition FROM message_definitions WHERE encoding = 'ros2msg'";
  for (const { topic_type: type, encoded_message_definition: definition } of rowsOf(database, sql)) {
    if (typeof type === 'string' && typeof definition === 'string' && definition !== '') definitions.set(type, definition);
  }
  return definitions;
}
