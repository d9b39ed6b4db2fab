import { type Quantity, recomputeReport } from '../assess/recompute-report.ts';
import type { ReportPayload } from '../contract/report.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { findReports } from './find-reports.ts';
import { coveredRecords, readLedgerLines } from './read-records.ts';
import { recomputationLines } from './recomputation-lines.ts';
import { type DocumentChoice, reportDocuments } from './report-documents.ts';
import { recordProblems, stateProblems } from './state-problems.ts';

interface RecomputeOptions {
  readonly ledger: string;
  readonly model?: string;
  readonly profile?: string;
  readonly context?: string;
  readonly json?: boolean;
}

/** Something that keeps a report from being recomputed, or from being believed. */
export interface RecomputeFinding {
  readonly code: 'report.stateMalformed' | 'report.riskModelUnknown' | 'ledger.other' | 'ledger.recordsMissing' | 'ledger.recordMalformed';
  readonly place: string;
  readonly text: string;
}

/** What became of one report. */
export interface RecomputedReport {
  readonly reportSeq: number;
  readonly verdict: 'pass' | 'fail';
  readonly findings: readonly RecomputeFinding[];
  readonly quantities: readonly Quantity[];
}

/** The risk mathematics in this program, by the word reports carry. */
const riskModels: readonly string[] = ['robot-risk/1'];
const seqsNamedMax = 8;

const help = `
Signatures are not checked here: robot-risk verify does that. The ledger's lines are held against the log root the report states.
Exit code: 0 all quantities equal, 1 a difference or a finding, 2 wrong usage, or a document that cannot be found.

Example:
  robot-risk recompute out/reports/000000.jws --ledger out/ledger.jsonl`;

/** `recompute REPORT --ledger FILE`: hours, counts, history and index again, from the opening state, the records and the public model. */
export const registerRecompute: RegisterVerb = (program, io, act) => {
  program
    .command('recompute')
    .argument('<report>', 'a report (.jws), or a directory: every report in it')
    .description('recomputes hours, history, grade and index of a report from its opening state and its records')
    .requiredOption('--ledger <file>', 'ledger.jsonl of a replay or an export, or the database of a stopped agent')
    .option('--model <file>', 'the reference model; default is the one that ships with the hash the report names')
    .option('--profile <name>', "robot profile; default is the report's")
    .option('--context <file>', 'the declared context the report was made with')
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((path: string, options: RecomputeOptions) => act(() => recompute(io, path, options)));
};

async function recompute(io: CommandIo, path: string, options: RecomputeOptions): Promise<ExitCode> {
  const payloads = await findReports(path);
  const lines = await readLedgerLines(options.ledger);
  const choice: DocumentChoice = { ...options, modelOption: '--model' };
  const reports: RecomputedReport[] = [];
  for (const payload of payloads) {
    io.progress(`recomputing report ${payload.reportSeq}`);
    reports.push(await recomputeOne(payload, lines, { choice, ledger: options.ledger }));
  }
  const verdict = reports.every((report) => report.verdict === 'pass') ? 'pass' : 'fail';
  if (options.json) io.out(JSON.stringify({ verdict, reports }));
  else for (const line of reports.flatMap(recomputationLines)) io.out(line);
  return verdict === 'pass' ? exitCode.ok : exitCode.findings;
}

interface Means {
  readonly choice: DocumentChoice;
  readonly ledger: string;
}

async function recomputeOne(payload: ReportPayload, lines: readonly string[], { choice, ledger }: Means): Promise<RecomputedReport> {
  const { reportSeq } = payload;
  const { records, missingSeqs, isSigned } = coveredRecords(lines, payload);
  const findings = [...stateFindings(payload), ...ledgerFindings(ledger, { missingSeqs, isSigned })];
  for (const record of records) {
    const [problem] = recordProblems(record);
    if (problem !== undefined) findings.push({ code: 'ledger.recordMalformed', place: `${ledger} seq ${record.seq}`, text: problem });
  }
  const cannot = findings.some(({ code }) => code !== 'ledger.recordsMissing') || records.length === 0;
  if (cannot) return { reportSeq, verdict: 'fail', findings, quantities: [] };
  const documents = await reportDocuments(payload, choice);
  const { verdict, quantities } = recomputeReport({ payload, records, ...documents });
  return { reportSeq, verdict: findings.length === 0 ? verdict : 'fail', findings, quantities };
}

/** What makes a report's own words unfit to be computed with. */
export function stateFindings({ assessmentState, versions }: ReportPayload): RecomputeFinding[] {
  const findings = (['opening', 'closing'] as const).flatMap((end): RecomputeFinding[] => {
    const [problem] = stateProblems(assessmentState[end]);
    return problem === undefined ? [] : [{ code: 'report.stateMalformed', place: `/assessmentState/${end}`, text: problem }];
  });
  if (riskModels.includes(String(versions.riskModel))) return findings;
  const text = `"${versions.riskModel}"; this program computes ${riskModels.join(', ')}`;
  return [...findings, { code: 'report.riskModelUnknown', place: '/versions/riskModel', text }];
}

function ledgerFindings(ledger: string, { missingSeqs, isSigned }: { missingSeqs: readonly number[]; isSigned: boolean | undefined }) {
  const findings: RecomputeFinding[] = [];
  if (isSigned === false) {
    const text = 'its records do not lead to the log root the report states: another ledger, or a changed one';
    findings.push({ code: 'ledger.other', place: ledger, text });
  }
  if (missingSeqs.length > 0) {
    const named = missingSeqs.slice(0, seqsNamedMax).join(', ');
    const text = `${missingSeqs.length} of the report's records are not in it: seq ${named}${missingSeqs.length > seqsNamedMax ? ' …' : ''}`;
    findings.push({ code: 'ledger.recordsMissing', place: ledger, text });
  }
  return findings;
}
