import type { Flaw } from '../../../../agent/contract/driver.ts';
import { messageBytesMax } from './decompress.ts';
import {
  type BagBatch,
  type BagReader,
  type ChannelCount,
  channelCounts,
  countChannel,
  placeIn,
  placeOfMessage,
  type RecordedChannel,
  type RecordedMessage,
  type WantsChannel,
} from './recorded-message.ts';
import { rowsOf, type SqliteBag } from './sqlite-bag.ts';

export interface SqliteReaderOptions {
  readonly bag: SqliteBag;
  readonly partName: string | undefined;
  readonly wants: WantsChannel;
}

const batchMessagesMax = 256;

type Row = Readonly<Record<string, unknown>>;

/** The last message handed out: all before it in time order were. */
interface Given {
  readonly timestamp: bigint;
  readonly id: bigint;
}

/**
 * ```
 *  topics ─▶ channels that are wanted ─▶ messages ORDER BY timestamp ─▶ batches of 256
 * ```
 * A `.db3` of rosbag2. SQLite reads page by page; one batch is held. Where the index by time is spoilt, the rest is read in the order in
 * which it was written; where a page of messages is, what follows cannot be reached.
 */
export class SqliteReader implements BagReader {
  readonly #options: SqliteReaderOptions;
  #rows: Iterator<Row> | undefined;
  #last: Given | undefined;
  #withoutIndex = false;
  #messages: RecordedMessage[] = [];
  #flaws: Flaw[] = [];
  #ended = false;

  constructor(options: SqliteReaderOptions) {
    this.#options = options;
  }

  async next(): Promise<BagBatch | undefined> {
    if (this.#ended) return undefined;
    this.#messages = [];
    this.#flaws = [];
    if (this.#rows === undefined && !this.#withoutIndex) this.#sayUnreadLog();
    try {
      this.#rows ??= this.#query();
      while (!this.#ended && this.#messages.length + this.#flaws.length < batchMessagesMax) this.#take(this.#rows.next());
    } catch (error) {
      this.#goOnAfter(error);
    }
    return { messages: this.#messages, flaws: this.#flaws };
  }

  async survey(): Promise<readonly ChannelCount[]> {
    const { database, channels } = this.#options.bag;
    const counts = new Map<RecordedChannel, number>([...channels.values()].map((channel) => [channel, 0]));
    try {
      for (const { id } of rowsOf(database, 'SELECT topic_id AS id FROM messages NOT INDEXED ORDER BY messages.id')) {
        const channel = typeof id === 'bigint' ? channels.get(id) : undefined;
        if (channel !== undefined) countChannel(counts, channel, 1);
      }
    } catch {
      // What was counted before the spoilt page is what can be read.
    }
    return channelCounts(counts);
  }

  async close(): Promise<void> {
    this.#options.bag.database.close();
  }

  #query(): Iterator<Row> {
    const { bag, wants } = this.#options;
    const wanted = [...bag.channels].flatMap(([id, channel]) => (wants(channel) ? [id] : []));
    const data = `CASE WHEN length(data) <= ${messageBytesMax} THEN data END AS data`;
    const sql = `SELECT id, topic_id, timestamp, ${data} FROM messages`;
    const where = `WHERE topic_id IN (${wanted.join()})`;
    if (!this.#withoutIndex) return rowsOf(bag.database, `${sql} ${where} ORDER BY timestamp, id`);
    const after = this.#last === undefined ? '' : `AND (timestamp, id) > (${this.#last.timestamp}, ${this.#last.id})`;
    return rowsOf(bag.database, `${sql} NOT INDEXED ${where} ${after} ORDER BY id`);
  }

  /** Once without the index by time, which may be what is spoilt; then no more. */
  #goOnAfter(error: unknown): void {
    this.#ended = this.#withoutIndex;
    this.#withoutIndex = true;
    this.#rows = undefined;
    const text = this.#ended ? 'what follows is not read' : 'read on in the order of writing';
    this.#flaws.push({
      code: 'replay/recording-damaged',
      place: placeIn(this.#options.partName, 'database'),
      text: `${text}: ${error instanceof Error ? error.message : String(error)}`,
      discarded: this.#ended,
    });
  }

  #take(result: IteratorResult<Row>): void {
    if (result.done === true) {
      this.#ended = true;
      return;
    }
    const { id, topic_id: topicId, timestamp, data } = result.value;
    const { bag, partName } = this.#options;
    const channel = typeof topicId === 'bigint' ? bag.channels.get(topicId) : undefined;
    const messageSeq = Number(id);
    if (channel === undefined || typeof timestamp !== 'bigint' || !(data instanceof Uint8Array)) {
      this.#flaw(
        'replay/record-damaged',
        placeOfMessage({ partName, messageSeq }),
        'a row without time or bytes, or with too many of them',
      );
      return;
    }
    if (typeof id === 'bigint') this.#last = { timestamp, id };
    this.#messages.push({ channel, logTimeNs: timestamp, bytes: data, partName, messageSeq });
  }

  #sayUnreadLog(): void {
    if (!this.#options.bag.walUnread) return;
    const place = placeIn(this.#options.partName, 'write-ahead log');
    this.#flaw('replay/recording-truncated', place, 'messages in the -wal file beside the recording could not be read');
  }

  #flaw(code: string, place: string, text: string): void {
    this.#flaws.push({ code, place, text, discarded: true });
  }
}
