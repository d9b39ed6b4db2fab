import { findingsCatalogue } from '../../agent/assess/findings-catalogue.ts';
import type { Bilingual } from '../../agent/assess/risk-messages.ts';
import { replyLines } from '../../agent/evidence/found-reply.ts';
import type { Language } from '../tariff/price-messages.ts';
import type { RobotFinding, RobotFindings } from './robot-findings.ts';

const both = (en: string, zh: string): Bilingual => ({ en, zh });
const words = {
  title: both(
    'Facts a person may want to look at, as robots state them; none of them changes a number.',
    '机器人陈述的、可供人工查看的事实；均不影响任何数值。',
  ),
  none: both('No robot is enrolled.', '没有已登记的机器人。'),
  noFinding: both('no finding', '无发现'),
  robot: both('robot', '机器人'),
  tenant: both('tenant', '租户'),
  notLive: both('not evidence of a live robot', '不是真实机器人的证据'),
  review: both('a person is asked to look', '请人工查看'),
  report: both('report', '报告'),
  records: both('records', '记录'),
  perhaps: both('perhaps', '可能'),
  notCarried: both('replied in records of its ledger, the words are not in the report', '已在其账本记录中回复，报告未附原文'),
} as const satisfies Readonly<Record<string, Bilingual>>;

/** The findings of robots for people: per robot, per report, what it may innocently be, and what its owner says to it. */
export function findingLines(robots: readonly RobotFindings[], lang: Language): string[] {
  return [words.title[lang], ...(robots.length === 0 ? [words.none[lang]] : robots.flatMap((robot) => ['', ...robotLines(robot, lang)]))];
}

function robotLines(robot: RobotFindings, lang: Language): string[] {
  const { serialNumber, tenant, role, agentId, findings, missing, reviewRequested } = robot;
  const origin = role === 'agent' ? '' : `; ${role}, ${words.notLive[lang]}`;
  const isQuiet = findings.length === 0 && missing.length === 0;
  return [
    `${words.robot[lang]} ${serialNumber}, ${words.tenant[lang]} ${tenant}, agent ${agentId}${origin}`,
    ...(isQuiet ? [`  ${words.noFinding[lang]}`] : []),
    ...findings.flatMap((finding) => linesOf(finding, lang)),
    ...missingLines(robot, lang),
    ...(reviewRequested ? [`  ${words.review[lang]}`] : []),
  ];
}

function linesOf(finding: RobotFinding, lang: Language): string[] {
  const { reportSeq, period, code, findingCount, recordSeqs, text, innocent, replied, replySeqs, replies } = finding;
  const records = recordSeqs.length === 0 ? '' : `; ${words.records[lang]} ${recordSeqs.join(', ')}`;
  const unsaid = replied && replies.length === 0 ? [`    ${words.notCarried[lang]}: ${replySeqs.join(', ')}`] : [];
  return [
    `  ${words.report[lang]} ${reportSeq}, ${period.from} … ${period.to}: ${findingCount} × ${code}${records}`,
    `    ${text[lang]}`,
    ...innocent.map((one) => `    ${words.perhaps[lang]}: ${one[lang]}`),
    ...replyLines(replies, lang).map((line) => `    ${line}`),
    ...unsaid,
  ];
}

function missingLines({ missing }: RobotFindings, lang: Language): string[] {
  const { text, innocent } = findingsCatalogue['report.missing'];
  const ranges = missing.map(({ fromSeq, toSeq }) => (fromSeq === toSeq ? `${fromSeq}` : `${fromSeq}–${toSeq}`));
  if (ranges.length === 0) return [];
  return [
    `  ${words.report[lang]} ${ranges.join(', ')}: report.missing`,
    `    ${text[lang]}`,
    ...innocent.map((one) => `    ${words.perhaps[lang]}: ${one[lang]}`),
  ];
}
