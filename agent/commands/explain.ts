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
import { isUnknown } from '../contract/unknown.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
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
    .option('--at <reportSeq>', 'which report of a directory; default is the last', Number)
    .option('--profile <name>', "robot profile; default is the report's")
    .option('--context <file>', 'the declared context the report was made with')
    .option('--reference-model <name>', 'the reference model the report was made with', 'illustrative-1')
    .option('--lang <language>', 'en or zh', 'en')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  robot-risk explain result --lang zh\n\nSignatures are not checked here: robot-risk verify does that.',
    )
    .action((path: string, options: ExplainOptions) => act(() => explain(io, path, options)));
};

async function explain(io: CommandIo, path: string, options: ExplainOptions): Promise<ExitCode> {
  const payload = payloadOf(await findReports(path), path, options.at);
  const explanation = await recompute(payload, options);
  const equal = canonicalJson(explanation.assessment as unknown as Json) === canonicalJson(payload.risk as unknown as Json);
  if (options.json) io.out(JSON.stringify({ reportSeq: payload.reportSeq, equal, ...explanation }));
  else for (const line of explanationLines(explanation, options.lang)) io.out(line);
  if (!options.json)
    io.out(equal ? 'Recomputed from the report’s state: equal.' : 'Recomputed from the report’s state: NOT EQUAL to what the report says.');
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
  const profile = await readProfile(options.profile ?? payload.robot.profile);
  const model = await readDocument<ReferenceModel>(referenceModelPath(options.referenceModel), referenceModelSchema);
  const context = options.context === undefined ? undefined : await readDocument<DeclaredContext>(options.context, contextSchema);
  const found = { profile: profile.sha256, referenceModel: model.sha256, context: context?.sha256 ?? 'notDeclared' };
  const problems = Object.entries(found).flatMap(([name, sha256]): Problem[] => {
    const stated = payload.versions[name];
    if (stated === sha256) return [];
    return [
      {
        place: `--${name === 'referenceModel' ? 'reference-model' : name}`,
        value: sha256,
        remedy: `give the document with hash ${stated}`,
      },
    ];
  });
  if (problems.length > 0) throw new ConfigError('explain/other-documents', problems);
  return explainRisk({
    state: payload.assessmentState.closing as unknown as AssessmentState,
    model: model.value,
    coverageRatio: payload.risk.coverageRatio,
    context: context?.value,
    profile: profile.value,
    operatingMsByE: payload.exposure.closing.operatingMsByE,
  });
}

function explanationLines({ assessment, whatWouldChange, notUsed, statement, modelNotice }: RiskExplanation, lang: 'en' | 'zh'): string[] {
  const text = (entry: { readonly textEn: string; readonly textZh: string }): string => (lang === 'zh' ? entry.textZh : entry.textEn);
  const { riskIndex, p05Index, p95Index } = assessment;
  const title = isUnknown(riskIndex)
    ? `Index unknown (${riskIndex.unknown})`
    : `Index ${riskIndex.toFixed(1)} (${String(p05Index)} … ${String(p95Index)}), ${modelNotice[lang]}`;
  return [
    title,
    ...assessment.drivers.map((driver) => `  ${text(driver)}`),
    lang === 'zh' ? '何种变化会改变指数：' : 'What would change it:',
    ...whatWouldChange.map((change) => `  ${text(change)} → ${change.riskIndex.toFixed(1)} (×${change.factorRatio.toFixed(2)})`),
    lang === 'zh' ? '从不使用：' : 'Never used:',
    ...notUsed.map((entry) => `  ${entry[lang]}`),
    statement,
  ];
}
