/** A signed report as it lies in the outbox. */
export interface OutboxReport {
  readonly reportSeq: number;
  readonly jws: string;
}

/**
 * What a channel to a recipient may do with the outbox. Only a signed receipt takes a report out; a broker's acknowledgement
 * never does. Implemented by the record stage, in the ledger's database. A read throws TransientError while the disk does not give it.
 */
export interface Outbox {
  /** Oldest reports without a receipt, at most this many. */
  unreceipted(countMax: number): readonly OutboxReport[];
  /** A report by its sequence, receipted or not; undefined when there is none. */
  report(reportSeq: number): OutboxReport | undefined;
  /** Stores a verified receipt, durably. Storing the same one twice is harmless. */
  storeReceipt(receipt: { readonly reportSeq: number; readonly jws: string }): void;
  counts(): OutboxCounts;
}

export interface OutboxCounts {
  readonly closedCount: number;
  readonly receiptedCount: number;
}
