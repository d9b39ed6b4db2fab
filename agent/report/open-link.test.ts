import { describe, expect, it } from 'vitest';
import { channelAgentKey } from '../../tests/support/channel-fixture.ts';
import { type BrokerScript, ScriptedBroker } from '../../tests/support/scripted-broker.ts';
import { SigningReceiver } from '../../tests/support/signing-receiver.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import type { BrokerLink, ConnectOutcome, ConnectToBroker, LinkFailure } from './broker-link.ts';
import { openLink } from './open-link.ts';

const request = {
  url: 'mqtt://broker.example',
  protocolVersion: 5,
  clientId: 'rra-test',
  credentials: {},
  will: { topic: 'test/status', payload: '{"state":"offline"}', retain: true, contentType: 'application/json' },
  keepaliveS: 30,
  messageBytesMax: 1_000,
  onMessage: () => undefined,
} as const;

function opening(script: BrokerScript, wrap: (connect: ConnectToBroker) => ConnectToBroker = (connect) => connect) {
  const clock = new VirtualClock();
  const patience = new AbortController();
  const broker = new ScriptedBroker(new SigningReceiver(channelAgentKey.kid), script);
  const connect = wrap(broker.connect);
  const opened = openLink({ connect, request, subscriptions: ['a', 'b'], clock, connectTimeoutMs: 1_000, patience: patience.signal });
  return { clock, patience, broker, opened };
}

const kindOf = (outcome: ConnectOutcome) => (outcome.ok ? 'open' : outcome.failure.kind);
const never = new Promise<LinkFailure | undefined>(() => undefined);

/** A connection whose subscriptions are never answered, as a broker that hangs after its CONNACK. */
const mute =
  (connect: ConnectToBroker): ConnectToBroker =>
  async (asked, signal) => {
    const outcome = await connect(asked, signal);
    if (!outcome.ok) return outcome;
    const { link } = outcome;
    const closing = link.closed.then((failure): LinkFailure | undefined => failure);
    const muted: BrokerLink = {
      limits: link.limits,
      closed: link.closed,
      subscribe: () => Promise.race([never, closing]),
      publish: (message) => link.publish(message),
      end: () => link.end(),
      destroy: () => link.destroy(),
    };
    return { ok: true, link: muted };
  };

describe('opening a connection', () => {
  it('ends with granted subscriptions, and its timer with it', async () => {
    const { opened, clock, broker } = opening({});
    expect(kindOf(await opened)).toBe('open');
    await clock.advance(10_000);
    expect(broker.openLinksCount).toBe(1);
  });

  it('passes on why it was refused', async () => {
    const { opened } = opening({ connect: () => ({ kind: 'credentials', text: 'no' }) });
    expect(await opened).toEqual({ ok: false, failure: { kind: 'credentials', text: 'no' } });
  });

  it('fails when a topic is refused, and leaves no connection', async () => {
    const { opened, broker } = opening({ subscribe: () => ({ kind: 'subscription', text: 'Not authorized' }) });
    expect(kindOf(await opened)).toBe('subscription');
    expect(broker.openLinksCount).toBe(0);
  });

  it.each<[string, BrokerScript, typeof mute | undefined]>([
    ['its answer', { connect: () => 'hang' }, undefined],
    ['its granted topics', {}, mute],
  ])('waits for %s no longer than the limit', async (_, script, wrap) => {
    const { opened, clock, broker } = opening(script, wrap);
    let outcome: ConnectOutcome | undefined;
    void opened.then((ended) => {
      outcome = ended;
    });
    await clock.advance(999);
    expect(outcome).toBeUndefined();
    await clock.advance(1);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'noAnswer' } });
    expect(broker.openLinksCount).toBe(0);
  });

  it('ends at once when patience is lost', async () => {
    const { opened, clock, patience } = opening({ connect: () => 'hang' });
    await clock.advance(10);
    patience.abort();
    expect(kindOf(await opened)).toBe('noAnswer');
    expect(clock.nowMs).toBe(10);
  });
});
