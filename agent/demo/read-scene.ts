import { existsSync, readFileSync } from 'node:fs';
import type { GroundTruthLine } from '../../drivers/simulator/ground-truth.ts';
import type { LedgerRecord } from '../contract/record.ts';
import type { ReportPayload } from '../contract/report.ts';
import { readLedger } from '../record/read-ledger.ts';
import { compareScene, type SceneReport } from './scene-report.ts';

/** What a finished run recorded, against the ground truth the simulator wrote beside it. */
export function readScene(groundTruthPath: string, ledgerPath: string): SceneReport {
  const truth = existsSync(groundTruthPath) ? readFileSync(groundTruthPath, 'utf8').trimEnd().split('\n').filter(Boolean) : [];
  const { lines, reports } = readLedger(ledgerPath);
  return compareScene(
    truth.map((line) => JSON.parse(line) as GroundTruthLine),
    lines.map((line) => JSON.parse(line) as LedgerRecord),
    reports.map(({ jws }) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as ReportPayload),
  );
}
