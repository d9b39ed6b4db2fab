import { loadScorer } from '../../models/runtime/load-scorer.ts';
import type { TaughtEventHeads } from '../assess/event-forecast.ts';
import { type CommissioningPlan, shortCommissioning } from '../assess/watch/commissioning.ts';
import type { RebaselineOrder } from '../assess/watch/watch-state.ts';
import { ConfigError } from '../contract/errors.ts';
import type { Scorer } from '../contract/features.ts';
import type { Logger } from '../contract/logger.ts';
import { type RebaselineDocument, rebaselineSchema } from '../contract/rebaseline.ts';
import { termAt } from '../contract/signed-document.ts';
import type { AgentConfiguration } from './agent-schema.ts';
import { readEventHeads } from './read-event-heads.ts';
import { readSignedDocument, type SignatureCheck } from './read-signed-document.ts';

export interface OpenedWatch {
  readonly scorer: Scorer | undefined;
  readonly commissioning: CommissioningPlan | undefined;
  readonly rebaseline: RebaselineOrder | undefined;
  /** Undefined unless the page shows an early warning. */
  readonly eventHeads: TaughtEventHeads | undefined;
}

export interface WatchOpening {
  readonly anomaly: AgentConfiguration['anomaly'];
  readonly logger: Logger;
  /** Path of the order to learn anew, as the configuration's folder makes it. */
  readonly rebaselinePath: string | undefined;
  readonly check: Omit<SignatureCheck, 'kind'>;
}

/** What a configuration decides of the watch: rules and physics always run, whatever happens to the network. */
export async function openWatch({ anomaly, logger, rebaselinePath, check }: WatchOpening): Promise<OpenedWatch> {
  return {
    scorer: anomaly.backend === 'off' ? undefined : await openScorer(anomaly.backend, logger),
    commissioning: anomaly.shortCommissioning ? shortCommissioning : undefined,
    rebaseline: rebaselinePath === undefined ? undefined : await readOrder(rebaselinePath, check),
    eventHeads: anomaly.eventForecast === 'page' ? await readEventHeads() : undefined,
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

/** Only a signature that is believed and in force makes a robot forget. */
async function readOrder(path: string, check: WatchOpening['check']): Promise<RebaselineOrder> {
  const { value, sha256, signedBy } = await readSignedDocument<RebaselineDocument>(path, rebaselineSchema, {
    kind: 'rebaseline',
    ...check,
  });
  if (signedBy === undefined || termAt(signedBy, check.nowMs) !== 'inForce') {
    const remedy = `have it signed: robot-risk sign ${path} --role owner --key KEY, with the key in the trust store`;
    throw new ConfigError('configuration/rebaseline-unsigned', [
      { place: path, value: 'nobody whose signature counts has signed it', remedy },
    ]);
  }
  return { sha256, reason: value.relearn, signedBy: signedBy.kid };
}
