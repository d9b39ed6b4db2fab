import type { Clock } from '../contract/time.ts';
import type { ConnectOutcome, ConnectRequest, ConnectToBroker } from './broker-link.ts';

export interface OpenLinkParts {
  readonly connect: ConnectToBroker;
  readonly request: ConnectRequest;
  /** Topics that must be granted before anything is sent: answers nobody hears would be asked for for ever. */
  readonly subscriptions: readonly string[];
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  /** Aborted: give up at once. */
  readonly patience: AbortSignal;
}

/** Connects and subscribes within one time limit; what is left half done is ended. Never rejects. */
export async function openLink(parts: OpenLinkParts): Promise<ConnectOutcome> {
  const { clock, connectTimeoutMs, patience } = parts;
  const settled = new AbortController();
  const limit = new AbortController();
  const watch = clock.sleep(connectTimeoutMs, AbortSignal.any([settled.signal, patience])).then(() => {
    if (!settled.signal.aborted) limit.abort();
  });
  const outcome = await connectAndSubscribe(parts, limit.signal);
  settled.abort();
  await watch;
  return outcome;
}

async function connectAndSubscribe({ connect, request, subscriptions }: OpenLinkParts, limit: AbortSignal): Promise<ConnectOutcome> {
  const outcome = await connect(request, limit);
  if (!outcome.ok) return outcome;
  const { link } = outcome;
  const cut = (): void => link.destroy();
  limit.addEventListener('abort', cut, { once: true });
  if (limit.aborted) cut();
  const refusal = await link.subscribe(subscriptions);
  limit.removeEventListener('abort', cut);
  if (refusal === undefined && !limit.aborted) return outcome;
  link.destroy();
  const late = { kind: 'noAnswer', text: 'subscriptions were not granted within the time limit' } as const;
  return { ok: false, failure: limit.aborted || refusal === undefined ? late : refusal };
}
