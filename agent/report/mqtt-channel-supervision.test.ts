import { describe, expect, it } from 'vitest';
import { channelFixture, finish, untilReceipted } from '../../tests/support/channel-fixture.ts';
import type { LinkFailure } from './broker-link.ts';

const refusal = (kind: LinkFailure['kind'], text = 'no'): LinkFailure => ({ kind, text });

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
