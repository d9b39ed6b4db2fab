import type { Origin } from './driver.ts';

/** What a receiver signs when it has stored a report: until this is back, the robot keeps the report and sends it again. */
export const receiptSchemaId = 'robot-risk/receipt/1';
export type ReceiptVerdict = 'accepted' | 'acceptedWithFindings' | 'rejected';

export interface ReceiptPayload {
  readonly schema: typeof receiptSchemaId;
  readonly agentId: string;
  /** That of the report: a receipt for a simulation is never one for a robot (decisions A5). */
  readonly origin: Origin;
  readonly reportSeq: number;
  /** `sha256:` of the report's JWS bytes. */
  readonly report: string;
  readonly log: { readonly size: number; readonly root: string };
  /** Wall clock of the receiver, ISO 8601. */
  readonly receivedAt: string;
  readonly verdict: ReceiptVerdict;
  readonly findings: readonly string[];
}

/** What a receiver signs to ask for reports it misses; `fromSeq` to `toSeq`, both included. */
export const resendSchemaId = 'robot-risk/resend/1';

export interface ResendPayload {
  readonly schema: typeof resendSchemaId;
  readonly agentId: string;
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** JWS header words of what a receiver signs. */
export const receiptKind = { typ: 'rra-receipt+jws', cty: 'application/vnd.rra.receipt+json' } as const;
export const resendKind = { typ: 'rra-resend+jws', cty: 'application/vnd.rra.resend+json' } as const;
