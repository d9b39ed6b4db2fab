import type { Driver, Origin, Source } from '../contract/driver.ts';
import { ConfigError } from '../contract/errors.ts';
import type { Profile } from '../contract/profile.ts';
import type { Clock } from '../contract/time.ts';
import { loadDriver } from '../ingest/load-driver.ts';
import type { AgentConfiguration } from './agent-schema.ts';
import { checkValue, readDocument } from './read-document.ts';

type SourceConfiguration = AgentConfiguration['sources'][number];

export interface OpenedSource {
  readonly sourceId: string;
  readonly driverName: string;
  readonly source: Source;
  readonly origin: Driver['origin'];
}

interface Opening {
  readonly profile: Profile;
  readonly clock: Clock;
  /** Where its options stand, for messages. */
  readonly place?: string;
}

/** A source checked in full, against the robot's profile and its own maps, and not yet connected; what is wrong is placed at its options. */
export async function openSource({ id, driver, options }: SourceConfiguration, opening: Opening): Promise<OpenedSource> {
  const { profile, clock, place = `sources.${id}.options` } = opening;
  const loaded = await loadDriver(driver);
  const checked = checkValue(place, options ?? {}, loaded.optionsSchema);
  const source = await loaded.open(checked, { sourceId: id, profile, clock, readDocument }).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, place: `${place} → ${problem.place}` }));
    throw new ConfigError(error.code, problems);
  });
  return { sourceId: id, driverName: driver, source, origin: loaded.origin };
}

/** Data of two origins cannot be signed by one key, and a recording is no live source. */
export function onlyOrigin(origins: readonly Origin[]): Exclude<Origin, 'replay'> {
  const [origin] = origins;
  const mixed = origins.some((each) => each !== origin);
  if (origin !== undefined && origin !== 'replay' && !mixed) return origin;
  const remedy = mixed ? 'let all sources of one agent be of the same origin' : 'run a recording with: robot-risk replay';
  throw new ConfigError('configuration/mixed-origins', [{ place: 'sources', value: origins.join(', '), remedy }]);
}
