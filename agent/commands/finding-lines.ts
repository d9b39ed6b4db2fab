import { findingsCatalogue } from '../assess/findings-catalogue.ts';
import type { ReportedFinding } from '../contract/finding.ts';
import { type FoundReply, replyLines } from '../evidence/found-reply.ts';

const words = {
  en: {
    title: 'Facts a person may want to look at; none of them changes the index:',
    records: 'records',
    perhaps: 'perhaps',
    review: 'a person is asked to look',
    replied: 'replied in record',
  },
  zh: { title: '可供人工查看的事实；均不影响指数：', records: '记录', perhaps: '可能', review: '请人工查看', replied: '已回复，记录' },
} as const;

/** Findings of a report with their innocent explanations, line by line; nothing where there are none. `replies`: as the ledger or the report has them. */
export function findingLines(
  findings: readonly ReportedFinding[],
  lang: 'en' | 'zh',
  replies: readonly FoundReply[] = [],
): readonly string[] {
  if (findings.length === 0) return [];
  const { title, records, perhaps, review, replied } = words[lang];
  const lines = findings.flatMap(({ code, findingCount, recordSeqs, reviewRequested, replySeqs }) => {
    const { text, innocent } = findingsCatalogue[code];
    const facts = [
      `${findingCount} × ${code}`,
      ...(recordSeqs.length === 0 ? [] : [`${records} ${recordSeqs.join(', ')}`]),
      ...(reviewRequested ? [review] : []),
      ...(replySeqs.length === 0 ? [] : [`${replied} ${replySeqs.join(', ')}`]),
    ];
    const said = replyLines(
      replies.filter(({ seq }) => replySeqs.includes(seq)),
      lang,
    ).map((line) => `    ${line}`);
    return [`  ${text[lang]} (${facts.join('; ')})`, ...innocent.map((one) => `    ${perhaps}: ${one[lang]}`), ...said];
  });
  return [title, ...lines];
}
