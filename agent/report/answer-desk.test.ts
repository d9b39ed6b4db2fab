import { beforeEach, describe, expect, it } from 'vitest';
import { channelAgentKey } from '../../tests/support/channel-fixture.ts';
import { MemoryOutbox } from '../../tests/support/memory-outbox.ts';
import { type RecordingLogger, recordingLogger } from '../../tests/support/recording-logger.ts';
import { SigningReceiver } from '../../tests/support/signing-receiver.ts';
import { AnswerDesk } from './answer-desk.ts';
import { type ChannelCounts, openingChannelCounts } from './channel-counts.ts';
import { DeliverySchedule } from './delivery-schedule.ts';
import { mqttChannelDefaults } from './mqtt-channel-options.ts';
import { StateLog } from './state-log.ts';

const agentId = channelAgentKey.kid;
const limits = { ...mqttChannelDefaults, answersWaitingMax: 4, requestReportsMax: 3, requestBurstCountMax: 2, requestEveryMs: 1_000 };

let outbox: MemoryOutbox;
let receiver: SigningReceiver;
let counts: ChannelCounts;
let logger: RecordingLogger;
let log: StateLog;
let schedule: DeliverySchedule;
let desk: AnswerDesk;

beforeEach(() => {
  outbox = new MemoryOutbox(channelAgentKey);
  outbox.close(5);
  receiver = new SigningReceiver(agentId);
  counts = openingChannelCounts();
  logger = recordingLogger();
  log = new StateLog(logger, {});
  schedule = new DeliverySchedule(limits, () => 0.5);
  desk = new AnswerDesk({ agentId, receiverKeys: receiver.registry(), outbox, schedule, limits, counts, log });
});

const jwsOf = (reportSeq: number) => outbox.report(reportSeq)?.jws ?? '';
const receipt = (reportSeq: number, changes: Parameters<SigningReceiver['receipt']>[2] = {}) =>
  Buffer.from(receiver.receipt(reportSeq, jwsOf(reportSeq), changes));

/** Requested reports in the order in which they would be sent. */
function requested(nowMs: number): number[] {
  const reportSeqs: number[] = [];
  for (let next = schedule.next(nowMs); next !== undefined; next = schedule.next(nowMs)) {
    reportSeqs.push(next);
    schedule.sent(next, nowMs);
    schedule.acknowledged(next);
  }
  return reportSeqs;
}

function ask(fromSeq: number, toSeq: number, nowMs = 0): number[] {
  desk.accept('resend', Buffer.from(receiver.resend(fromSeq, toSeq)));
  desk.work(nowMs);
  return requested(nowMs);
}

describe('a receipt', () => {
  it('goes to the outbox as it was signed', () => {
    desk.accept('receipt', receipt(2));
    expect(desk.work(0)).toBe(true);
    expect([...outbox.receipts.keys()]).toEqual([2]);
    expect(outbox.receipts.get(2)?.split('.')).toHaveLength(3);
    expect(counts.receiptedCount).toBe(1);
  });

  it('counts once, however often it comes', () => {
    for (let copy = 0; copy < 3; copy++) desk.accept('receipt', receipt(2));
    desk.work(0);
    desk.accept('receipt', receipt(2));
    expect(desk.work(0)).toBe(false);
    expect(counts.receiptedCount).toBe(1);
  });

  it('for other bytes than ours is ignored, counted and said once', () => {
    desk.accept('receipt', Buffer.from(receiver.receipt(2, 'other.bytes.here')));
    desk.accept('receipt', Buffer.from(receiver.receipt(99, 'other.bytes.here')));
    expect(desk.work(0)).toBe(false);
    expect(outbox.receipts.size).toBe(0);
    expect(counts.receiptIgnoredCount).toBe(2);
    expect(logger.codes()).toEqual(['report/mqtt-receipt-ignored']);
    expect(log.trouble(['answers'])).toContain('report 99, which is not here');
  });

  it('from a stranger is ignored, and the next good one ends the warning', () => {
    desk.accept('receipt', Buffer.from(new SigningReceiver(agentId, 'stranger').receipt(1, jwsOf(1))));
    desk.accept('receipt', receipt(1));
    desk.work(0);
    expect(logger.codes()).toEqual(['report/mqtt-receipt-ignored', 'report/mqtt-receipt-verified']);
    expect(counts).toMatchObject({ receiptIgnoredCount: 1, receiptedCount: 1 });
  });

  it('with the verdict rejected is stored, counted and shown with its findings', () => {
    desk.accept('receipt', receipt(3, { verdict: 'rejected', findings: ['V5 usage went backwards'] }));
    desk.work(0);
    expect([...outbox.receipts.keys()]).toEqual([3]);
    expect(counts).toMatchObject({ receiptedCount: 1, rejectedCount: 1 });
    expect(logger.lines[0]).toMatchObject({ level: 'error', code: 'report/mqtt-report-rejected', facts: { reportSeq: 3 } });
    expect(log.trouble(['verdict'])).toBe('the receiver rejected report 3: V5 usage went backwards');
    desk.accept('receipt', receipt(4));
    desk.work(0);
    expect(log.trouble(['verdict'])).toBeUndefined();
  });

  it('shows only so much of what a receiver finds', () => {
    desk.accept('receipt', receipt(3, { verdict: 'rejected', findings: Array.from({ length: 50 }, () => 'x'.repeat(1_000)) }));
    desk.work(0);
    expect(log.trouble(['verdict'])?.length).toBeLessThan(1_100);
  });

  it('that cannot be stored is the caller’s to hear of', () => {
    outbox.storeError = new Error('disk full');
    desk.accept('receipt', receipt(1));
    expect(() => desk.work(0)).toThrow('disk full');
  });
});

describe('what waits to be looked at', () => {
  it('is bounded in number, and what is dropped is counted', () => {
    const taken = Array.from({ length: 6 }, () => desk.accept('receipt', receipt(1)));
    expect(taken).toEqual([true, true, true, true, false, false]);
    expect(counts.receiptIgnoredCount).toBe(2);
  });

  it('is bounded in size', () => {
    expect(desk.accept('resend', Buffer.alloc(limits.messageBytesMax + 1))).toBe(false);
    expect(counts.requestIgnoredCount).toBe(1);
  });
});

describe('a request', () => {
  it('sends the reports it names again, receipted or not', () => {
    desk.accept('receipt', receipt(1));
    desk.work(0);
    expect(ask(1, 2)).toEqual([1, 2]);
    expect(logger.codes()).toEqual(['report/mqtt-resend-asked']);
  });

  it('is cut to its longest range, and to the reports there are', () => {
    expect(ask(0, 4)).toEqual([0, 1, 2]);
    expect(ask(4, Number.MAX_SAFE_INTEGER)).toEqual([4]);
    expect(counts.requestIgnoredCount).toBe(2);
  });

  it('is taken only so often, however it is repeated', () => {
    expect(Array.from({ length: 4 }, () => ask(1, 1).length)).toEqual([1, 1, 0, 0]);
    expect(counts.requestIgnoredCount).toBe(2);
    expect([999, 1_000, 1_001].map((nowMs) => ask(1, 1, nowMs).length)).toEqual([0, 1, 0]);
  });

  it('saves up no more turns than its burst in a quiet time', () => {
    ask(1, 1);
    expect(Array.from({ length: 4 }, () => ask(1, 1, 3_600_000).length)).toEqual([1, 1, 0, 0]);
  });

  it('from a stranger does nothing', () => {
    desk.accept('resend', Buffer.from(new SigningReceiver(agentId, 'stranger').resend(0, 4)));
    desk.work(0);
    expect(requested(0)).toEqual([]);
    expect(logger.codes()).toEqual(['report/mqtt-resend-ignored']);
  });
});
