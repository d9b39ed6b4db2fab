import { ConfigError, InvariantError } from '../../agent/contract/errors.ts';
import type { TariffVersion } from './read-tariff.ts';
import type { Tariff } from './tariff-schema.ts';
import { parseUtcDay } from './utc-month.ts';

/** All versions of one tariff, oldest first: a later one takes over from the month it is valid. */
export interface TariffSeries {
  readonly name: string;
  readonly versions: readonly TariffVersion[];
  readonly latest: TariffVersion;
}

/** Puts versions of one name, at least one, in order. Throws ConfigError for two documents under one version, and for amounts in two units. */
export function tariffSeries(name: string, versions: readonly TariffVersion[]): TariffSeries {
  const byHash = new Map(versions.map((version) => [version.sha256, version]));
  const ordered = [...byHash.values()].sort((left, right) => left.tariff.version - right.tariff.version);
  const numbers = ordered.map(({ tariff }) => tariff.version);
  const twice = numbers.find((number, place) => numbers.indexOf(number) !== place);
  if (twice !== undefined) {
    const remedy = 'a document that priced anything is not changed: give the new one the next version';
    throw new ConfigError('receiver/tariff-changed', [{ place: `tariff ${name}`, value: `two documents of version ${twice}`, remedy }]);
  }
  const units = [...new Set(ordered.map(({ tariff }) => unitOf(tariff)))];
  if (units.length > 1) {
    const remedy = 'give the tariff in the other unit a name of its own';
    throw new ConfigError('receiver/tariff-unit', [{ place: `tariff ${name}`, value: `versions in ${units.join(' and ')}`, remedy }]);
  }
  const latest = ordered.at(-1);
  if (latest === undefined) throw new InvariantError('receiver/tariff-empty', `Tariff ${name} was put in order without any version`);
  return { name, versions: ordered, latest };
}

/** The version that holds at this moment: the highest one valid then; undefined when none is. */
export function versionAt({ versions }: TariffSeries, atMs: number): TariffVersion | undefined {
  return versions.findLast(({ tariff: { validFrom, validTo } }) => {
    return dayOf(validFrom) <= atMs && (validTo === undefined || atMs < dayOf(validTo));
  });
}

/** The newest version as if it had held for ever: for the question what a tariff would have done. */
export function asIfAlwaysValid({ name, latest }: TariffSeries): TariffSeries {
  const { validTo: _, ...tariff } = latest.tariff;
  const version = { ...latest, tariff: { ...tariff, validFrom: '1970-01-01' } };
  return { name, versions: [version], latest: version };
}

/** `points`, or the currency of an actuarial tariff. */
export function unitOf({ currency }: Pick<Tariff, 'currency'>): string {
  return currency ?? 'points';
}

function dayOf(text: string): number {
  return parseUtcDay(text) ?? 0;
}
