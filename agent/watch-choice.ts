import type { TaughtEventHeads } from './assess/event-forecast.ts';
import type { CommissioningPlan } from './assess/watch/commissioning.ts';
import type { RebaselineOrder } from './assess/watch/watch-state.ts';
import type { WatchChoice } from './assess/watched-anomaly.ts';
import type { CheckedDocument } from './contract/driver.ts';
import type { FleetPrior } from './contract/fleet-prior.ts';
import { jointLayoutOf } from './contract/joint-layout.ts';
import type { Profile } from './contract/profile.ts';
import { sha256Prefixed } from './evidence/hash.ts';
import type { NamedSource } from './ingest/source-facts.ts';
import type { LearnedLane } from './record/learned-lane.ts';

/** Rises when rows, channels or scales of the watch change their meaning: what was learned before is then another robot's. */
const watchVersion = 2;

/** What decides how an agent watches its robot. */
export interface WatchedAgentParts {
  readonly sources: readonly NamedSource[];
  readonly profile: CheckedDocument<Profile>;
  /** How long the robot is learned; in full, when left out. */
  readonly commissioning?: CommissioningPlan | undefined;
  /** A signed order to learn it anew, followed once. */
  readonly rebaseline?: RebaselineOrder | undefined;
  /** What robots of its kind are like, when somebody has said so. */
  readonly fleet?: FleetPrior | undefined;
  /** For the early warning of the owner's page; nothing on record knows of them. */
  readonly eventHeads?: TaughtEventHeads | undefined;
}

/**
 * How this agent watches its robot. What it has learned holds for one robot as it was: for this profile, these descriptions of its
 * recordings, and these joints with what they report. Anything else is learned anew, and that is a record.
 */
export function watchChoice(
  { sources, profile, commissioning, rebaseline, fleet, eventHeads }: WatchedAgentParts,
  learned: LearnedLane,
): WatchChoice {
  const { parts = [], signals = [] } = jointLayoutOf(sources.flatMap(({ source }) => source.layouts)) ?? {};
  const descriptions = sources.flatMap(({ source }) => source.identity.descriptionSha256 ?? []);
  const key = sha256Prefixed(JSON.stringify([watchVersion, profile.sha256, descriptions, parts, signals]));
  return {
    ...{ key, hashOf: sha256Prefixed, ...learned.kept() },
    ...(commissioning === undefined ? {} : { plan: commissioning }),
    ...(rebaseline === undefined ? {} : { rebaseline }),
    ...{ fleet, eventHeads },
  };
}
