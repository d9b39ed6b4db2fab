import type { Json } from '../contract/schema.ts';

/** A signed report as it lies in the ledger. */
export interface StoredReport {
  readonly reportSeq: number;
  readonly jws: string;
}

/** A report of an earlier epoch, with its receipt if it had one. */
export interface CarriedReport extends StoredReport {
  readonly receipt: string | null;
}

/** What goes into the transaction of the records, so that a power cut keeps all of it or none. */
export interface Commit {
  /** Left out: the state saved before stays. */
  readonly state?: Json;
  readonly report?: StoredReport;
  readonly carried?: Iterable<CarriedReport>;
}
