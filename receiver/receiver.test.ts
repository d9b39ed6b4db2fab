import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildEvidence, type EvidenceFixture, type EvidenceOptions } from '../tests/support/evidence-fixture.ts';
import {
  EventLog,
  enrolmentOf,
  RobotOnWire,
  readReceipt,
  readResend,
  receiverKey,
  reportEvent,
} from '../tests/support/receiver-fixture.ts';
import { type BrokerKind, brokerKinds, freePort, hasMosquitto, startBroker, type TestBroker } from '../tests/support/test-brokers.ts';
import { type Receiver, type ReceiverOptions, startReceiver } from './receiver.ts';

const isPresent = (kind: BrokerKind): boolean => kind === 'embedded' || hasMosquitto;
const titleOf = (kind: BrokerKind): string =>
  kind === 'embedded' ? 'the embedded broker' : isPresent(kind) ? 'Mosquitto' : 'Mosquitto (skipped: apt-get install mosquitto)';

describe.each(brokerKinds.map((kind) => ({ kind, title: titleOf(kind) })))('a receiver with $title', ({ kind }) => {
  describe.skipIf(!isPresent(kind))('connected', () => {
    let folder = '';
    let broker: TestBroker;
    let receiver: Receiver;
    let log: EventLog;
    const robots: RobotOnWire[] = [];

    const start = async (options: Partial<ReceiverOptions> = {}): Promise<void> => {
      log = new EventLog();
      receiver = await startReceiver({
        broker: { url: broker.url },
        tenants: [
          { name: 'live', demo: false },
          { name: 'demo', demo: true },
        ],
        storePath: join(folder, 'receiver.sqlite'),
        key: receiverKey,
        onEvent: log.listen,
        random: () => 0.05,
        ...options,
      });
      await log.until('receiver/connected');
    };
    const robotOf = async ({ key }: EvidenceFixture, tenant = 'live'): Promise<RobotOnWire> => {
      const robot = await RobotOnWire.connect(broker.url, key.kid, tenant);
      robots.push(robot);
      return robot;
    };
    /** Evidence of an enrolled robot, and its end of the wire. */
    const enrolled = async (options: EvidenceOptions = {}, tenant = 'live') => {
      const evidence = buildEvidence({ origin: 'live', ...options });
      receiver.enrol(enrolmentOf(evidence.key, options.origin === 'simulation' ? 'simulation' : 'agent'), tenant);
      const robot = await robotOf(evidence, tenant);
      const send = (reportSeq: number) => robot.publish(eventOf(evidence, reportSeq));
      return { evidence, robot, send };
    };

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'receiver-'));
      broker = await startBroker(kind);
      await start();
    });

    afterEach(async () => {
      for (const robot of robots.splice(0)) await robot.leave();
      await receiver.stop();
      await broker.stop();
      await rm(folder, { recursive: true });
    });

    it('speaks the newest version its broker knows', () => {
      const connected = log.events.find(({ code }) => code === 'receiver/connected');
      expect(connected).toMatchObject({ protocolVersion: kind === 'mosquitto' ? 5 : 4, url: broker.url });
    });

    it('signs a receipt for every report, which the pinned key verifies', async () => {
      const { evidence, robot, send } = await enrolled();
      for (const reportSeq of [0, 1, 2]) await send(reportSeq);
      await robot.untilReceipts(3);
      const { log: head } = evidence.payloads[2] ?? { log: { size: 0, root: '' } };
      expect(robot.receipts.map(readReceipt).map(({ reportSeq, verdict }) => [reportSeq, verdict])).toEqual([
        [0, 'accepted'],
        [1, 'accepted'],
        [2, 'accepted'],
      ]);
      expect(readReceipt(robot.receipts[2] ?? '')).toMatchObject({ agentId: evidence.key.kid, log: { size: head.size, root: head.root } });
      expect(receiver.statement().verdict).toBe('pass');
    });

    it('answers the same report with the same receipt, and stores it once', async () => {
      const { robot, send } = await enrolled();
      for (const _ of [1, 2, 3]) await send(0);
      await robot.untilReceipts(3);
      expect(new Set(robot.receipts).size).toBe(1);
      expect(receiver.statement().agents[0]?.reports.receivedCount).toBe(1);
    });

    it('keeps both when a robot signs two reports of one sequence, and says so', async () => {
      const { robot, send } = await enrolled();
      const other = buildEvidence({ origin: 'live', changePayload: (payload) => (payload.statement = 'another') });
      await send(0);
      await robot.publish(eventOf(other, 0));
      await robot.untilReceipts(2);
      expect(readReceipt(robot.receipts[1] ?? '')).toMatchObject({ verdict: 'rejected', findings: ['report.fork'] });
      expect(receiver.statement().agents[0]).toMatchObject({ verdict: 'fail', reports: { receivedCount: 1, forkCount: 1 } });
    });

    it('asks for the reports that are missing, once, and is content when they come', async () => {
      const { robot, send } = await enrolled({ reportCount: 5 });
      await send(0);
      await send(4);
      await robot.untilRequests(1);
      expect(readResend(robot.requests[0] ?? '')).toMatchObject({ fromSeq: 1, toSeq: 3 });
      await robot.untilReceipts(2);
      expect(readReceipt(robot.receipts[1] ?? '')).toMatchObject({ verdict: 'acceptedWithFindings', findings: ['report.missing'] });
      for (const reportSeq of [1, 2, 3]) await send(reportSeq);
      await robot.untilReceipts(5);
      expect(robot.requests).toHaveLength(1);
      expect(receiver.statement().agents[0]).toMatchObject({ verdict: 'pass', reports: { receivedCount: 5, missing: [] } });
    });

    it('gives an agent nobody enrolled no answer at all, and counts it', async () => {
      const evidence = buildEvidence({ robot: 'stranger', origin: 'live' });
      const robot = await robotOf(evidence);
      await robot.publish(eventOf(evidence, 0));
      await log.until('receiver/message-refused');
      expect(robot.receipts).toEqual([]);
      expect(receiver.statement().refusals).toMatchObject([{ code: 'agent.notEnrolled', refusedCount: 1, lastPlace: evidence.key.kid }]);
    });

    it('refuses a report that the enrolled key did not sign', async () => {
      const { evidence, robot } = await enrolled();
      const forged = buildEvidence({ robot: 'forger', origin: 'live' });
      const jws = Buffer.from(forged.reports[0]?.bytes ?? '').toString();
      await robot.publish(reportEvent(evidence.key, 0, jws));
      await log.until('receiver/message-refused');
      expect(log.events.at(-1)).toMatchObject({ reason: 'key.unknown' });
      expect(robot.receipts).toEqual([]);
    });

    it('takes an agent only on the topics of its own tenant', async () => {
      const { evidence } = await enrolled();
      const elsewhere = await robotOf(evidence, 'demo');
      await elsewhere.publish(eventOf(evidence, 0));
      await log.until('receiver/message-refused');
      expect(log.events.at(-1)).toMatchObject({ reason: 'agent.notEnrolled' });
    });

    it('rejects simulated hours where live ones are insured, signed, and takes them in a demo tenant', async () => {
      const { robot, send } = await enrolled({ origin: 'simulation' });
      await send(0);
      await robot.untilReceipts(1);
      expect(readReceipt(robot.receipts[0] ?? '')).toMatchObject({ verdict: 'rejected', findings: ['origin.notAllowed'] });
      expect(receiver.statement().agents[0]).toMatchObject({ usage: { operatingMs: 0 }, reports: { rejectedCount: 1 } });
      const demo = await enrolled({ robot: 'shown', origin: 'simulation' }, 'demo');
      await demo.send(0);
      await demo.robot.untilReceipts(1);
      expect(readReceipt(demo.robot.receipts[0] ?? '')).toMatchObject({ verdict: 'accepted' });
    });

    it('goes on after garbage and after a message that is too large', async () => {
      const { robot, send } = await enrolled();
      for (const garbage of ['', '{', '[]', Buffer.of(0xff, 0x00), '{"specversion":"1.0"}']) await robot.publish(garbage);
      await robot.publish(Buffer.alloc(1_100_000, 'x'));
      await send(0);
      await robot.untilReceipts(1);
      expect(log.count('receiver/message-refused')).toBeGreaterThanOrEqual(5);
      expect(log.count('receiver/message-failed')).toBe(0);
    });

    it('does not answer for what it could not store, and goes on', async () => {
      const { robot, send } = await enrolled();
      const beside = new Database(join(folder, 'receiver.sqlite'));
      beside.exec('ALTER TABLE receipt RENAME TO away');
      await send(0);
      await log.until('receiver/message-failed');
      expect(robot.receipts).toEqual([]);
      beside.exec('ALTER TABLE away RENAME TO receipt');
      beside.close();
      await send(0);
      await robot.untilReceipts(1);
      expect(readReceipt(robot.receipts[0] ?? '')).toMatchObject({ verdict: 'accepted' });
    });

    it('comes back when the broker was stopped and started empty', async () => {
      const { evidence, robot, send } = await enrolled();
      await send(0);
      await robot.untilReceipts(1);
      await broker.stop();
      await log.until('receiver/waiting');
      await broker.start();
      await log.until('receiver/connected', 2);
      const again = await robotOf(evidence);
      for (const reportSeq of [0, 1]) await again.publish(eventOf(evidence, reportSeq));
      await again.untilReceipts(2);
      expect(again.receipts[0]).toBe(robot.receipts[0]);
      expect(receiver.statement().agents[0]?.reports).toMatchObject({ receivedCount: 2, acceptedCount: 2 });
    });

    it('knows after a restart what it knew before', async () => {
      const { robot, send } = await enrolled();
      await send(0);
      await robot.untilReceipts(1);
      await receiver.stop();
      await start();
      await send(0);
      await send(1);
      await robot.untilReceipts(3);
      expect(robot.receipts[1]).toBe(robot.receipts[0]);
      expect(readReceipt(robot.receipts[2] ?? '')).toMatchObject({ reportSeq: 1, verdict: 'accepted' });
    });

    it('shows the last status of an enrolled agent, and believes nothing in it', async () => {
      const { robot } = await enrolled();
      await robot.publish('{"state":"online"}', 'status');
      await log.until('receiver/status-stored');
      expect(receiver.statement().agents[0]?.lastStatus).toMatchObject({ text: '{"state":"online"}' });
    });
  });
});

describe('starting a receiver', () => {
  it.each(['', 'broker', 'http://127.0.0.1:1883'])('wants an address a broker can have, not %j', async (url) => {
    const options = { broker: { url }, tenants: [{ name: 'live', demo: false }], storePath: ':memory:', key: receiverKey };
    await expect(startReceiver(options)).rejects.toMatchObject({ code: 'receiver/broker-url' });
  });

  it('shows no password that stands in the address', async () => {
    const log = new EventLog();
    const url = `mqtt://name:secret@127.0.0.1:${await freePort()}`;
    const tenants = [{ name: 'live', demo: false }];
    const receiver = await startReceiver({ broker: { url }, tenants, storePath: ':memory:', key: receiverKey, onEvent: log.listen });
    await log.until('receiver/waiting');
    await receiver.stop();
    expect(JSON.stringify(log.events)).not.toContain('secret');
  });
});

function eventOf({ key, reports }: EvidenceFixture, reportSeq: number): string {
  return reportEvent(key, reportSeq, Buffer.from(reports[reportSeq]?.bytes ?? '').toString());
}
