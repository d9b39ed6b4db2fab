import type { LedgerRecord } from '../contract/record.ts';
import type { ReportPayload } from '../contract/report.ts';
import { type ReplyRefusal, type ReplyStanding, verifyReply } from './reply-signature.ts';
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

const words = {
  en: {
    said: ({ seq, code, findingSeq, text }: FoundReply) => `reply ${seq} to ${code} ${findingSeq}: ${JSON.stringify(text)}; `,
    signed: (name: string | undefined, kid: string, at: string) =>
      `signed by the owner${name === undefined ? '' : ` (${name})`} with key ${kid} at ${at}`,
    unsigned: 'stated on the device, unsigned',
    refused: (reason: string, text: string) => `no signature of a trusted owner: ${text} (${reason})`,
  },
  zh: {
    said: ({ seq, code, findingSeq, text }: FoundReply) => `回复 ${seq}，针对 ${code} ${findingSeq}：${JSON.stringify(text)}；`,
    signed: (name: string | undefined, kid: string, at: string) =>
      `由所有人${name === undefined ? '' : `（${name}）`}以密钥 ${kid} 签名，时间 ${at}`,
    unsigned: '在设备上陈述，未签名',
    refused: (reason: Refused, text: string) => `无受信任所有人的签名：${refusalsZh[reason]}（${reason}: ${text}）`,
  },
} as const;

type Refused = Exclude<ReplyRefusal, 'unsigned'>;

const refusalsZh: Readonly<Record<Refused, string>> = {
  malformed: '不是回复的签名',
  notTrusted: '密钥不受信任',
  revoked: '密钥已吊销',
  wrongRole: '密钥不属于所有人',
  outOfTerm: '签名时间不在密钥有效期内',
  otherReply: '签名对应另一条回复',
};

/** One line a reply: to what, what it says, and whose it is. */
export function replyLines(replies: readonly FoundReply[], lang: 'en' | 'zh' = 'en'): readonly string[] {
  return replies.map((reply) => `${words[lang].said(reply)}${standingText(reply.standing, lang)}`);
}

/** Whether a trusted owner key signed it, in words; what a refusal found stands as the verification says it. */
function standingText(standing: ReplyStanding, lang: 'en' | 'zh'): string {
  const say = words[lang];
  if ('signed' in standing) {
    const { kid, name, at } = standing.signed;
    return say.signed(name, kid, at);
  }
  const { reason, text } = standing;
  return reason === 'unsigned' ? say.unsigned : say.refused(reason, text);
}
