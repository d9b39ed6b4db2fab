import type { RecordedMessage } from './recorded-message.ts';

/** Messages held back so that one written a little late still finds its place, and the most they may weigh together. */
export const heldMessagesMax = 1024;
export const heldBytesMax = 67_108_864;

/**
 * ```
 *  batches in file order ─▶ [ sorted, at most 1,024 messages or 64 MiB held ] ─▶ messages by log time
 * ```
 * Recorders write what several topics bring almost in order. Messages of the same time keep the order of the file.
 */
export class TimeOrder {
  #held: RecordedMessage[] = [];
  #heldBytes = 0;

  /** Takes a batch; gives what is far enough behind to be final. */
  add(messages: readonly RecordedMessage[]): readonly RecordedMessage[] {
    for (const message of messages) {
      this.#held.push(message);
      this.#heldBytes += message.bytes.length;
    }
    this.#held.sort(byLogTime);
    let releaseCount = Math.max(0, this.#held.length - heldMessagesMax);
    let keptBytes = this.#heldBytes;
    for (let index = 0; index < this.#held.length && (index < releaseCount || keptBytes > heldBytesMax); index++) {
      keptBytes -= this.#held[index]?.bytes.length ?? 0;
      releaseCount = Math.max(releaseCount, index + 1);
    }
    this.#heldBytes = keptBytes;
    return this.#held.splice(0, releaseCount);
  }

  /** Everything that is left, at the end of the recording. */
  drain(): readonly RecordedMessage[] {
    this.#heldBytes = 0;
    return this.#held.splice(0);
  }

  /** The log time of the earliest message held; undefined when there is none. */
  get nextNs(): bigint | undefined {
    return this.#held[0]?.logTimeNs;
  }
}

function byLogTime(one: RecordedMessage, other: RecordedMessage): number {
  if (one.logTimeNs === other.logTimeNs) return 0;
  return one.logTimeNs < other.logTimeNs ? -1 : 1;
}
