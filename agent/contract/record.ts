import type { Origin } from './driver.ts';
import type { Json } from './schema.ts';
import type { TimePoint } from './time.ts';
import type { Knowable } from './unknown.ts';

/** What a stage wants on the ledger; the record stage adds sequence, epoch and chain. */
export interface LedgerEntry {
  /** Dotted camelCase noun, for example `meter.tick`, `safety.protectiveStop`, `usage.gap`. */
  readonly type: string;
  readonly time: TimePoint;
  readonly data: Readonly<Record<string, Json>>;
  /** True commits at once (faults, safety events, gaps, boots, configuration); false joins the next group commit. */
  readonly urgent: boolean;
}

/**
 * One record (leaf) of the ledger, canonicalised with RFC 8785. Leaf index = `seq`, from 0 in each epoch.
 * `link` is the first 16 hex digits of the chain head before this record: it lets a verifier say which record was
 * changed; the proof is the signed head and root.
 */
export interface LedgerRecord {
  readonly v: 1;
  readonly seq: number;
  readonly epoch: number;
  readonly link: string;
  readonly bootId: string;
  readonly origin: Origin;
  readonly type: string;
  readonly monoNs: string;
  readonly wall: string;
  readonly data: Readonly<Record<string, Json>>;
}

/** Where the log stands: number of leaves, RFC 6962 root and chain head (both `sha256:` + hex). */
export interface LogHead {
  readonly size: number;
  readonly root: string;
  readonly head: string;
}

/** Records or reports by sequence, both ends included. */
export interface SeqRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** What made the ledger begin anew. */
export type EpochCause = 'databaseMissing' | 'databaseUnreadable' | 'recordsDamaged' | 'stateDamaged' | 'reportsDamaged' | 'rolledBack';

/** What the first record of every epoch after the first says, and the first report of that epoch repeats (decisions D1). */
export interface EpochStart {
  readonly prevEpoch: number;
  /** Log of the last report anybody knows of; null when none is known. */
  readonly prevSize: number | null;
  readonly prevRoot: string | null;
  readonly cause: EpochCause;
  readonly detail: string;
  readonly salvagedReportCount: number;
  /** Records of the epoch before that cannot be read any more; unknown when it cannot be told how many there were. */
  readonly lostRecords: Knowable<readonly SeqRange[]>;
  /** Reports the new epoch goes on without: they cannot be read any more, receipted or not; or `detail` says they stayed in the old file. */
  readonly lostReports: Knowable<readonly SeqRange[]>;
  /** Where hours and counts go on from; what was counted after it and before the loss is not counted again. */
  readonly totalsFrom: 'state' | 'report' | 'zero';
  /** File that holds the epoch before; null when there is none. */
  readonly quarantined: string | null;
  /** Quarantined files given up for room. */
  readonly givenUp: readonly string[];
}
