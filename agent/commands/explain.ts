import { InvalidArgumentError, Option } from 'commander';
import type { AssessmentState } from '../assess/assessment.ts';
import { explainRisk, type RiskExplanation } from '../assess/explanation.ts';
import { type ReferenceModel, referenceModelSchema } from '../assess/reference-model.ts';
import { readProfile } from '../configuration/product-files.ts';
import { referenceModelPath } from '../configuration/read-configuration.ts';
import { readDocument } from '../configuration/read-document.ts';
import { contextSchema, type DeclaredContext } from '../contract/declared-context.ts';
import { ConfigError, type Problem } from '../contract/errors.ts';
import type { ReportPayload } from '../contract/report.ts';
import type { Json } from '../contract/schema.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { collectProblems } from './collect-problems.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { findReports } from './find-reports.ts';

interface ExplainOptions {
  readonly at?: number;
  readonly profile?: string;
  readonly context?: string;
  readonly referenceModel: string;
  readonly lang: 'en' | 'zh';
  readonly json?: boolean;
}

/** `explain PATH`: what drives a report's index, what would change it and by how much, recomputed from the report's own state. */
export const registerExplain: RegisterVerb = (program, io, act) => {
  program
    .command('explain')
    .argument('<path>', 'a report (.jws), or a directory with reports')
    .description("explains a report's index: its drivers, what would change it, what is never used")
    .option('--at <reportSeq>', 'which report of a directory; default is the last', parseReportSeq)
    .option('--profile <name>', "robot profile; default is the report's")
    .option('--context <file>', 'the declared context the report was made with')
    .option('--reference-model <name>', 'the reference model the report was made with', 'illustrative-1')
    .addOption(new Option('--lang <language>', 'language of the texts').choices(['en', 'zh']).default('en'))
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  robot-risk explain result --lang zh\n\nSignatures are not checked here: robot-risk verify does that.',
    )
    .action((path: string, options: ExplainOptions) => act(() => explain(io, path, options)));
};

function parseReportSeq(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number from 0 on.`);
  return Number(text);
}

async function explain(io: CommandIo, path: string, options: ExplainOptions): Promise<ExitCode> {
  const payload = payloadOf(await findReports(path), path, options.at);
  const explanation = await recompute(payload, options);
  const equal = canonicalJson(explanation.assessment as unknown as Json) === canonicalJson(payload.risk as unknown as Json);
  if (options.json) io.out(JSON.stringify({ reportSeq: payload.reportSeq, equal, ...explanation }));
  else for (const line of [...explanationLines(explanation, options.lang), words[options.lang].recomputed(equal)]) io.out(line);
  return equal ? exitCode.ok : exitCode.findings;
}

function payloadOf(reports: readonly ReportPayload[], path: string, at: number | undefined): ReportPayload {
  const found = at === undefined ? reports.at(-1) : reports.find(({ reportSeq }) => reportSeq === at);
  if (found !== undefined) return found;
  const known = reports.map(({ reportSeq }) => reportSeq).join(', ');
  throw new ConfigError('explain/no-such-report', [{ place: path, value: `--at ${at}`, remedy: `write one of ${known}` }]);
}

/** The explanation again from the report's closing state; the documents must be the ones the report names by hash. */
async function recompute(payload: ReportPayload, options: ExplainOptions): Promise<RiskExplanation> {
  const { profile: profileName = payload.robot.profile, referenceModel, context: contextPath } = options;
  const problems: Problem[] = [];
  const profile = await collectProblems(problems, () => readProfile(profileName));
  const model = await collectProblems(problems, () =>
    readDocument<ReferenceModel>(referenceModelPath(referenceModel), referenceModelSchema),
  );
  const context =
    contextPath === undefined
      ? undefined
      : await collectProblems(problems, () => readDocument<DeclaredContext>(contextPath, contextSchema));
  if (problems.length === 0) {
    const found = { profile: profile?.sha256, referenceModel: model?.sha256, context: context?.sha256 ?? notDeclared };
    problems.push(...otherDocuments(found, payload.versions));
  }
  if (problems.length > 0 || profile === undefined || model === undefined) throw new ConfigError('explain/other-documents', problems);
  return explainRisk({
    state: payload.assessmentState.closing as unknown as AssessmentState,
    model: model.value,
    coverageRatio: payload.risk.coverageRatio,
    context: context?.value,
    profile: profile.value,
    operatingMsByE: payload.exposure.closing.operatingMsByE,
  });
}

const notDeclared = 'notDeclared';
const optionOf: Readonly<Record<string, string>> = { profile: '--profile', referenceModel: '--reference-model', context: '--context' };

function otherDocuments(found: Readonly<Record<string, string | undefined>>, stated: ReportPayload['versions']): Problem[] {
  return Object.entries(found).flatMap(([name, sha256]) => {
    const wanted = stated[name];
    if (wanted === sha256) return [];
    const remedy = wanted === notDeclared ? 'leave it out: the report was made without one' : `give the document with hash ${wanted}`;
    return [{ place: optionOf[name] ?? name, value: sha256 === notDeclared ? 'not given' : String(sha256), remedy }];
  });
}

const words = {
  en: {
    index: 'Index',
    isUnknown: 'Index unknown',
    whatWouldChange: 'What would change it:',
    notUsed: 'Never used:',
    recomputed: (equal: boolean) => `Recomputed from the report’s state: ${equal ? 'equal.' : 'NOT EQUAL to what the report says.'}`,
  },
  zh: {
    index: '指数',
    isUnknown: '指数未知',
    whatWouldChange: '何种变化会改变指数：',
    notUsed: '从不使用：',
    recomputed: (equal: boolean) => `根据报告状态重新计算：${equal ? '一致。' : '与报告所述不一致。'}`,
  },
} as const;

function explanationLines({ assessment, whatWouldChange, notUsed, statement, modelNotice }: RiskExplanation, lang: 'en' | 'zh'): string[] {
  const text = (entry: { readonly textEn: string; readonly textZh: string }): string => (lang === 'zh' ? entry.textZh : entry.textEn);
  const shown = (value: Knowable<number>): string => (isUnknown(value) ? value.unknown : value.toFixed(1));
  const { riskIndex, p05Index, p95Index } = assessment;
  const title = isUnknown(riskIndex)
    ? `${words[lang].isUnknown} (${riskIndex.unknown})`
    : `${words[lang].index} ${shown(riskIndex)} (${shown(p05Index)} … ${shown(p95Index)}), ${modelNotice[lang]}`;
  return [
    title,
    ...assessment.drivers.map((driver) => `  ${text(driver)}`),
    words[lang].whatWouldChange,
    ...whatWouldChange.map((change) => `  ${text(change)} → ${change.riskIndex.toFixed(1)} (×${change.factorRatio.toFixed(2)})`),
    words[lang].notUsed,
    ...notUsed.map((entry) => `  ${entry[lang]}`),
    statement,
  ];
}
