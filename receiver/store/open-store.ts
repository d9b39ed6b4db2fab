import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ConfigError } from '../../agent/contract/errors.ts';
import { AgentTable } from './agent-table.ts';
import { RefusalTable } from './refusal-table.ts';
import { ReportTable } from './report-table.ts';
import { storeSchemaSql, storeVersion } from './store-schema.ts';
import { TariffTable } from './tariff-table.ts';

/** What the receiver remembers. */
export interface ReceiverStore {
  readonly agents: AgentTable;
  readonly reports: ReportTable;
  readonly refusals: RefusalTable;
  readonly tariffs: TariffTable;
  close(): void;
}

/** How long a write waits for another process (`enroll` beside `run`) before it fails. */
const busyMs = 5_000;

/**
 * Opens the store, and makes it when `mayCreate`. Every commit is durable before its receipt is sent (`synchronous=FULL`).
 * Throws ConfigError when the file is absent, is no store, or was written by a newer version.
 */
export function openStore(path: string, { mayCreate }: { mayCreate: boolean }): ReceiverStore {
  if (!mayCreate && path !== ':memory:' && !existsSync(path)) {
    throw refusal(path, 'does not exist', 'name the store of a receiver; `robot-risk-receiver enroll` or `run` makes it');
  }
  const database = openDatabase(path);
  return {
    agents: new AgentTable(database),
    reports: new ReportTable(database),
    refusals: new RefusalTable(database),
    tariffs: new TariffTable(database),
    close: () => database.close(),
  };
}

function openDatabase(path: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { timeout: busyMs });
    prepare(database, path);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof ConfigError) throw error;
    throw refusal(path, error instanceof Error ? error.message : String(error), 'name a file that can be written, in an existing folder');
  }
}

function prepare(database: Database.Database, path: string): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > storeVersion)
    throw refusal(path, `version ${version}`, `this receiver reads up to version ${storeVersion}: use a newer one`);
  if (version === storeVersion) return;
  database
    .transaction(() => {
      database.exec(storeSchemaSql);
      database.pragma(`user_version = ${storeVersion}`);
    })
    .immediate();
}

function refusal(place: string, value: string, remedy: string): ConfigError {
  return new ConfigError('receiver/store', [{ place, value, remedy }]);
}
