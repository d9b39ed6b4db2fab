import { documentsText } from '../evidence/documents-text.ts';
import { type CheckOutcome, checkTitles, type Finding, type ReportSummary, type Verdict } from '../evidence/verdict.ts';

const lastLine = { pass: 'PASS', passWithFindings: 'PASS WITH FINDINGS', fail: 'FAIL' } as const;

/** A verdict for people: whose reports, who signed their documents, one line per check, every finding with its place, and the result last. */
export function verdictLines(verdict: Verdict): string[] {
  const agents = [...Map.groupBy(verdict.reports, ({ agentId }) => agentId).values()].flatMap(agentLines);
  const checks = verdict.checks.map((outcome) => checkLine(outcome, verdict.findings));
  return [...agents, ...checks, ...verdict.findings.map(findingLine), lastLine[verdict.verdict]];
}

function agentLines(reports: readonly ReportSummary[]): string[] {
  const [first, last] = [reports[0], reports.at(-1)];
  if (first === undefined || last === undefined) return [];
  const count = `${reports.length} ${reports.length === 1 ? 'report' : 'reports'}`;
  const { documents } = last;
  return [
    `agent ${first.agentId}, origin ${first.origin}: ${count}, ${first.from} to ${last.to}`,
    ...(documents === undefined ? [] : [`documents of the last report: ${documentsText(documents)}`]),
  ];
}

function checkLine({ check, status, count }: CheckOutcome, findings: readonly Finding[]): string {
  const things = check === 'V7' ? 'records' : 'reports';
  const remarks = findings.filter((finding) => finding.check === check && finding.severity === 'finding').length;
  const seen =
    status === 'notChecked'
      ? `no ${check === 'V7' ? 'ledger' : 'report'} to check`
      : `${count} ${count === 1 ? things.slice(0, -1) : things}`;
  const also = remarks === 0 ? '' : `, ${remarks} ${remarks === 1 ? 'finding' : 'findings'}`;
  return `${check} ${checkTitles[check].padEnd(16)} ${(status === 'notChecked' ? 'not checked' : status).padEnd(12)} ${seen}${also}`;
}

function findingLine({ check, code, severity, place, text }: Finding): string {
  return `${severity === 'failure' ? 'FAILURE' : 'finding'} ${check} ${place}: ${text} (${code})`;
}
