import { DatabaseSync } from 'node:sqlite';

/* What an exported ledger says, by SQL over its lines. Imports nothing of the agent. */
export type Vector = readonly number[];
export const classes = ['emergencyStop', 'protectiveStop', 'impact', 'fall', 'limitTrip', 'majorFault'] as const;
export type EventClass = (typeof classes)[number];

/** As much of an `assessment.exposure` as is used. */
export interface Stretch {
  /** Stage, scene and readiness as declared then; an object where they were not. */
  readonly stage?: string | object;
  readonly scene?: string | object;
  readonly trl?: number | object;
  readonly e: number;
  readonly ePhys: number;
  readonly ePeople: number;
  readonly operatingMs: number;
  readonly observable: readonly EventClass[];
  readonly chainCounts: Readonly<Partial<Record<EventClass, number>>>;
  readonly loadMs: number;
  readonly ratedMs: number;
  readonly watchedMs: number;
  readonly alarmCount: number;
  readonly isAged: boolean;
  /** Stop and impact credit restarted where it begins. */
  readonly creditRestarted?: boolean;
}

/** The stretches of these records, in order. */
export function stretchesOf(database: DatabaseSync, firstSeq: number, lastSeq: number): readonly Stretch[] {
  const found = database.prepare("SELECT data FROM record WHERE type = 'assessment.exposure' AND seq BETWEEN ? AND ? ORDER BY seq");
  return found.all(firstSeq, lastSeq).map(({ data }) => JSON.parse(String(data)) as Stretch);
}

/** The records of a ledger as a table. */
export function tableOf(lines: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE record (seq INTEGER PRIMARY KEY, type TEXT, atMs INTEGER, data TEXT)');
  database.exec('BEGIN');
  const insert = database.prepare(
    "INSERT INTO record SELECT j ->> 'seq', j ->> 'type', CAST(j ->> 'monoNs' AS INTEGER) / 1000000, j -> 'data' FROM (SELECT ? AS j)",
  );
  for (const line of lines) insert.run(line);
  database.exec('COMMIT');
  return database;
}

/** The last total of each counter that any tick says. */
export function hoursOf(database: DatabaseSync, lastSeq: number): Record<string, number | Vector> {
  const rows = database
    .prepare("SELECT key, value, max(seq) FROM record, json_each(data) WHERE record.type = 'meter.tick' AND seq <= ? GROUP BY key")
    .all(lastSeq);
  return Object.fromEntries(rows.map(({ key, value }) => [String(key), JSON.parse(String(value)) as number | Vector]));
}

/** The health index of the last record that says one. */
export function healthOf(database: DatabaseSync, lastSeq: number): number | undefined {
  const found = database.prepare(
    "SELECT data ->> 'index' AS health FROM record WHERE type = 'health.indices' AND seq <= ? ORDER BY seq DESC LIMIT 1",
  );
  const { health } = found.get(lastSeq) ?? {};
  return health === undefined ? undefined : Number(health);
}

/** Events of these records by class. */
export function countsOf(database: DatabaseSync, firstSeq: number, lastSeq: number): Record<string, number> {
  const rows = database
    .prepare(
      "SELECT data ->> 'eventClass' AS name, count(*) AS n FROM record WHERE type = 'event.started' AND seq BETWEEN ? AND ? GROUP BY 1",
    )
    .all(firstSeq, lastSeq);
  return Object.fromEntries(rows.map(({ name, n }) => [String(name), Number(n)]));
}

/** The severest class of a causal chain that has not ended: its first event is less than two seconds, in whole ones, before the close. */
export function openChain(database: DatabaseSync, lastSeq: number): EventClass | undefined {
  const severest = ['fall', 'impact', 'protectiveStop', 'limitTrip', 'majorFault'] as const;
  const closeMs = Number(database.prepare('SELECT atMs FROM record WHERE seq = ?').get(lastSeq)?.atMs);
  const rows = database.prepare(
    "SELECT atMs, data ->> 'eventClass' AS name FROM record WHERE type = 'event.started' AND seq <= ? ORDER BY seq",
  );
  let [startMs, members] = [Number.NEGATIVE_INFINITY, [] as string[]];
  for (const { atMs, name } of rows.all(lastSeq)) {
    if (!severest.some((one) => one === name)) continue;
    const windowMs = Math.min(closeMs, (Math.floor(Number(atMs) / 1000) + 1) * 1000);
    if (windowMs - startMs >= 2000) [startMs, members] = [windowMs, []];
    members.push(String(name));
  }
  return closeMs - startMs < 2000 ? severest.find((one) => members.includes(one)) : undefined;
}
