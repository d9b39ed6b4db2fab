import type { Logger } from '../agent/contract/logger.ts';
import type { ReceiptVerdict } from '../agent/contract/receipt.ts';

/** What a receiver does, as it does it: every event is one log line, and whoever started the receiver may listen. */
export type ReceiverEvent =
  | { readonly code: 'receiver/connected'; readonly url: string; readonly protocolVersion: number }
  | { readonly code: 'receiver/waiting'; readonly url: string; readonly reason: string; readonly waitMs: number }
  | ReportEvent
  | { readonly code: 'receiver/resend-asked'; readonly agentId: string; readonly fromSeq: number; readonly toSeq: number }
  | { readonly code: 'receiver/status-stored'; readonly agentId: string }
  | { readonly code: 'receiver/message-refused'; readonly topic: string; readonly reason: string; readonly text: string }
  | { readonly code: 'receiver/message-failed'; readonly topic: string; readonly text: string }
  | { readonly code: 'receiver/answer-dropped'; readonly topic: string };

/** `repeated`: the same bytes again, answered with the same receipt. `forked`: other bytes under a sequence already stored. */
export interface ReportEvent {
  readonly code: 'receiver/report-stored' | 'receiver/report-repeated' | 'receiver/report-forked';
  readonly agentId: string;
  readonly reportSeq: number;
  readonly verdict: ReceiptVerdict;
  readonly findings: readonly string[];
}

export type Emit = (event: ReceiverEvent) => void;

const levels = {
  'receiver/connected': 'info',
  'receiver/waiting': 'warn',
  'receiver/report-stored': 'info',
  'receiver/report-repeated': 'info',
  'receiver/report-forked': 'error',
  'receiver/resend-asked': 'warn',
  'receiver/status-stored': 'info',
  'receiver/message-refused': 'warn',
  'receiver/message-failed': 'error',
  'receiver/answer-dropped': 'warn',
} as const satisfies Record<ReceiverEvent['code'], keyof Logger>;

/** Writes an event to the log under its own code. */
export function logEvent(logger: Logger, { code, ...facts }: ReceiverEvent): void {
  logger[levels[code]](code, facts);
}
