import { describe, expect, it } from 'vitest';
import { channelFixture, finish, untilReceipted } from '../../tests/support/channel-fixture.ts';
import type { PublishFate } from '../../tests/support/scripted-broker.ts';

/** Sequence of the report in a message. */
const seqOf = (payload: string) => Number(JSON.parse(payload).sequence);

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
