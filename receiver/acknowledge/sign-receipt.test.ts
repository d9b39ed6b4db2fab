import { describe, expect, it } from 'vitest';
import { receiptKind, resendKind } from '../../agent/contract/receipt.ts';
import { openEnvelope, reportKind } from '../../agent/evidence/envelope.ts';
import type { Finding } from '../../agent/evidence/verdict.ts';
import { buildEvidence } from '../../tests/support/evidence-fixture.ts';
import { pinned, receiverKey } from '../../tests/support/receiver-fixture.ts';
import { jwsOf } from '../../tests/support/reception-fixture.ts';
import { openReport } from '../verify/open-report.ts';
import { signReceipt, signResend } from './sign-receipt.ts';

const evidence = buildEvidence({ origin: 'live' });
const opened = openReport({ jws: jwsOf(evidence.reports, 0), receivedMs: 0, registry: evidence.registry });
const finding = (code: string): Finding => ({ check: 'V4', code, severity: 'finding', place: '', text: '' });

function payloadOf(jws: string, kind: typeof receiptKind | typeof resendKind): unknown {
  const read = openEnvelope(Buffer.from(jws), pinned, kind);
  return read.ok ? JSON.parse(read.payload.toString()) : read.code;
}

describe('a receipt', () => {
  const sign = (codes: readonly string[]): string => {
    if (!opened.ok) throw new Error(opened.text);
    const judgement = { verdict: 'acceptedWithFindings', findings: codes.map(finding) } as const;
    return signReceipt(opened.report, judgement, { key: receiverKey, receivedMs: 1_767_225_600_000 });
  };

  it('names report, log, verdict and findings, signed by the pinned key', () => {
    const [payload] = evidence.payloads;
    expect(payloadOf(sign(['report.missing', 'report.missing', 'clock.step']), receiptKind)).toEqual({
      schema: 'robot-risk/receipt/1',
      agentId: evidence.key.kid,
      origin: payload?.origin,
      reportSeq: 0,
      report: opened.ok ? opened.report.sha256 : '',
      log: { size: payload?.log.size, root: payload?.log.root },
      receivedAt: '2026-01-01T00:00:00.000Z',
      verdict: 'acceptedWithFindings',
      findings: ['report.missing', 'clock.step'],
    });
  });

  it('cannot be taken for a request or a report', () => {
    const jws = sign([]);
    expect(payloadOf(jws, resendKind)).toBe('header.typ');
    expect(openEnvelope(Buffer.from(jws), pinned, reportKind)).toMatchObject({ ok: false, code: 'header.typ' });
  });
});

describe('a request to send again', () => {
  it('names agent and sequence, signed by the pinned key', () => {
    const jws = signResend({ agentId: evidence.key.kid, fromSeq: 3, toSeq: 5 }, receiverKey);
    expect(payloadOf(jws, resendKind)).toEqual({ schema: 'robot-risk/resend/1', agentId: evidence.key.kid, fromSeq: 3, toSeq: 5 });
    expect(payloadOf(jws, receiptKind)).toBe('header.typ');
  });
});
