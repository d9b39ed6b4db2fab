import { describe, expect, it } from 'vitest';
import { channelAgentKey, channelFixture, finish } from '../../tests/support/channel-fixture.ts';
import { noUsage } from '../contract/usage.ts';
import { exportUsage } from '../contract/usage-export.ts';

describe('usage in the words of OPC UA and VDA 5050', () => {
  const header = { messageCount: 1, wallMs: 0, manufacturer: 'acme', serialNumber: 's', agentId: 'a', startUpWallMs: 0 };

  it('is published at every connection and with every report, retained, where the recipient wants it', async () => {
    let operatingMs = 0;
    const fixture = channelFixture({}, { usage: () => exportUsage({ ...noUsage, operatingMs }, header) });
    const running = fixture.start();
    await fixture.clock.advance(1_000);
    operatingMs = 5_000;
    fixture.outbox.close();
    fixture.channel.notify();
    await fixture.clock.advance(50);
    const { usages } = fixture.broker;
    expect(usages.map(({ topic, retain }) => [topic, retain])).toEqual(
      Array.from({ length: 2 }, () => [`robot-risk/v1/demo/${channelAgentKey.kid}/usage`, true]),
    );
    expect(usages.map(({ payload }) => JSON.parse(payload).operationCounters.OperationDuration)).toEqual([0, 5_000]);
    await finish(fixture, running);
  });

  it('is not published where nobody asked for it, and waits for a connection', async () => {
    const fixture = channelFixture();
    fixture.channel.notify();
    const running = fixture.start();
    await fixture.clock.advance(1_000);
    expect(fixture.broker.usages).toEqual([]);
    await finish(fixture, running);
  });
});
