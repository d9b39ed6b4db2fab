import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../contract/errors.ts';
import type { ReportPayload } from '../contract/report.ts';
import { parseStrictJson } from '../evidence/parse-strict.ts';
import { reportProblems } from './report-problems.ts';

/** Payloads of a report file, or of all reports beneath a directory, by sequence; unverified. Throws ConfigError for what is none. */
export async function findReports(path: string): Promise<ReportPayload[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw unusable(path, 'no such file or directory');
  const names = found.isDirectory() ? (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.jws')).sort() : [''];
  if (names.length === 0) {
    const ledger = await stat(join(path, 'ledger.sqlite')).catch(() => undefined);
    throw unusable(path, 'holds no *.jws', ledger && inLedger);
  }
  const payloads = await Promise.all(names.map((name) => readPayload(name === '' ? path : join(path, name))));
  return payloads.sort((a, b) => a.reportSeq - b.reportSeq);
}

async function readPayload(path: string): Promise<ReportPayload> {
  const [, payload, signature] = (await readFile(path, 'utf8')).split('.');
  const parsed = parseStrictJson(Buffer.from(payload ?? '', 'base64url').toString());
  if (signature === undefined || !parsed.ok) throw unusable(path, 'is no signed report');
  const [problem] = reportProblems(parsed.value);
  if (problem !== undefined) throw unusable(path, `is no report: ${problem}`);
  return parsed.value as unknown as ReportPayload;
}

const give = 'give a report (.jws) or the directory that holds the reports';
/** An agent keeps its reports in the ledger: where a person looks for them first. */
const inLedger = 'its reports are in the ledger: robot-risk ledger export PATH --out evidence, then give evidence';

function unusable(place: string, value: string, remedy = give): ConfigError {
  return new ConfigError('explain/no-report', [{ place, value, remedy }]);
}
