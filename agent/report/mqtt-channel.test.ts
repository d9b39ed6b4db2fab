import { describe, expect, it } from 'vitest';
import { channelAgentKey, channelFixture, finish, untilReceipted } from '../../tests/support/channel-fixture.ts';
import { InvariantError, TransientError } from '../contract/errors.ts';
import type { LinkFailure } from './broker-link.ts';

const refusal = (kind: LinkFailure['kind'], text = 'no'): LinkFailure => ({ kind, text });

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

describe('an outbox whose disk cannot be read', () => {
  const eio = new TransientError('record/disk-io', 'The disk fails to read or write: check it, then the mount');

  it('is waited for, said once, and everything is delivered once it can', async () => {
    const fixture = channelFixture();
    fixture.outbox.close(3);
    fixture.outbox.readError = eio;
    const running = fixture.start();
    await fixture.clock.advance(600_000);
    expect(fixture.channel.status()).toMatchObject({ state: 'waiting', reason: expect.stringContaining('check the disk') });
    expect(fixture.logger.codes().filter((code) => code === 'report/outbox-unreadable')).toHaveLength(1);
    expect(fixture.broker.openLinksCount).toBe(0);
    expect(fixture.broker.requests.length).toBeLessThan(30);
    fixture.outbox.readError = undefined;
    await untilReceipted(fixture, 3);
    expect(fixture.receiver.arrivals).toEqual([0, 1, 2]);
    await finish(fixture, running);
  });

  it('in the middle of a delivery costs the connection, and no report', async () => {
    const fixture = channelFixture();
    const running = fixture.start();
    await fixture.clock.advance(1_000);
    fixture.outbox.close(2);
    fixture.outbox.readError = eio;
    fixture.channel.notify();
    await fixture.clock.advance(1_000);
    expect(fixture.channel.status().state).toBe('waiting');
    fixture.outbox.readError = undefined;
    await untilReceipted(fixture, 2);
    await finish(fixture, running);
  });

  it('does not keep the agent from stopping', async () => {
    const fixture = channelFixture();
    fixture.outbox.close();
    const running = fixture.start();
    fixture.outbox.readError = eio;
    await fixture.clock.advance(5_000);
    await finish(fixture, running);
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
