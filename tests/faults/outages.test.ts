import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../agent/evidence/hash.ts';
import { signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { auditDelivery } from '../support/audit-delivery.ts';
import { expectAllOnce } from '../support/expect-all-once.ts';
import { LiveSystem, waitingIn } from '../support/live-system.ts';
import { outageBrokers } from '../support/outage-broker.ts';
import { receiverKey } from '../support/receiver-fixture.ts';
import { freePort } from '../support/tcp-peer.ts';

/*
 * Everything real: simulated robot, daemon, broker in a process of its own, receiver with its store. One clock runs 20 times as fast as
 * ours for agent and receiver alike, so the minute a broker is away takes three seconds and every limit keeps its proportion.
 */
const minuteMs = 60_000;

describe.each(outageBrokers)('over $name', ({ isPresent, create }) => {
  describe.skipIf(!isPresent)('no report is lost or doubled', { timeout: 90_000 }, () => {
    let system: LiveSystem;

    beforeEach(async () => {
      system = new LiveSystem({ broker: create(await freePort()) });
      await system.start();
    });

    afterEach(() => system.dispose(), 60_000);

    it('when the broker is stopped for a minute; meanwhile status says that it is away and how many reports wait', async () => {
      const sinceMs = system.clock.nowMs();
      await system.broker.stop('SIGTERM');
      await system.passed(minuteMs, sinceMs);
      const during = await system.says('several reports wait', (status) => waitingIn(status) >= 5);
      expect(['waiting', 'connecting']).toContain(during.channels[0]?.state);
      expect(during.channels[0]?.reason).toContain('check that the broker runs');
      expect(during.warnings).toEqual([expect.stringMatching(/^recipient insurer is not connected: .*check that the broker runs/)]);
      expect(during.warnings[0]).toContain(`${waitingIn(during)} reports wait for a receipt`);
      expect(system.events.count('receiver/waiting')).toBeGreaterThan(0);
      await system.broker.start();
      await system.caughtUp();
      const after = await system.status();
      expect(after.warnings).toEqual([]);
      expect(after.channels[0]?.counts?.connectedCount).toBe(2);
      await system.stopAll();
      expectAllOnce(system, 8);
    });

    it('when the broker is killed and comes back at once', async () => {
      await system.broker.stop('SIGKILL');
      const during = await system.says('the loss', ({ channels }) => channels[0]?.state !== 'connected');
      expect(during.warnings.join()).toContain('recipient insurer is not connected');
      await system.broker.start();
      await system.caughtUp();
      const [channel] = (await system.status()).channels;
      expect(channel).toMatchObject({ state: 'connected', reason: expect.stringContaining('connected with MQTT') });
      await system.stopAll();
      expectAllOnce(system, 3);
    });

    it('when the broker is killed again and again', async () => {
      for (let count = 0; count < 3; count++) {
        const { receiptedCount } = (await system.status()).outbox;
        await system.broker.stop('SIGKILL');
        await system.says('a report waits', (status) => waitingIn(status) >= 1);
        await system.broker.start();
        await system.receipted(receiptedCount + 2);
      }
      await system.stopAll();
      expectAllOnce(system, 6);
    });

    it('when the broker acknowledged reports, is restarted empty, and nobody had taken them', async () => {
      await system.stopReceiver();
      const before = await system.status();
      const held = await system.says(
        'the broker acknowledged three reports nobody takes',
        (status) => waitingIn(status) >= 3 && (status.channels[0]?.sentCount ?? 0) >= before.outbox.closedCount + 3,
      );
      await system.broker.stop('SIGKILL');
      await system.broker.start();
      await system.startReceiver();
      await system.receipted(held.outbox.closedCount);
      await system.caughtUp();
      await system.stopAll();
      expectAllOnce(system, held.outbox.closedCount);
    });

    it('when the receiver is stopped for a minute; meanwhile status says that nobody answers', async () => {
      const sinceMs = system.clock.nowMs();
      await system.stopReceiver();
      await system.passed(minuteMs, sinceMs);
      const during = await system.says(
        'nobody answers',
        ({ channels }) => channels[0]?.reason.includes('check that the receiver runs') === true,
      );
      expect(during.channels[0]?.state).toBe('connected');
      expect(waitingIn(during)).toBeGreaterThanOrEqual(4);
      expect(during.warnings).toEqual([
        expect.stringMatching(
          /^recipient insurer sends no receipt that counts: .*check that the receiver runs.*; \d+ reports wait for a receipt$/,
        ),
      ]);
      await system.startReceiver();
      await system.caughtUp();
      expect((await system.status()).warnings).toEqual([]);
      await system.stopAll();
      expectAllOnce(system, 8);
    });

    it('when the receiver stores reports and its answers are lost: the same bytes come again and get the same receipt', async () => {
      const { closedCount } = (await system.status()).outbox;
      const lost = [closedCount + 1, closedCount + 2, closedCount + 3];
      system.losesAnswer = (reportSeq) => lost.includes(reportSeq);
      await system.receipted(closedCount + 5);
      await system.stopAll();
      const repeated = system.events.events.flatMap((event) => (event.code === 'receiver/report-repeated' ? [event.reportSeq] : []));
      expect(repeated).toEqual(expect.arrayContaining(lost));
      expect(system.events.count('receiver/report-forked')).toBe(0);
      expectAllOnce(system, closedCount + 5);
    });

    it('when the agent stops while the broker is away, and starts again when it is back', async () => {
      await system.broker.stop('SIGKILL');
      const before = await system.says('two reports wait', (status) => waitingIn(status) >= 2);
      await system.agent.stop();
      await system.broker.start();
      await system.agent.start();
      // The stop itself closed one more report.
      await system.receipted(before.outbox.closedCount + 1);
      await system.stopAll();
      expectAllOnce(system, before.outbox.closedCount + 2);
    });
  });
});

describe('a receiver that signs with another key than the one pinned', { timeout: 60_000 }, () => {
  let system: LiveSystem;

  beforeEach(async () => {
    const [embedded] = outageBrokers;
    const pinnedKey = signingKeyFromSeed(sha256('somebody else'));
    system = new LiveSystem({ broker: embedded.create(await freePort()), pinnedKey, receiptWaitMs: 2000 });
    await system.enrolAndStart();
  });

  afterEach(() => system.dispose(), 60_000);

  it('takes no report out of the outbox, and status says which key is in doubt', async () => {
    await system.events.until('receiver/report-stored', 2);
    const status = await system.says('two reports wait', ({ warnings }) => warnings.length > 0);
    expect(status.outbox.receiptedCount).toBe(0);
    expect(status.channels[0]).toMatchObject({ state: 'connected', receiptedCount: 0 });
    expect(status.warnings).toEqual([expect.stringMatching(/^recipient insurer sends no receipt that counts: a receipt was ignored: /)]);
    expect(status.warnings[0]).toContain(`"${receiverKey.kid}" is not in the key file; ${waitingIn(status)} reports wait for a receipt`);
    await system.stopAll();
    expect(auditDelivery(system).unreceipted.length).toBe(auditDelivery(system).closed.length);
  });
});
