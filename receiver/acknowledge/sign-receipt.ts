import {
  type ReceiptPayload,
  type ResendPayload,
  receiptKind,
  receiptSchemaId,
  resendKind,
  resendSchemaId,
} from '../../agent/contract/receipt.ts';
import type { Json } from '../../agent/contract/schema.ts';
import { signEnvelope } from '../../agent/evidence/envelope.ts';
import type { SigningKey } from '../../agent/evidence/keys.ts';
import type { OpenedReport } from '../../agent/evidence/verify-report.ts';
import type { Judgement } from '../verify/judge-report.ts';

/** What the receiver says of a report it has: verdict, codes of findings, and the log's size and root, which make it a witness. */
export function signReceipt(report: OpenedReport, { verdict, findings }: Judgement, at: { key: SigningKey; receivedMs: number }): string {
  const { agentId, origin, reportSeq, log } = report.payload;
  const payload: ReceiptPayload = {
    schema: receiptSchemaId,
    agentId,
    origin,
    reportSeq,
    report: report.sha256,
    log: { size: log.size, root: log.root },
    receivedAt: new Date(at.receivedMs).toISOString(),
    verdict,
    findings: [...new Set(findings.map(({ code }) => code))],
  };
  return signEnvelope({ payload: payload as unknown as Json, key: at.key, ...receiptKind });
}

/** Asks an agent for reports again, both ends included. */
export function signResend({ agentId, fromSeq, toSeq }: Omit<ResendPayload, 'schema'>, key: SigningKey): string {
  const payload: ResendPayload = { schema: resendSchemaId, agentId, fromSeq, toSeq };
  return signEnvelope({ payload: payload as unknown as Json, key, ...resendKind });
}
