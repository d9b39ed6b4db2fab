import type Database from 'better-sqlite3';
import type { Origin } from '../contract/driver.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { sha256Prefixed } from '../evidence/hash.ts';
import type { CompactRange } from '../evidence/merkle-log.ts';
import { prepared } from './sqlite/prepared.ts';

/** The run a ledger belongs to. */
export interface LedgerIdentity {
  readonly agentId: string;
  readonly origin: Origin;
  /** Hashes and versions the ledger was begun with; going on with others would mix two runs. */
  readonly identity: Readonly<Record<string, string>>;
}

/** The ledger's named texts: identity, epoch, the pipeline's state, the log's compact range, and a checksum over the last two. */
export class SavedState {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  get(name: string): string | undefined {
    return prepared<[string], { value: string }>(this.#database, 'SELECT value FROM state WHERE name = ?').get(name)?.value;
  }

  put(name: string, value: string): void {
    const sql = 'INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value';
    prepared<[string, string]>(this.#database, sql).run(name, value);
  }

  drop(name: string): void {
    prepared<[string], unknown>(this.#database, 'DELETE FROM state WHERE name = ?').run(name);
  }

  /** Every text whose name begins so. */
  list(prefix: string): readonly { readonly name: string; readonly value: string }[] {
    const sql = 'SELECT name, value FROM state WHERE substr(name, 1, ?) = ? ORDER BY name';
    return prepared<[number, string], { name: string; value: string }>(this.#database, sql).all(prefix.length, prefix);
  }

  /** Without a state, the one saved before stays. The checksum tells a bit that flipped on the disk from what was saved. */
  save(state: Json | undefined, log: CompactRange): void {
    const pipeline = state === undefined ? this.get('pipeline') : canonicalJson(state);
    const range = canonicalJson({ size: log.size, peaks: log.snapshot() });
    if (pipeline !== undefined) this.put('pipeline', pipeline);
    this.put('range', range);
    this.put('stateSha256', stateChecksum(pipeline, range));
  }

  /** An empty ledger is of the epoch it is opened for; the number stays once a record is in. */
  epoch(openedFor: number): number {
    const found = this.get('epoch');
    const isEmpty = this.#database.prepare('SELECT 1 FROM record LIMIT 1').get() === undefined;
    if (!isEmpty) return found === undefined ? 0 : Number(found);
    this.put('epoch', String(openedFor));
    return openedFor;
  }
}

/** What a database says of the run it belongs to. */
export function identityText({ agentId, origin, identity }: LedgerIdentity): string {
  return canonicalJson({ ...identity, agentId, origin });
}

/** Over the saved texts as they stand in the database. */
export function stateChecksum(pipeline: string | undefined, range: string): string {
  return sha256Prefixed(`${pipeline ?? ''}\n${range}`);
}
