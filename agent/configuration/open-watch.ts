import { loadScorer } from '../../models/runtime/load-scorer.ts';
import type { TaughtEventHeads } from '../assess/event-forecast.ts';
import { type CommissioningPlan, shortCommissioning } from '../assess/watch/commissioning.ts';
import type { RebaselineOrder } from '../assess/watch/watch-state.ts';
import { ConfigError } from '../contract/errors.ts';
import type { Scorer } from '../contract/features.ts';
import type { FleetPrior } from '../contract/fleet-prior.ts';
import type { Logger } from '../contract/logger.ts';
import type { AgentConfiguration } from './agent-schema.ts';
import { readEventHeads } from './read-event-heads.ts';
import type { SignatureCheck } from './read-signed-document.ts';
import { readFleetPrior, readRebaselineOrder } from './read-watch-documents.ts';

export interface OpenedWatch {
  readonly scorer: Scorer | undefined;
  readonly commissioning: CommissioningPlan | undefined;
  readonly rebaseline: RebaselineOrder | undefined;
  readonly fleet: FleetPrior | undefined;
  /** Undefined unless the page shows an early warning. */
  readonly eventHeads: TaughtEventHeads | undefined;
}

export interface WatchOpening {
  readonly anomaly: AgentConfiguration['anomaly'];
  readonly logger: Logger;
  /** Where a path of the configuration lies. */
  readonly pathOf: (path: string) => string;
  /** Of the robot that is watched. */
  readonly profileSha256: string;
  readonly check: Omit<SignatureCheck, 'kind'>;
}

/** What a configuration decides of the watch: rules and physics always run, whatever happens to the network. */
export async function openWatch({ anomaly, logger, pathOf, profileSha256, check }: WatchOpening): Promise<OpenedWatch> {
  const { backend, shortCommissioning: isShort, rebaseline, fleetPrior, eventForecast } = anomaly;
  return {
    scorer: backend === 'off' ? undefined : await openScorer(backend, logger),
    commissioning: isShort ? shortCommissioning : undefined,
    rebaseline: rebaseline === undefined ? undefined : await readRebaselineOrder(pathOf(rebaseline), check),
    fleet: fleetPrior === undefined ? undefined : await readFleetPrior(pathOf(fleetPrior), profileSha256, check),
    eventHeads: eventForecast === 'page' ? await readEventHeads() : undefined,
  };
}

type Backend = Exclude<AgentConfiguration['anomaly']['backend'], 'off'>;

/** Undefined when no backend works: said once, and the watch goes on without the network. A model that does not fit is refused. */
export async function openScorer(backend: Backend, logger: Logger, load: typeof loadScorer = loadScorer): Promise<Scorer | undefined> {
  try {
    const scorer = await load({ backend });
    for (const { backend: name, chosen, reason } of scorer.choice)
      if (!chosen) logger.info('models/backend-not-used', { backend: name, reason });
    return scorer;
  } catch (error) {
    if (!(error instanceof ConfigError) || error.code !== 'models/no-backend') throw error;
    logger.warn('models/no-backend', { reason: error.message });
    return undefined;
  }
}
