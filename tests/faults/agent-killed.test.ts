import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readLedger } from '../../agent/record/read-ledger.ts';
import { expectAllOnce } from '../support/expect-all-once.ts';
import { LiveSystem, waitingIn } from '../support/live-system.ts';
import { ChildAgent, type OutageAgentSetup } from '../support/outage-agent.ts';
import { outageBrokers } from '../support/outage-broker.ts';
import { seededRandom } from '../support/replayed.ts';
import { freePort } from '../support/tcp-peer.ts';

/*
 * The daemon in a process of its own, ended by SIGKILL and started again on its directory, with real brokers and a real receiver.
 * More of what `npm test` does a little of:
 *   AGENT_KILLS=100 npx vitest run tests/faults/agent-killed.test.ts -t seeded
 */
const killCount = Number(process.env.AGENT_KILLS ?? 4);
/** A start, a report and a kill take a busy machine so long. */
const killTimeoutMs = 30_000;
const seed = 20260504;
const spreadMs = 20_000;

describe.each(outageBrokers)('an agent over $name', ({ isPresent, create }) => {
  describe.skipIf(!isPresent)('that is killed', { timeout: killCount * killTimeoutMs }, () => {
    let system: LiveSystem;
    let agent: ChildAgent;

    async function begin(makeAgent: (setup: OutageAgentSetup) => ChildAgent): Promise<void> {
      system = new LiveSystem({
        broker: create(await freePort()),
        agent: (setup) => {
          agent = makeAgent(setup);
          return agent;
        },
      });
    }

    afterEach(() => system.dispose(), 60_000);

    describe('with a report every ten seconds of its time', () => {
      beforeEach(async () => {
        await begin(ChildAgent.ofOrder);
        await system.start();
      });

      it(`at ${killCount} seeded moments loses and doubles no report, and goes on with its hours`, async () => {
        const random = seededRandom(seed);
        let operatingMs = 0;
        for (let kill = 0; kill < killCount; kill++) {
          const { outbox, counters } = await system.status();
          expect(counters.operatingMs).toBeGreaterThanOrEqual(operatingMs);
          await system.says('a further report is closed', (status) => status.outbox.closedCount > outbox.closedCount);
          await system.passed(random() * spreadMs, system.clock.nowMs());
          expect(await agent.kill()).toEqual({ code: null, signal: 'SIGKILL' });
          operatingMs = committedOperatingMs(system.ledgerPath);
          await agent.start();
        }
        await system.caughtUp();
        await system.stopAll();
        expectAllOnce(system, killCount + 2);
        const starts = readLedger(system.ledgerPath).lines.filter((line) => line.includes('"type":"agent.started"'));
        expect(starts).toHaveLength(killCount + 1);
        expect(starts.filter((line) => line.includes('resumedFrom'))).toHaveLength(killCount);
      });

      it('while reports wait for a broker that is away delivers them in its next life', async () => {
        await system.broker.stop('SIGKILL');
        const before = await system.says('three reports wait', (status) => waitingIn(status) >= 3);
        await agent.kill();
        expect(await agent.status()).toBeUndefined();
        await system.broker.start();
        await agent.start();
        await system.receipted(before.outbox.closedCount);
        await system.stopAll();
        expectAllOnce(system, before.outbox.closedCount + 1);
      });

      it('is seen offline by the receiver, and online again', async () => {
        const { agentId } = await system.status();
        const presence = (): string => JSON.stringify(system.receiver.statement(agentId).agents[0]?.lastStatus);
        await agent.kill();
        await system.holds('the last will', () => presence().includes('offline'));
        await agent.start();
        await system.holds('the birth', () => presence().includes('online'));
        await agent.stop();
        await system.holds('the goodbye', () => presence().includes('stopped'));
        await system.stopAll();
        expectAllOnce(system, 3);
      });
    });

    it('as `robot-risk run --config`, between two clean stops, keeps one chain of reports', async () => {
      await begin(({ folder, configuration }) => {
        const path = join(folder, 'agent.yaml');
        // In real time: a simulated robot that runs ahead of the real clock would start again in its own past.
        const sources = [{ id: 'robot', driver: 'simulator', options: {} }];
        writeFileSync(path, stringify({ ...configuration, sources }));
        return ChildAgent.ofCommand(folder, path);
      });
      await system.enrolAndStart();
      await system.says('it operates', ({ counters }) => counters.operatingMs > 500);
      await agent.stop();
      expect(readLedger(system.ledgerPath).reports).toHaveLength(1);
      await agent.start();
      const before = await system.says('it operates', ({ counters }) => counters.operatingMs > 1500);
      expect(before.outbox).toEqual({ closedCount: 1, receiptedCount: 1 });
      await agent.kill();
      await agent.start();
      await system.says('it operates again', ({ counters }) => counters.operatingMs > before.counters.operatingMs);
      await system.stopAll();
      expectAllOnce(system, 2);
      expect(readLedger(system.ledgerPath).reports).toHaveLength(2);
    });
  });
});

/** Operating time of the last report in the ledger. */
function committedOperatingMs(ledgerPath: string): number {
  const { reports } = readLedger(ledgerPath);
  const payload = JSON.parse(Buffer.from(reports.at(-1)?.jws.split('.')[1] ?? '', 'base64url').toString());
  return payload.exposure.closing.operatingMs;
}
