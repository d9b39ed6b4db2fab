import type {
  BrokerLink,
  BrokerMessage,
  ConnectOutcome,
  ConnectRequest,
  ConnectToBroker,
  LinkFailure,
  PublishOutcome,
} from '../../agent/report/broker-link.ts';
import type { SigningReceiver } from './signing-receiver.ts';

/** What a connection attempt meets: undefined lets it in, `hang` never answers. */
export type ConnectFate = LinkFailure | 'hang' | undefined;
/**
 * What a publish meets. `swallow`: acknowledged and thrown away. `silence`: delivered, never acknowledged. `cutBefore`, `cutAfter`: the
 * connection ends before or after delivery, without acknowledgement. The receipt of what is delivered may be lost.
 */
export type PublishFate = 'deliver' | 'swallow' | 'silence' | 'cutBefore' | 'cutAfter' | 'refuseTopic' | 'refuseMessage' | 'loseReceipt';

export interface BrokerScript {
  connect?: (request: ConnectRequest, attemptIndex: number) => ConnectFate;
  publish?: (message: BrokerMessage) => PublishFate;
  subscribe?: () => LinkFailure | undefined;
  limits?: Partial<BrokerLink['limits']>;
}

const cut: LinkFailure = { kind: 'closed', text: 'the connection was closed' };

/** A broker and its receiver in memory, with a script that says what goes wrong. */
export class ScriptedBroker {
  readonly script: BrokerScript;
  readonly requests: ConnectRequest[] = [];
  /** Status messages, last wills included. */
  readonly presences: string[] = [];
  /** Retained messages on the usage topic. */
  readonly usages: BrokerMessage[] = [];
  readonly #receiver: SigningReceiver;
  #link: ScriptedLink | undefined;
  unacknowledgedPeakCount = 0;
  openLinksCount = 0;

  constructor(receiver: SigningReceiver, script: BrokerScript = {}) {
    this.#receiver = receiver;
    this.script = script;
  }

  readonly connect: ConnectToBroker = (request, signal) => {
    this.requests.push(request);
    const fate = this.script.connect?.(request, this.requests.length - 1);
    if (fate === 'hang') return refuseAtAbort(signal);
    if (fate !== undefined) return Promise.resolve({ ok: false, failure: fate });
    this.#link = new ScriptedLink(this, request);
    return Promise.resolve({ ok: true, link: this.#link });
  };

  /** Ends the connection from the broker's side. */
  cut(failure: LinkFailure = cut): void {
    this.#link?.finish(failure, 'will');
  }

  /** Sends a message down as a receiver would. */
  send(kind: 'receipt' | 'request', payload: string): void {
    this.#link?.receive(kind, payload);
  }

  /** What the receiver answers to a report; undefined when it is no report. */
  deliver(message: BrokerMessage): string | undefined {
    return this.#receiver.receive(Buffer.from(message.payload));
  }
}

function refuseAtAbort(signal: AbortSignal): Promise<ConnectOutcome> {
  const { promise, resolve } = Promise.withResolvers<ConnectOutcome>();
  const failure: LinkFailure = { kind: 'noAnswer', text: 'no answer within the time limit' };
  signal.addEventListener('abort', () => resolve({ ok: false, failure }), { once: true });
  return promise;
}

class ScriptedLink implements BrokerLink {
  readonly #broker: ScriptedBroker;
  readonly #request: ConnectRequest;
  readonly #closing = Promise.withResolvers<LinkFailure>();
  readonly #unanswered = new Set<(outcome: PublishOutcome) => void>();
  #isOpen = true;

  constructor(broker: ScriptedBroker, request: ConnectRequest) {
    this.#broker = broker;
    this.#request = request;
    broker.openLinksCount++;
  }

  get limits(): BrokerLink['limits'] {
    const { messageBytesMax } = this.#request;
    return { inFlightCountMax: Number.POSITIVE_INFINITY, messageBytesMax, ...this.#broker.script.limits };
  }

  get closed(): Promise<LinkFailure> {
    return this.#closing.promise;
  }

  subscribe(): Promise<LinkFailure | undefined> {
    return Promise.resolve(this.#isOpen ? this.#broker.script.subscribe?.() : cut);
  }

  publish(message: BrokerMessage): Promise<PublishOutcome> {
    if (!this.#isOpen) return Promise.resolve({ kind: 'lost' });
    if (message.retain) {
      if (message.topic.endsWith('/usage')) this.#broker.usages.push(message);
      else this.#broker.presences.push(JSON.parse(message.payload).state);
      return Promise.resolve({ kind: 'acknowledged' });
    }
    const { promise, resolve } = Promise.withResolvers<PublishOutcome>();
    this.#unanswered.add(resolve);
    this.#broker.unacknowledgedPeakCount = Math.max(this.#broker.unacknowledgedPeakCount, this.#unanswered.size);
    // A turn later, as a network would: a burst of publishes is in flight together.
    void Promise.resolve().then(() => this.#meet(message, resolve));
    return promise;
  }

  end(): Promise<void> {
    this.finish(cut, 'goodbye');
    return Promise.resolve();
  }

  destroy(): void {
    this.finish(cut, 'will');
  }

  receive(kind: 'receipt' | 'request', payload: string): void {
    if (this.#isOpen) this.#request.onMessage(this.#request.will.topic.replace(/status$/, kind), Buffer.from(payload));
  }

  finish(failure: LinkFailure, how: 'goodbye' | 'will'): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#broker.openLinksCount--;
    if (how === 'will') this.#broker.presences.push(JSON.parse(this.#request.will.payload).state);
    for (const lose of this.#unanswered) lose({ kind: 'lost' });
    this.#closing.resolve(failure);
  }

  #meet(message: BrokerMessage, resolve: (outcome: PublishOutcome) => void): void {
    if (!this.#isOpen) return;
    const fate = this.#broker.script.publish?.(message) ?? 'deliver';
    if (fate === 'cutBefore') this.finish(cut, 'will');
    const isDelivered = ['deliver', 'silence', 'cutAfter', 'loseReceipt'].includes(fate);
    const receipt = isDelivered ? this.#broker.deliver(message) : undefined;
    if (fate === 'cutAfter') this.finish(cut, 'will');
    if (fate === 'silence' || !this.#isOpen) return;
    this.#unanswered.delete(resolve);
    resolve(outcomeOf(fate));
    if (receipt !== undefined && fate === 'deliver') this.receive('receipt', receipt);
  }
}

function outcomeOf(fate: PublishFate): PublishOutcome {
  if (fate === 'refuseTopic') return { kind: 'refused', scope: 'topic', text: 'Not authorized' };
  if (fate === 'refuseMessage') return { kind: 'refused', scope: 'message', text: 'Packet too large' };
  return { kind: 'acknowledged' };
}
