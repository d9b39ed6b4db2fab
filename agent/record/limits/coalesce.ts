import type { LedgerRecord } from '../../contract/record.ts';
import type { Json } from '../../contract/schema.ts';
import { prefixed } from '../../evidence/hash.ts';
import { merkleRoot } from '../../evidence/merkle-log.ts';
import { runsOf } from './fold.ts';

/** What may go first: each says totals since the first record, so that the day's last one says what all of them did. */
export const periodicTypes = [
  'meter.tick',
  'meter.joints',
  'intake.counts',
  'anomaly.windows',
  'witness.readings',
  'behaviour.hours',
] as const;
/** What never goes: what replaced others, what a new epoch began with, and what the disk cost. */
export const lastingTypes: readonly string[] = ['day.aggregate', 'epoch.start', 'ledger.thinned', 'ledger.full', 'disk.error'];

/** Separate stretches of one day that one aggregate replaces; a day with more becomes two aggregates, so that no record grows large. */
export const runsPerAggregateMax = 512;

export interface DayRecord {
  readonly record: LedgerRecord;
  readonly leaf: Buffer;
}

/** What one `day.aggregate` replaces and says. */
export interface DayAggregate {
  readonly seqs: readonly number[];
  readonly data: Readonly<Record<string, Json>>;
  /** False when the day goes on behind the last of them. */
  readonly isWhole: boolean;
}

export type AggregateKind = 'periodic' | 'events';

/**
 * The aggregate of these records, which are in order; undefined when none of them may go. It names each record it replaces, so that a
 * verifier can tell a folded record from a hidden one: every folded leaf must be named by an aggregate in the signed chain.
 */
export function coalesce(day: readonly DayRecord[], kind: AggregateKind): DayAggregate | undefined {
  const going = day.filter(({ record }) => mayGo(record, kind));
  const replaced = withinRuns(going);
  const [first, last] = [replaced[0]?.record, replaced.at(-1)?.record];
  if (first === undefined || last === undefined) return undefined;
  const seqs = replaced.map(({ record }) => record.seq);
  const data = {
    kind,
    day: first.wall.slice(0, 'YYYY-MM-DD'.length),
    firstWall: first.wall,
    lastWall: last.wall,
    replaces: runsOf(seqs) as readonly Json[],
    leavesRoot: prefixed(merkleRoot(replaced.map(({ leaf }) => leaf))),
    countByType: countBy(replaced, ({ record }) => record.type),
    ...(kind === 'periodic' ? totalsOf(replaced) : eventsOf(replaced)),
  };
  return { seqs, data, isWhole: replaced.length === going.length };
}

// The very first record stays whatever it is: it says what the epoch began with.
function mayGo({ type, seq }: LedgerRecord, kind: AggregateKind): boolean {
  const isPeriodic = (periodicTypes as readonly string[]).includes(type);
  return seq > 0 && (kind === 'periodic' ? isPeriodic : !isPeriodic && !lastingTypes.includes(type));
}

function withinRuns(records: readonly DayRecord[]): readonly DayRecord[] {
  const next = runsOf(records.map(({ record }) => record.seq))[runsPerAggregateMax];
  return next === undefined ? records : records.filter(({ record }) => record.seq < next[0]);
}

/** The last totals of each kind; a tick says only what changed, so the day's ticks are laid over one another. */
function totalsOf(replaced: readonly DayRecord[]): Readonly<Record<string, Json>> {
  const lastOf = (type: string) => replaced.findLast(({ record }) => record.type === type)?.record.data;
  const ticks = replaced.filter(({ record }) => record.type === 'meter.tick').map(({ record }) => record.data);
  return {
    ...(ticks.length === 0 ? {} : { counters: Object.assign({}, ...ticks) as Json }),
    ...lastOf('meter.joints'),
    ...(lastOf('intake.counts') === undefined ? {} : { intake: lastOf('intake.counts')?.counts ?? {} }),
    ...(lastOf('anomaly.windows') === undefined ? {} : { anomaly: lastOf('anomaly.windows') ?? {} }),
    ...(lastOf('behaviour.hours') === undefined ? {} : { behaviourHours: lastOf('behaviour.hours') ?? {} }),
    ...witnessesOf(replaced),
  };
}

/** The last value of every witness that was read: a record says only those that changed. */
function witnessesOf(replaced: readonly DayRecord[]): Readonly<Record<string, Json>> {
  const readings = replaced.filter(({ record }) => record.type === 'witness.readings').flatMap(({ record }) => readingsOf(record));
  if (readings.length === 0) return {};
  const lastBySeries = new Map(readings.map((reading) => [JSON.stringify({ ...reading, value: null }), reading]));
  return { witnesses: [...lastBySeries.values()] };
}

function readingsOf({ data }: LedgerRecord): readonly Readonly<Record<string, Json>>[] {
  return Array.isArray(data.readings) ? (data.readings as Readonly<Record<string, Json>>[]) : [];
}

function eventsOf(replaced: readonly DayRecord[]): Readonly<Record<string, Json>> {
  const started = replaced.filter(({ record }) => record.type === 'event.started');
  return started.length === 0 ? {} : { eventCounts: countBy(started, ({ record }) => String(record.data.eventClass)) };
}

function countBy(records: readonly DayRecord[], nameOf: (record: DayRecord) => string): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(records, nameOf)].map(([name, members]) => [name, members.length]));
}
