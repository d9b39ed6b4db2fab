import type Database from 'better-sqlite3';
import type { LedgerRecord } from '../../contract/record.ts';
import type { StoredSamples } from '../../contract/storage-status.ts';
import type { StoredReport } from '../commit.ts';
import { foldedLine } from '../limits/folded-lane.ts';
import { openToRead } from '../limits/open-to-read.ts';
import { storedSamples } from '../samples/stored-samples.ts';
import { SavedState } from '../saved-state.ts';
import { damageOf, readable } from './damage.ts';
import { headerFlaw } from './inspect-ledger.ts';
import { type FoldedRow, logNodes } from './log-nodes.ts';

/** Records and bytes of one type. */
export interface TypeCount {
  readonly type: string;
  readonly recordCount: number;
  readonly bytes: number;
}

/** What a ledger holds, in figures. */
export interface LedgerStats {
  readonly epoch: number;
  readonly recordCount: number;
  readonly reportCount: number;
  readonly receiptedCount: number;
  /** Bytes of the file, and of those free for reuse. */
  readonly fileBytes: number;
  readonly freeBytes: number;
  /** Payload bytes by table, largest first. */
  readonly lanes: readonly { readonly lane: string; readonly rowCount: number; readonly bytes: number }[];
  /** Null where no samples were ever kept. */
  readonly samples: StoredSamples | null;
  /** Most records first. */
  readonly types: readonly TypeCount[];
  readonly oldest: string | null;
  readonly newest: string | null;
  /** Over the time between the oldest and the newest record; null when there is none. */
  readonly recordsPerH: number | null;
  readonly bytesPerH: number | null;
}

const msPerH = 3_600_000;
const isTableName = /^[A-Za-z][A-Za-z0-9]{0,63}$/;

/** A ledger nobody needs to be able to open: reads what can be read, changes nothing. Close it. */
export class LedgerReading {
  readonly #database: Database.Database | undefined;

  /** Throws what the disk or the account refuses; a damaged file gives what it lets be read. */
  constructor(path: string) {
    this.#database = headerFlaw(path) === undefined ? readable(() => openToRead(path)) : undefined;
  }

  /** Every record line that can be read, oldest first; where records were folded, the line that stands for them. */
  *lines(): Generator<Buffer> {
    const database = this.#database;
    const size = readable(() => database?.prepare('SELECT max(id) FROM record').pluck().get());
    if (database === undefined || typeof size !== 'number') return;
    const epoch = Number(readable(() => new SavedState(database).get('epoch')) ?? 0);
    let run: FoldedRow[] = [];
    for (const node of logNodes(database, 0, size)) {
      if (node.kind === 'folded') run.push(node.folded);
      else {
        if (run.length > 0) yield foldedText(epoch, run);
        run = [];
      }
      if (node.kind === 'record' && Buffer.isBuffer(node.row.jcs)) yield node.row.jcs;
    }
  }

  /** Every report that can be read, oldest first. */
  *reports(): Generator<StoredReport> {
    const row = readable(() => this.#database?.prepare<[number], StoredReport>('SELECT reportSeq, jws FROM report WHERE reportSeq = ?'));
    const seqs = readable(() => this.#database?.prepare<[], number>('SELECT reportSeq FROM report ORDER BY reportSeq').pluck().all());
    for (const reportSeq of seqs ?? []) {
      const report = readable(() => row?.get(reportSeq));
      if (typeof report?.jws === 'string') yield report;
    }
  }

  /** The figures; undefined when the file is too damaged to give them. */
  stats(): LedgerStats | undefined {
    const database = this.#database;
    try {
      return database && statsOf(database);
    } catch (error) {
      damageOf(error, 'databaseUnreadable');
      return undefined;
    }
  }

  close(): void {
    this.#database?.close();
  }
}

/** The last record is never folded, so a run always ends before one. */
function foldedText(epoch: number, subtrees: readonly FoldedRow[]): Buffer {
  const [first, last] = [subtrees[0], subtrees.at(-1)];
  const lastSeq = (last?.firstSeq ?? 0) + (last?.leafCount ?? 0) - 1;
  return Buffer.from(foldedLine(epoch, { firstSeq: first?.firstSeq ?? 0, lastSeq, subtrees }));
}

function statsOf(database: Database.Database): LedgerStats {
  const count = (sql: string): number => Number(database.prepare(sql).pluck().get());
  const pragma = (name: string): number => Number(database.pragma(name, { simple: true }));
  const [oldest, newest] = ['ASC', 'DESC'].map((order) => {
    const jcs = database.prepare<[], string>(`SELECT jcs FROM record ORDER BY id ${order} LIMIT 1`).pluck().get();
    return jcs === undefined ? null : (JSON.parse(jcs) as LedgerRecord).wall;
  });
  const types = typesOf(database);
  const spanH = oldest && newest ? (Date.parse(newest) - Date.parse(oldest)) / msPerH : 0;
  const bytes = types.reduce((sum, type) => sum + type.bytes, 0);
  const recordCount = count('SELECT count(*) FROM record');
  return {
    epoch: Number(database.prepare("SELECT value FROM state WHERE name = 'epoch'").pluck().get() ?? 0),
    recordCount,
    reportCount: count('SELECT count(*) FROM report'),
    receiptedCount: count('SELECT count(receipt) FROM report'),
    fileBytes: pragma('page_count') * pragma('page_size'),
    freeBytes: pragma('freelist_count') * pragma('page_size'),
    lanes: lanesOf(database),
    samples: storedSamples(database) ?? null,
    types,
    oldest: oldest ?? null,
    newest: newest ?? null,
    recordsPerH: spanH > 0 ? recordCount / spanH : null,
    bytesPerH: spanH > 0 ? bytes / spanH : null,
  };
}

function typesOf(database: Database.Database): TypeCount[] {
  const sql = `SELECT json_extract(jcs, '$.type') AS type, count(*) AS recordCount, sum(length(CAST(jcs AS BLOB))) AS bytes
    FROM record GROUP BY type ORDER BY recordCount DESC, type`;
  return database.prepare<[], TypeCount>(sql).all();
}

/** Every table there is, whoever made it. */
function lanesOf(database: Database.Database): { lane: string; rowCount: number; bytes: number }[] {
  const names = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  const lanes = names
    .filter((name) => isTableName.test(name))
    .map((lane) => {
      const columns = database.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(lane);
      const bytes = columns.map((column) => `COALESCE(length(CAST("${column}" AS BLOB)), 0)`).join(' + ');
      const row = database
        .prepare<[], { rowCount: number; bytes: number }>(`SELECT count(*) AS rowCount, COALESCE(sum(${bytes}), 0) AS bytes FROM "${lane}"`)
        .get();
      return { lane, rowCount: row?.rowCount ?? 0, bytes: row?.bytes ?? 0 };
    });
  return lanes.sort((left, right) => right.bytes - left.bytes);
}
