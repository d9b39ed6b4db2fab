/** What a channel counted since it was made. */
export interface ChannelCounts {
  /** Reports sent at least once. */
  sentCount: number;
  resentCount: number;
  /** Receipts that were new. */
  receiptedCount: number;
  /** Of those, with the verdict `rejected`. */
  rejectedCount: number;
  /** Publishes the broker refused, and reports too large to try. */
  refusedCount: number;
  /** Receipts that could not be verified or belong to no report of ours. */
  receiptIgnoredCount: number;
  /** Requests that could not be verified, came too often or named too much. */
  requestIgnoredCount: number;
  connectedCount: number;
}

export function openingChannelCounts(): ChannelCounts {
  return {
    sentCount: 0,
    resentCount: 0,
    receiptedCount: 0,
    rejectedCount: 0,
    refusedCount: 0,
    receiptIgnoredCount: 0,
    requestIgnoredCount: 0,
    connectedCount: 0,
  };
}
