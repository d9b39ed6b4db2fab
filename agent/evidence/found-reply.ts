import type { LedgerRecord } from '../contract/record.ts';
import type { ReportPayload } from '../contract/report.ts';
import { type ReplyStanding, verifyReply } from './reply-signature.ts';
import type { TrustStore } from './trust-store.ts';

/** A reply to a finding, and whether the owner's signature on it stands. */
export interface FoundReply {
  readonly epoch: number;
  readonly seq: number;
  readonly findingSeq: number;
  readonly code: string;
  readonly text: string;
  readonly standing: ReplyStanding;
}

/** The reply a `finding.reply` of this agent's ledger is. */
export function foundReply(
  { epoch, seq, data }: Pick<LedgerRecord, 'epoch' | 'seq' | 'data'>,
  agentId: string,
  trust: TrustStore,
): FoundReply {
  const said = { findingSeq: Number(data.findingSeq), code: String(data.code), text: String(data.text) };
  return { epoch, seq, ...said, standing: verifyReply({ epoch, data }, agentId, trust) };
}

/** The replies a report carries itself; its own signature is somebody else's to check. */
export function reportedReplies({ agentId, epoch, findings = [] }: ReportPayload, trust: TrustStore): readonly FoundReply[] {
  return findings.flatMap(({ code, replies = [] }) =>
    replies.map(({ seq, findingSeq, text, jws }) => {
      const data = { findingSeq, code, text, ...(jws === null ? {} : { jws }) };
      return foundReply({ epoch, seq, data }, agentId, trust);
    }),
  );
}

/** One line a reply: to what, what it says, and whose it is. */
export function replyLines(replies: readonly FoundReply[]): readonly string[] {
  return replies.map(({ seq, findingSeq, code, text, standing }) => {
    return `reply ${seq} to ${code} ${findingSeq}: ${JSON.stringify(text)}; ${standingText(standing)}`;
  });
}

/** Whether a trusted owner key signed it, in words. */
export function standingText(standing: ReplyStanding): string {
  if ('signed' in standing) {
    const { kid, name, at } = standing.signed;
    return `signed by the owner${name === undefined ? '' : ` (${name})`} with key ${kid} at ${at}`;
  }
  return standing.reason === 'unsigned' ? standing.text : `no signature of a trusted owner: ${standing.text} (${standing.reason})`;
}
