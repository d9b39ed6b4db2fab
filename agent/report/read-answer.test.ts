import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelAgentKey } from '../../tests/support/channel-fixture.ts';
import { MemoryOutbox } from '../../tests/support/memory-outbox.ts';
import { SigningReceiver } from '../../tests/support/signing-receiver.ts';
import { type AnswerTrust, readAnswer } from './read-answer.ts';

const agentId = channelAgentKey.kid;
const receiver = new SigningReceiver(agentId);
const trust: AnswerTrust = { agentId, receiverKeys: receiver.registry() };
const jws = new MemoryOutbox(channelAgentKey).close()[0]?.jws ?? '';

const receipt = (changes: Parameters<SigningReceiver['receipt']>[2] = {}) => Buffer.from(receiver.receipt(7, jws, changes));
const resend = (changes: Parameters<SigningReceiver['resend']>[2] = {}) => Buffer.from(receiver.resend(2, 5, changes));
const codeOf = (read: ReturnType<typeof readAnswer>) => (read.ok ? 'ok' : read.code);

describe('an answer', () => {
  it('is a receipt signed by a pinned key', () => {
    const read = readAnswer(receipt(), 'receipt', trust);
    expect(read).toMatchObject({ ok: true, answer: { kind: 'receipt', payload: { reportSeq: 7, agentId, verdict: 'accepted' } } });
  });

  it('is a request to send a range again', () => {
    expect(readAnswer(resend(), 'resend', trust)).toEqual({ ok: true, answer: { kind: 'resend', fromSeq: 2, toSeq: 5 } });
  });

  it('counts only on its own topic', () => {
    expect(codeOf(readAnswer(receipt(), 'resend', trust))).toBe('answer.kind');
    expect(codeOf(readAnswer(resend(), 'receipt', trust))).toBe('answer.kind');
  });

  it('does not count from a key nobody pinned', () => {
    const stranger = new SigningReceiver(agentId, 'stranger');
    expect(codeOf(readAnswer(Buffer.from(stranger.receipt(7, jws)), 'receipt', trust))).toBe('key.unknown');
  });

  it.each(['agent', 'replay', 'simulation'] as const)('does not count from a key that is registered as %s', (role) => {
    expect(codeOf(readAnswer(receipt(), 'receipt', { agentId, receiverKeys: receiver.registry({ role }) }))).toBe('answer.role');
  });

  it('does not count from a key revoked before this report, and counts for the one before that', () => {
    const revokedFrom = (revokedFromReportSeq: number) => ({ agentId, receiverKeys: receiver.registry({ revokedFromReportSeq }) });
    expect(codeOf(readAnswer(receipt(), 'receipt', revokedFrom(7)))).toBe('answer.revoked');
    expect(codeOf(readAnswer(receipt(), 'receipt', revokedFrom(8)))).toBe('ok');
  });

  it('does not count for another agent', () => {
    const other = new SigningReceiver('someone-else');
    expect(codeOf(readAnswer(Buffer.from(other.receipt(7, jws)), 'receipt', trust))).toBe('answer.agent');
  });

  it.each([
    ['another version', { schema: 'robot-risk/receipt/2' }],
    ['a negative sequence', { reportSeq: -1 }],
    ['a fraction', { reportSeq: 1.5 }],
    ['a hash of another kind', { report: 'sha512:00' }],
    ['no log head', { log: { size: 1 } }],
    ['an unknown verdict', { verdict: 'maybe' }],
    ['an unknown origin', { origin: 'dream' }],
    ['a time of another kind', { receivedAt: 'yesterday' }],
    ['findings that are no words', { findings: [1] }],
    ['a further member', { note: 'hello' }],
  ])('is refused as a receipt with %s', (_, changes) => {
    const strange = changes as Parameters<SigningReceiver['receipt']>[2];
    expect(codeOf(readAnswer(receipt(strange), 'receipt', trust))).toBe('answer.members');
  });

  it.each([
    ['an end before its beginning', { fromSeq: 5, toSeq: 4 }],
    ['a negative sequence', { fromSeq: -1 }],
    ['another version', { schema: 'robot-risk/resend/2' as 'robot-risk/resend/1' }],
  ])('is refused as a request with %s', (_, changes) => {
    expect(codeOf(readAnswer(resend(changes), 'resend', trust))).toBe('answer.members');
  });

  it('is refused after any single byte of it was changed', () => {
    const whole = receipt();
    const start = whole.indexOf('"data":"') + 8;
    fc.assert(
      fc.property(fc.integer({ min: start, max: whole.length - 3 }), fc.integer({ min: 1, max: 255 }), (place, flip) => {
        const changed = Buffer.from(whole);
        changed[place] = (changed[place] ?? 0) ^ flip;
        expect(readAnswer(changed, 'receipt', trust).ok).toBe(false);
      }),
    );
  });

  it('is never an exception, whatever arrives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('receipt' as const, 'resend' as const), (bytes, kind) => {
        expect(readAnswer(bytes, kind, trust).ok).toBe(false);
      }),
    );
  });
});
