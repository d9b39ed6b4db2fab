import type { Origin } from '../contract/driver.ts';
import type { ReportedDocuments } from '../contract/signed-document.ts';
import type { Knowable } from '../contract/unknown.ts';

/** The checks of the risk model §6.7, in order, and what each establishes. */
export const checkTitles = {
  V0: 'envelope form',
  V1: 'header and key',
  V2: 'signature',
  V3: 'payload',
  V4: 'report sequence',
  V5: 'usage counters',
  V6: 'log consistency',
  V7: 'ledger',
} as const;
export type CheckId = keyof typeof checkTitles;
export const checkIds = Object.keys(checkTitles) as readonly CheckId[];

/** A failure means the evidence is not what was signed or contradicts itself; a finding is a fact that needs an explanation. */
export interface Finding {
  readonly check: CheckId;
  readonly code: string;
  readonly severity: 'finding' | 'failure';
  /** File name, then byte, line or JSON pointer. */
  readonly place: string;
  readonly text: string;
}

export interface CheckOutcome {
  readonly check: CheckId;
  readonly status: 'passed' | 'failed' | 'notChecked';
  /** How many reports (V0–V6) or records (V7) were looked at. */
  readonly count: number;
}

/** One report that passed V0–V3, in the order of its agent's sequence. */
export interface ReportSummary {
  readonly name: string;
  readonly sha256: string;
  readonly agentId: string;
  readonly kid: string;
  readonly origin: Origin;
  readonly reportSeq: number;
  readonly epoch: number;
  readonly from: string;
  readonly to: string;
  readonly logSize: number;
  /** Time counted in this period. */
  readonly powerOnMs: number;
  readonly operatingMs: number;
  readonly riskIndex: Knowable<number>;
  /** Left out where the report does not say whose signatures stand behind its documents. */
  readonly documents?: ReportedDocuments;
}

export interface Verdict {
  readonly verdict: 'pass' | 'passWithFindings' | 'fail';
  readonly checks: readonly CheckOutcome[];
  readonly findings: readonly Finding[];
  readonly reports: readonly ReportSummary[];
}

/** Collects what the checks say and adds it up. */
export class VerdictNotes {
  readonly #findings: Finding[] = [];
  readonly #countByCheck = new Map<CheckId, number>();

  /** One more report or record was looked at by this check. */
  looked(check: CheckId): void {
    this.#countByCheck.set(check, (this.#countByCheck.get(check) ?? 0) + 1);
  }

  failure(check: CheckId, code: string, at: { place: string; text: string }): void {
    this.#findings.push({ check, code, severity: 'failure', ...at });
  }

  finding(check: CheckId, code: string, at: { place: string; text: string }): void {
    this.#findings.push({ check, code, severity: 'finding', ...at });
  }

  verdict(reports: readonly ReportSummary[]): Verdict {
    const findings = this.#findings.toSorted((left, right) => left.check.localeCompare(right.check));
    const failed = new Set(findings.filter(({ severity }) => severity === 'failure').map(({ check }) => check));
    const checks = checkIds.map((check): CheckOutcome => {
      const count = this.#countByCheck.get(check) ?? 0;
      const unfailed = count > 0 ? 'passed' : 'notChecked';
      return { check, status: failed.has(check) ? 'failed' : unfailed, count };
    });
    const clean = findings.length === 0 ? 'pass' : 'passWithFindings';
    return { verdict: failed.size > 0 ? 'fail' : clean, checks, findings, reports };
  }
}
