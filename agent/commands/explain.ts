import { InvalidArgumentError, Option } from 'commander';
import type { AssessmentState } from '../assess/assessment.ts';
import type { EvidenceIds } from '../assess/driver-evidence.ts';
import { type EventRate, eventRates } from '../assess/event-rates.ts';
import { type Counterfactual, explainRisk, type RiskExplanation } from '../assess/explanation.ts';
import { ConfigError } from '../contract/errors.ts';
import type { LedgerRecord } from '../contract/record.ts';
import type { ReportPayload } from '../contract/report.ts';
import type { Json } from '../contract/schema.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { documentsText } from '../evidence/documents-text.ts';
import { reportedReplies } from '../evidence/found-reply.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { explainAlarm } from './explain-alarm.ts';
import { findReports } from './find-reports.ts';
import { findingLines } from './finding-lines.ts';
import { coveredRecords, readLedgerLines } from './read-records.ts';
import { stateFindings } from './recompute.ts';
import { repliesAmong, trustOf } from './replies-in.ts';
import { reportDocuments } from './report-documents.ts';

interface ExplainOptions {
  readonly at?: number;
  readonly profile?: string;
  readonly context?: string;
  readonly referenceModel?: string;
  readonly ledger?: string;
  readonly trust?: string;
  readonly alarm?: string;
  readonly svg?: string;
  readonly lang: 'en' | 'zh';
  readonly json?: boolean;
}

/** `explain PATH`: what drives a report's index, what would change it and by how much, recomputed from the report's own state. */
export const registerExplain: RegisterVerb = (program, io, act) => {
  program
    .command('explain')
    .argument('<path>', 'a report (.jws), or a directory with reports; with --alarm a ledger, or a directory with ledger.jsonl')
    .description("explains a report's index: its drivers, what would change it, what is never used; or one alarm")
    .option('--at <reportSeq>', 'which report of a directory; default is the last', parseSeq)
    .option('--alarm <seq>', 'explains the alarm in this record instead: what spoke, expected beside observed, similar alarms', (text) =>
      String(parseSeq(text)),
    )
    .option('--svg <file>', 'with --alarm: writes the plot of expected and observed')
    .option('--profile <name>', "robot profile; default is the report's")
    .option('--context <file>', 'the declared context the report was made with')
    .option('--reference-model <name>', 'the reference model; default is the one that ships with the hash the report names')
    .option('--ledger <file>', 'ledger.jsonl, or the database of a stopped agent: names the records behind each driver')
    .option('--trust <file>', 'trust store: says of each reply to a finding whether a trusted owner signed it')
    .addOption(new Option('--lang <language>', 'language of the texts').choices(['en', 'zh']).default('en'))
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  robot-risk explain result --lang zh\n  robot-risk explain result --alarm 118 --svg alarm.svg\n\nSignatures are not checked here: robot-risk verify does that.',
    )
    .action((path: string, options: ExplainOptions) => act(() => chosen(io, path, options)));
};

function chosen(io: CommandIo, path: string, { alarm, ...options }: ExplainOptions): Promise<ExitCode> {
  return alarm === undefined ? explain(io, path, options) : explainAlarm(io, path, { ...options, seq: Number(alarm) });
}

function parseSeq(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number from 0 on.`);
  return Number(text);
}

async function explain(io: CommandIo, path: string, options: ExplainOptions): Promise<ExitCode> {
  const payload = payloadOf(await findReports(path), path, options.at);
  const findings = stateFindings(payload);
  if (findings.length > 0) {
    if (options.json) io.out(JSON.stringify({ reportSeq: payload.reportSeq, equal: false, findings }));
    else for (const { code, place, text } of findings) io.out(`FINDING report ${payload.reportSeq} ${place}: ${text} (${code})`);
    return exitCode.findings;
  }
  const records = options.ledger === undefined ? [] : coveredRecords(await readLedgerLines(options.ledger), payload).records;
  const trust = await trustOf(options.trust);
  const replies = options.ledger === undefined ? reportedReplies(payload, trust) : repliesAmong(records, payload.agentId, trust);
  const explanation = await recompute(payload, options, records);
  const { lang } = options;
  const equal = isEqual(explanation.assessment, payload.risk);
  const { findings: found = [] } = payload;
  const rates = eventRates(explanation.assessment.history, payload.exposure.closing.cycleCount);
  if (options.json)
    io.out(JSON.stringify({ reportSeq: payload.reportSeq, equal, ...explanation, eventRates: rates, findings: found, replies }));
  else
    for (const line of [
      ...explanationLines(explanation, lang),
      ...rateLines(rates, lang),
      ...documentLines(payload, lang),
      ...findingLines(found, lang, replies),
      words[lang].recomputed(equal),
    ])
      io.out(line);
  return equal ? exitCode.ok : exitCode.findings;
}

function documentLines({ documents }: ReportPayload, lang: 'en' | 'zh'): string[] {
  return documents === undefined ? [] : [`${words[lang].documents} ${documentsText(documents, lang)}`];
}

function rateLines(rates: readonly EventRate[], lang: 'en' | 'zh'): string[] {
  return rates.length === 0 ? [] : [words[lang].rates, ...rates.map(({ text }) => `  ${text[lang]}`)];
}

function payloadOf(reports: readonly ReportPayload[], path: string, at: number | undefined): ReportPayload {
  const found = at === undefined ? reports.at(-1) : reports.find(({ reportSeq }) => reportSeq === at);
  if (found !== undefined) return found;
  const known = reports.map(({ reportSeq }) => reportSeq).join(', ');
  throw new ConfigError('explain/no-such-report', [{ place: path, value: `--at ${at}`, remedy: `write one of ${known}` }]);
}

/** The explanation again from the report's closing state; the documents must be the ones the report names by hash. */
async function recompute(payload: ReportPayload, options: ExplainOptions, records: readonly LedgerRecord[]): Promise<RiskExplanation> {
  const { profile, context, referenceModel } = options;
  const documents = await reportDocuments(payload, { profile, context, model: referenceModel, modelOption: '--reference-model' });
  const input = {
    ...documents,
    state: payload.assessmentState.closing as unknown as AssessmentState,
    coverageRatio: payload.risk.coverageRatio,
    operatingMsByE: payload.exposure.closing.operatingMsByE,
  };
  return explainRisk(input, records);
}

/** Reports of earlier versions have no stages and no covers with drivers; everything else must be there. */
const laterMembers = ['byCover', 'byStage'];

function isEqual(explained: RiskExplanation['assessment'], stated: ReportPayload['risk']): boolean {
  const members = Object.entries(explained).filter(([name]) => name in stated || !laterMembers.includes(name));
  return canonicalJson(Object.fromEntries(members) as Json) === canonicalJson(stated as unknown as Json);
}

const words = {
  en: {
    index: 'Index',
    isUnknown: 'Index unknown',
    whatWouldChange: 'What would change it:',
    notUsed: 'Never used:',
    insteadOf: 'instead of',
    documents: 'Documents:',
    rates: 'Events by hours and by starts of operation, as seen:',
    stages: 'By stage and scene, never pooled:',
    records: (count: number, named: string, isWhole: boolean) =>
      ` [${count} record${count === 1 ? '' : 's'}: ${named}${isWhole ? '' : ', …'}]`,
    recomputed: (equal: boolean) => `Recomputed from the report’s state: ${equal ? 'equal.' : 'NOT EQUAL to what the report says.'}`,
  },
  zh: {
    index: '指数',
    isUnknown: '指数未知',
    whatWouldChange: '何种变化会改变指数：',
    stages: '按阶段与场景，不合并：',
    records: (count: number, named: string, isWhole: boolean) => `［${count} 条记录：${named}${isWhole ? '' : '，…'}］`,
    notUsed: '从不使用：',
    insteadOf: '而非',
    documents: '文件：',
    rates: '按运行小时与启动次数统计的事件（原始值）：',
    recomputed: (equal: boolean) => `根据报告状态重新计算：${equal ? '一致。' : '与报告所述不一致。'}`,
  },
} as const;

/** The index with the change; beside it the one it is compared with, where that is not the present one. */
function changedIndex(change: Counterfactual, present: Knowable<number>, lang: 'en' | 'zh'): string {
  const changed = change.riskIndex.toFixed(1);
  return change.insteadOfIndex === present ? changed : `${changed} ${words[lang].insteadOf} ${change.insteadOfIndex.toFixed(1)}`;
}

/** The records behind a driver, where the ledger was given. */
function evidenceText(ids: EvidenceIds | undefined, lang: 'en' | 'zh'): string {
  if (ids === undefined) return '';
  const { recordCount, records } = ids;
  return words[lang].records(recordCount, records.join(', '), records.length === recordCount);
}

function explanationLines(
  { assessment, covers, stages, declared, evidence, whatWouldChange, notUsed, statement, modelNotice }: RiskExplanation,
  lang: 'en' | 'zh',
): string[] {
  const text = (entry: { readonly textEn: string; readonly textZh: string }): string => (lang === 'zh' ? entry.textZh : entry.textEn);
  const shown = (value: Knowable<number>): string => (isUnknown(value) ? value.unknown : value.toFixed(1));
  const { riskIndex, p05Index, p95Index } = assessment;
  const title = isUnknown(riskIndex)
    ? `${words[lang].isUnknown} (${riskIndex.unknown})`
    : `${words[lang].index} ${shown(riskIndex)} (${shown(p05Index)} … ${shown(p95Index)}), ${modelNotice[lang]}`;
  return [
    title,
    ...assessment.drivers.map((driver) => `  ${text(driver)}${evidenceText(evidence[driver.dimension], lang)}`),
    ...covers.flatMap((cover) => [cover.text[lang], ...cover.drivers.map((driver) => `  ${text(driver)}`)]),
    words[lang].stages,
    ...stages.map((stage) => `  ${stage[lang]}`),
    ...declared.map((said) => said[lang]),
    words[lang].whatWouldChange,
    ...whatWouldChange.map((change) => `  ${text(change)} → ${changedIndex(change, riskIndex, lang)} (×${change.factorRatio.toFixed(2)})`),
    words[lang].notUsed,
    ...notUsed.map((entry) => `  ${entry[lang]}`),
    statement,
  ];
}
