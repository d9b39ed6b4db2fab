import type { MsByGrade, UsageCounters } from '../../../agent/contract/usage.ts';
import type { MeteringInvariant } from './metering-invariants.ts';
import type { ReferenceHours } from './reference-meter.ts';

/** One commit: what it made durable, what was so before, and what must be. */
export interface CommittedCounters {
  readonly counters: UsageCounters;
  readonly before: UsageCounters;
  /** At the start of this life. */
  readonly opening: UsageCounters;
  /** Of this life, by the reference meter. */
  readonly hours: ReferenceHours;
}

type Broken = readonly [invariant: MeteringInvariant, detail: string];
type NumberName = { [K in keyof UsageCounters]: UsageCounters[K] extends number ? K : never }[keyof UsageCounters];

const nested = ['powerOnMs', 'readyMs', 'operatingMs', 'collaborativeMs'] as const;
const vectors = ['operatingMsByE', 'operatingMsByEPhys', 'operatingMsByEPeople'] as const;
const sum = (vector: MsByGrade): number => vector.reduce((total, ms) => total + ms, 0);

/** What does not hold of the counters of a commit; usually nothing. */
export function brokenCounters(committed: CommittedCounters): Broken[] {
  return [...brokenNesting(committed.counters), ...fallen(committed), ...inexact(committed)];
}

function brokenNesting(counters: UsageCounters): Broken[] {
  const values = nested.map((name) => counters[name]);
  const isNested = values.every((value, index) => value <= (values[index - 1] ?? value)) && counters.standingMs <= counters.operatingMs;
  const wrong = vectors.filter((name) => sum(counters[name]) !== counters.operatingMs);
  return [
    ...(isNested ? [] : [['countersNest', `${nested.join(' ⊇ ')}: ${values.join(', ')}`] as const]),
    ...wrong.map((name) => ['countersNest', `${name} sums to ${sum(counters[name])}, operating is ${counters.operatingMs}`] as const),
  ];
}

function fallen({ counters, before }: CommittedCounters): Broken[] {
  const broken: Broken[] = [];
  for (const [name, value] of Object.entries(counters)) {
    if (typeof value !== 'number') continue;
    const was = before[name as NumberName];
    if (value < was || !Number.isSafeInteger(value)) broken.push(['countersNeverFall', `${name} ${was} → ${value}`]);
  }
  return broken;
}

function inexact({ counters, opening, hours }: CommittedCounters): Broken[] {
  const broken: Broken[] = [];
  for (const name of nested) {
    const countedMs = counters[name] - opening[name];
    if (countedMs !== hours[name]) broken.push(['hoursAreExact', `${name} ${countedMs}, reference ${hours[name]}`]);
  }
  const byE = counters.operatingMsByE.map((ms, index) => ms - (opening.operatingMsByE[index] ?? 0));
  if (byE.join() !== hours.operatingMsByE.join())
    broken.push(['hoursAreExact', `by E ${byE.join()}, reference ${hours.operatingMsByE.join()}`]);
  return broken;
}
