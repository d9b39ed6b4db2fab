import { describe, expect, it } from 'vitest';
import { type ChannelFixture, channelAgentKey, channelFixture } from '../../tests/support/channel-fixture.ts';
import type { PublishFate } from '../../tests/support/scripted-broker.ts';
import { InvariantError } from '../contract/errors.ts';
import type { LinkFailure } from './broker-link.ts';

const dayMs = 86_400_000;
const refusal = (kind: LinkFailure['kind'], text = 'no'): LinkFailure => ({ kind, text });

/** Sequence of the report in a message. */
const seqOf = (payload: string) => Number(JSON.parse(payload).sequence);

async function untilReceipted({ clock, outbox }: ChannelFixture, count: number, withinMs = dayMs): Promise<void> {
  expect(await clock.advanceUntil(() => outbox.receipts.size >= count, withinMs, 1_000)).toBe(true);
}

async function finish({ clock, stop }: ChannelFixture, running: Promise<void>): Promise<void> {
  stop();
  await clock.advance(20_000);
  await running;
}

describe('a channel', () => {
  it('does nothing before it runs', () => {
    const { broker, channel, clock } = channelFixture();
    expect(broker.requests).toEqual([]);
    expect(clock.sleptMs).toEqual([]);
    expect(channel.status()).toMatchObject({ state: 'connecting', sentCount: 0, protocolVersion: { unknown: 'notObserved' } });
  });

  it('delivers what waits, oldest first, and stores the receipts', async () => {
    const fixture = channelFixture();
    fixture.outbox.close(3);
    const running = fixture.start();
    await untilReceipted(fixture, 3, 5_000);
    expect(fixture.receiver.arrivals).toEqual([0, 1, 2]);
    expect(fixture.receiver.flaws).toEqual([]);
    expect(fixture.channel.status()).toMatchObject({ state: 'connected', protocolVersion: 5, sentCount: 3, receiptedCount: 3 });
    expect(fixture.channel.status().reason).toBe('connected with MQTT 5');
    await finish(fixture, running);
  });

  it('sends a new report as soon as it hears of it', async () => {
    const fixture = channelFixture();
    const running = fixture.start();
    await fixture.clock.advance(1_000);
    fixture.outbox.close();
    fixture.channel.notify();
    await fixture.clock.advance(50);
    expect(fixture.outbox.receipts.size).toBe(1);
    await finish(fixture, running);
  });

  it('names itself by agent and recipient, the same at every connection', async () => {
    const fixture = channelFixture({ connect: (_, attempt) => (attempt < 3 ? refusal('unreachable') : undefined) });
    const running = fixture.start();
    await fixture.clock.advance(120_000);
    const names = fixture.broker.requests.map(({ clientId }) => clientId);
    expect(names.length).toBe(4);
    expect(new Set(names)).toEqual(new Set([`rra-${channelAgentKey.kid}-insurer`]));
    await finish(fixture, running);
  });

  it('never shows credentials, in status or log', async () => {
    const changes = { url: 'mqtt://user:secret@broker.example:1883', credentials: { username: 'user', password: 'secret' } };
    const fixture = channelFixture({}, changes);
    const running = fixture.start();
    await fixture.clock.advance(1_000);
    expect(fixture.channel.status().url).toBe('mqtt://broker.example:1883');
    expect(JSON.stringify([fixture.logger.lines, fixture.channel.status()])).not.toContain('secret');
    expect(fixture.broker.requests[0]).toMatchObject({ url: changes.url, credentials: changes.credentials });
    await finish(fixture, running);
  });

  it('runs once at a time', async () => {
    const fixture = channelFixture();
    const running = fixture.start();
    await expect(fixture.start()).rejects.toThrow(InvariantError);
    await finish(fixture, running);
  });

  it('carries out what the outbox throws, and leaves no connection behind', async () => {
    const fixture = channelFixture();
    fixture.outbox.close();
    fixture.outbox.storeError = new Error('disk full');
    const running = fixture.start();
    await expect(Promise.all([running, fixture.clock.advance(1_000)])).rejects.toThrow('disk full');
    expect(fixture.broker.openLinksCount).toBe(0);
    expect(fixture.channel.status().state).toBe('stopped');
  });
});

describe('presence', () => {
  it('is online at every connection, offline when one breaks, stopped after a goodbye', async () => {
    const fixture = channelFixture();
    const running = fixture.start();
    await fixture.clock.advance(1_000);
    fixture.broker.cut();
    await fixture.clock.advance(2_000);
    await finish(fixture, running);
    expect(fixture.broker.presences).toEqual(['online', 'offline', 'online', 'stopped']);
  });

  it('says how much of the outbox is receipted', async () => {
    const fixture = channelFixture();
    fixture.outbox.close(2);
    const running = fixture.start();
    await fixture.clock.settle();
    const { topic, payload, retain } = fixture.broker.requests[0]?.will ?? { topic: '', payload: '{}', retain: false };
    expect([topic, retain]).toEqual([`robot-risk/v1/demo/${channelAgentKey.kid}/status`, true]);
    expect(JSON.parse(payload)).toEqual({
      schema: 'robot-risk/status/1',
      state: 'offline',
      agentId: channelAgentKey.kid,
      epoch: 0,
      closedCount: 2,
      receiptedCount: 0,
      wall: '2026-01-01T00:00:00.000Z',
    });
    await finish(fixture, running);
  });
});

describe('the supervisor', () => {
  it('falls back to 3.1.1 at once, and stays there', async () => {
    const fixture = channelFixture({ connect: ({ protocolVersion }) => (protocolVersion === 5 ? refusal('noConnack') : undefined) });
    const running = fixture.start();
    await fixture.clock.settle();
    expect(fixture.channel.status()).toMatchObject({ state: 'connected', protocolVersion: 4, reason: 'connected with MQTT 3.1.1' });
    expect(fixture.logger.codes()).toEqual(['report/mqtt-connected']);
    fixture.broker.cut();
    await fixture.clock.advance(1_000);
    expect(fixture.broker.requests.map(({ protocolVersion }) => protocolVersion)).toEqual([5, 4, 4]);
    await finish(fixture, running);
  });

  it('does not loop when both versions are cut off: it backs off between pairs', async () => {
    const fixture = channelFixture({ connect: () => refusal('noConnack') }, { random: () => 0.99 });
    const running = fixture.start();
    await fixture.clock.advance(600_000);
    const versions = fixture.broker.requests.map(({ protocolVersion }) => protocolVersion);
    expect(versions.slice(0, 4)).toEqual([5, 4, 5, 4]);
    expect(versions.length).toBeLessThan(40);
    expect(fixture.channel.status().state).toBe('waiting');
    expect(fixture.logger.codes()).toEqual(['report/mqtt-no-connack']);
    await finish(fixture, running);
  });

  it('gives up an attempt that is never answered, by its own clock', async () => {
    const fixture = channelFixture({ connect: () => 'hang' }, { random: () => 0.99, limits: { connectTimeoutMs: 3_000 } });
    const running = fixture.start();
    await fixture.clock.advance(2_999);
    expect(fixture.broker.requests).toHaveLength(1);
    await fixture.clock.advance(3_002);
    expect(fixture.channel.status()).toMatchObject({ state: 'waiting' });
    expect(fixture.logger.codes()).toEqual(['report/mqtt-no-answer']);
    await finish(fixture, running);
  });

  it.each([
    ['credentials', 'report/mqtt-credentials-refused'],
    ['certificate', 'report/mqtt-certificate-refused'],
  ] as const)('after refused %s waits the longest time, says so, and loses nothing', async (kind, code) => {
    let isRefused = true;
    const fixture = channelFixture({ connect: () => (isRefused ? refusal(kind, 'Not authorized') : undefined) });
    fixture.outbox.close(2);
    const running = fixture.start();
    await fixture.clock.advance(29_999);
    expect(fixture.broker.requests).toHaveLength(1);
    expect(fixture.channel.status()).toMatchObject({ state: 'waiting', protocolVersion: { unknown: 'notObserved' } });
    expect(fixture.channel.status().reason).toMatch(/^Not authorized: check /);
    await fixture.clock.advance(600_000);
    expect(fixture.logger.codes()).toEqual([code]);
    isRefused = false;
    await untilReceipted(fixture, 2, 61_000);
    await finish(fixture, running);
  });

  it('does not fight over its name: a takeover is a long wait and a reason', async () => {
    const fixture = channelFixture();
    const running = fixture.start();
    await fixture.clock.advance(1_000);
    fixture.broker.cut({ kind: 'takenOver', text: 'somebody else connected with the same client id' });
    await fixture.clock.advance(29_000);
    expect(fixture.broker.requests).toHaveLength(1);
    expect(fixture.channel.status().reason).toContain('same client id');
    expect(fixture.logger.codes()).toEqual(['report/mqtt-connected', 'report/mqtt-taken-over']);
    await finish(fixture, running);
  });

  it('suspects a takeover also where the broker has no word for it', async () => {
    const fixture = channelFixture({}, { random: () => 0.99 });
    const running = fixture.start();
    for (let round = 0; round < 3; round++) {
      await fixture.clock.advance(5_000);
      fixture.broker.cut();
    }
    await fixture.clock.advance(29_000);
    expect(fixture.broker.requests).toHaveLength(3);
    expect(fixture.channel.status().reason).toContain('two must not share one identity');
    await finish(fixture, running);
  });

  it('counts connections that end early as failures', async () => {
    const fixture = channelFixture({}, { random: () => 0.99 });
    const running = fixture.start();
    for (let round = 0; round < 600; round++) {
      fixture.broker.cut();
      await fixture.clock.advance(1_000);
    }
    expect(fixture.broker.requests.length).toBeLessThan(25);
    await finish(fixture, running);
  });

  it('treats topics it may not hear as a standing failure', async () => {
    const fixture = channelFixture({ subscribe: () => refusal('subscription', 'Not authorized') });
    const running = fixture.start();
    await fixture.clock.advance(29_000);
    expect(fixture.broker.requests).toHaveLength(1);
    expect(fixture.broker.openLinksCount).toBe(0);
    expect(fixture.logger.codes()).toEqual(['report/mqtt-subscription-refused']);
    await finish(fixture, running);
  });

  it('rebuilds a connection that does not acknowledge', async () => {
    let isStuck = true;
    const fixture = channelFixture({ publish: () => (isStuck ? 'silence' : 'deliver') }, { limits: { pubackTimeoutMs: 2_000 } });
    fixture.outbox.close();
    const running = fixture.start();
    await fixture.clock.advance(1_999);
    expect(fixture.broker.requests).toHaveLength(1);
    isStuck = false;
    await fixture.clock.advance(3_000);
    expect(fixture.broker.requests).toHaveLength(2);
    expect(fixture.logger.codes()).toEqual(['report/mqtt-connected', 'report/mqtt-stalled', 'report/mqtt-connected']);
    await finish(fixture, running);
  });
});

describe('delivery', () => {
  it('goes on until a receipt is there: an acknowledgement is none', async () => {
    let fate: PublishFate = 'swallow';
    const fixture = channelFixture({ publish: () => fate });
    fixture.outbox.close();
    const running = fixture.start();
    await fixture.clock.advance(3_600_000);
    const { sentCount, receiptedCount, counts } = fixture.channel.status();
    expect([sentCount, receiptedCount, counts?.resentCount]).toEqual([1, 0, expect.toSatisfy((count) => count > 5 && count < 20)]);
    expect(fixture.channel.status().reason).toContain('has no receipt');
    expect(fixture.logger.codes()).toEqual(['report/mqtt-connected', 'report/mqtt-no-receipts']);
    fate = 'deliver';
    await untilReceipted(fixture, 1, 600_000);
    await fixture.clock.settle();
    expect(fixture.logger.codes().at(-1)).toBe('report/mqtt-receipts-back');
    await finish(fixture, running);
  });

  it('does not send a receiver that is away more than its share', async () => {
    const fixture = channelFixture({ publish: () => 'swallow' });
    fixture.outbox.close(500);
    const running = fixture.start();
    await fixture.clock.advance(3_600_000);
    expect(fixture.channel.status().sentCount).toBe(64);
    await finish(fixture, running);
  });

  it('goes round a message the broker does not take', async () => {
    const fixture = channelFixture({ publish: ({ payload }) => (seqOf(payload) === 0 ? 'refuseMessage' : 'deliver') });
    fixture.outbox.close(20);
    const running = fixture.start();
    await untilReceipted(fixture, 19, 5_000);
    expect(fixture.channel.status().reason).toContain('refuses report 0: Packet too large');
    expect(fixture.channel.status().state).toBe('connected');
    await fixture.clock.advance(3_600_000);
    expect(fixture.channel.status().counts?.refusedCount).toBeLessThan(20);
    await finish(fixture, running);
  });

  it('goes round a message that breaks every connection', async () => {
    const fixture = channelFixture({ publish: ({ payload }) => (seqOf(payload) === 3 ? 'cutBefore' : 'deliver') });
    fixture.outbox.close(40);
    const running = fixture.start();
    await untilReceipted(fixture, 39, 120_000);
    expect(fixture.outbox.receipts.has(3)).toBe(false);
    await finish(fixture, running);
  });

  it('holds back while the topic is refused, and goes on when it no longer is', async () => {
    let isDenied = true;
    const fixture = channelFixture({ publish: () => (isDenied ? 'refuseTopic' : 'deliver') });
    fixture.outbox.close(100);
    const running = fixture.start();
    await fixture.clock.advance(3_600_000);
    expect(fixture.channel.status().counts?.refusedCount).toBeLessThan(25);
    expect(fixture.channel.status().reason).toContain('Not authorized');
    expect(fixture.logger.codes()).toEqual(['report/mqtt-connected', 'report/mqtt-topic-refused']);
    isDenied = false;
    await untilReceipted(fixture, 100, 700_000);
    expect(fixture.logger.codes().at(-1)).toBe('report/mqtt-publish-accepted');
    await finish(fixture, running);
  });

  it('does not try what the broker said is too large', async () => {
    const fixture = channelFixture({ limits: { messageBytesMax: 2_000 } });
    fixture.outbox.close(1, 5_000);
    fixture.outbox.close(1);
    const running = fixture.start();
    await untilReceipted(fixture, 1, 5_000);
    expect(fixture.receiver.arrivals).toEqual([1]);
    expect(fixture.channel.status().reason).toMatch(/refuses report 0: \d+ bytes, the broker takes 2000/);
    await finish(fixture, running);
  });

  it('sends again what a receiver asks for', async () => {
    const fixture = channelFixture();
    fixture.outbox.close(4);
    const running = fixture.start();
    await untilReceipted(fixture, 4, 5_000);
    fixture.broker.send('request', fixture.receiver.resend(1, 2));
    await fixture.clock.advance(1_000);
    expect(fixture.receiver.arrivals).toEqual([0, 1, 2, 3, 1, 2]);
    expect(fixture.outbox.receipts.size).toBe(4);
    await finish(fixture, running);
  });

  it('ignores receipts of a stranger, and says so', async () => {
    const fixture = channelFixture({}, { receiverKeys: new Map() });
    fixture.outbox.close();
    const running = fixture.start();
    await fixture.clock.advance(60_000);
    expect(fixture.outbox.receipts.size).toBe(0);
    expect(fixture.channel.status().counts?.receiptIgnoredCount).toBeGreaterThan(0);
    expect(fixture.channel.status().reason).toContain('receipt was ignored');
    await finish(fixture, running);
  });
});

describe('a stop', () => {
  it('waits for the last receipt, says goodbye and ends', async () => {
    const fixture = channelFixture();
    const running = fixture.start();
    await fixture.clock.advance(1_000);
    fixture.outbox.close();
    fixture.channel.notify();
    fixture.stop();
    await Promise.all([running, fixture.clock.advance(50)]);
    expect(fixture.outbox.receipts.size).toBe(1);
    expect(fixture.broker.presences.at(-1)).toBe('stopped');
    expect(fixture.channel.status()).toMatchObject({ state: 'stopped', reason: 'stopped' });
  });

  it('also when it comes before the first connection is made', async () => {
    const fixture = channelFixture();
    fixture.outbox.close();
    const running = fixture.start();
    fixture.stop();
    await Promise.all([running, fixture.clock.advance(100)]);
    expect(fixture.outbox.receipts.size).toBe(1);
  });

  it('waits no longer than it may', async () => {
    const fixture = channelFixture({ publish: () => 'swallow' }, { limits: { receiptWaitMs: 5_000 } });
    fixture.outbox.close();
    const running = fixture.start();
    await fixture.clock.advance(1_000);
    let isOver = false;
    void running.then(() => {
      isOver = true;
    });
    fixture.stop();
    await fixture.clock.advance(4_999);
    expect(isOver).toBe(false);
    await fixture.clock.advance(1);
    expect(isOver).toBe(true);
    expect(fixture.broker.openLinksCount).toBe(0);
  });

  it('does not wait for a broker that is away', async () => {
    const fixture = channelFixture({ connect: () => refusal('unreachable') });
    fixture.outbox.close();
    const running = fixture.start();
    await fixture.clock.settle();
    fixture.stop();
    await Promise.all([running, fixture.clock.settle()]);
    expect(fixture.channel.status().state).toBe('stopped');
  });

  it('ends an attempt in which nothing is left to deliver', async () => {
    const fixture = channelFixture({ connect: () => 'hang' });
    const running = fixture.start();
    await fixture.clock.settle();
    fixture.stop();
    await Promise.all([running, fixture.clock.settle()]);
    expect(fixture.broker.requests).toHaveLength(1);
  });

  it('can be followed by another run', async () => {
    const fixture = channelFixture();
    await finish(fixture, fixture.start());
    fixture.outbox.close();
    const again = new AbortController();
    const running = fixture.channel.run(again.signal);
    await untilReceipted(fixture, 1, 5_000);
    again.abort();
    await Promise.all([running, fixture.clock.advance(1_000)]);
    expect(fixture.broker.presences).toEqual(['online', 'stopped', 'online', 'stopped']);
  });
});
