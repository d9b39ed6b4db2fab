import { basename } from 'node:path';
import type { DriverSink, Flaw, Source } from '../../../../agent/contract/driver.ts';
import { InvariantError } from '../../../../agent/contract/errors.ts';
import type { FrameLayout } from '../../../../agent/contract/frame.ts';
import type { Clock, TimePoint } from '../../../../agent/contract/time.ts';
import { waitMs } from '../pace.ts';
import { FrameWriter, type Output } from './frame-writer.ts';
import { RowAlignedJoiner, TimeAlignedJoiner } from './join-files.ts';
import { type Instant, type Joiner, LongJoiner, WideJoiner } from './join-rows.ts';
import { chunksOf, type TableFile } from './preview-table.ts';
import { parserFor } from './read-head.ts';
import { readTime } from './read-time.ts';
import { type ByteChunks, flawAt, isFlaw, RowCursor } from './row-cursor.ts';
import type { Description } from './table-description.ts';
import { observableClasses, type TablePlan } from './table-plan.ts';
import { TimeLine } from './time-line.ts';

export interface TableSourceOptions {
  readonly description: Description;
  readonly files: readonly TableFile[];
  readonly plan: TablePlan;
  readonly sourceId: string;
  readonly bootId: string;
  readonly identity: Source['identity'];
  readonly clock: Clock;
  /** 0 pours as fast as the sink takes it, 1 keeps the original timing, N is N times as fast. */
  readonly speedRatio: number;
  /** Bytes of a file; by default from the file system. */
  readonly chunks?: (path: string) => ByteChunks;
}

/**
 * ```
 *  files ─▶ cursors ─▶ joiner ─▶ instant ─▶ time line ─▶ frame writer ─▶ sink
 *                        └────────── flaws ──────────────────┴────────────▲
 * ```
 * A checked table as a source. `run` starts from the first row each time; it waits per chunk, when the sink is full, and for
 * the original timing, never per row.
 */
export class TableSource implements Source {
  readonly layouts: readonly FrameLayout[];
  readonly observable: readonly string[];
  readonly identity: Source['identity'];
  readonly #options: TableSourceOptions;

  constructor(options: TableSourceOptions) {
    this.#options = options;
    this.layouts = options.plan.layouts;
    this.observable = observableClasses(options.description);
    this.identity = options.identity;
  }

  async run(sink: DriverSink, signal: AbortSignal): Promise<void> {
    const joiner = openJoiner(this.#options);
    try {
      await this.#pourAll(joiner, sink, signal);
    } finally {
      await joiner.close();
    }
  }

  async #pourAll(joiner: Joiner, sink: DriverSink, signal: AbortSignal): Promise<void> {
    const { clock, speedRatio } = this.#options;
    const outputsOf = this.#writing();
    const startNs = clock.now().monoNs;
    while (!signal.aborted) {
      const item = joiner.next();
      if (item === undefined) {
        if (!(await joiner.refill())) return;
        continue;
      }
      const { outputs, time } = outputsOf(item);
      const dueMs = waitMs({ clock, startNs, speedRatio }, time);
      if (dueMs > 0) await clock.sleep(dueMs, signal);
      for (const output of outputs) {
        if (!pour(output, sink)) await sink.ready();
      }
    }
  }

  /** A fresh time line and writer, as the function from what was read to what is poured. */
  #writing(): (item: Instant | Flaw) => { readonly outputs: readonly Output[]; readonly time?: TimePoint } {
    const { plan, sourceId, bootId, description } = this.#options;
    const start = description.time.startWall;
    const timeLine = new TimeLine(bootId, start === undefined ? undefined : readTime(start, 'iso8601'));
    const writer = new FrameWriter(plan, sourceId);
    return (item) => {
      if (isFlaw(item)) return { outputs: [{ kind: 'flaw', flaw: item }] };
      const time = timeLine.accept(item.stampMs);
      if (typeof time !== 'string') return { outputs: writer.write(item, time), time };
      return { outputs: item.rows.map(({ row }) => ({ kind: 'flaw', flaw: flawAt(row.place, time, stampFaultTexts[time]) })) };
    };
  }
}

const stampFaultTexts = {
  'replay/time-backwards': 'its time is before that of an earlier row',
  'replay/time-jump': 'its time is far ahead of the rows around it',
} as const;

function pour(output: Output, sink: DriverSink): boolean {
  if (output.kind === 'frame') return sink.frame(output.frame);
  return output.kind === 'message' ? sink.message(output.message) : sink.flaw(output.flaw);
}

function openJoiner({ description, files, plan, chunks }: TableSourceOptions): Joiner {
  const several = files.length > 1;
  const cursors = files.map(
    (file) =>
      new RowCursor({
        chunks: (chunks ?? chunksOf)(file.path),
        parser: parserFor(description, file.header),
        timeFormat: description.time.format,
        file: several ? basename(file.path) : undefined,
        skipsHeader: description.format === 'csv',
      }),
  );
  if (description.layout === 'files') {
    const inPartOrder = [...plan.partIndexOf.keys()].flatMap((word) => cursors.filter((_, fileIndex) => files[fileIndex]?.word === word));
    return description.align === 'row' ? new RowAlignedJoiner(inPartOrder, description.periodMs) : new TimeAlignedJoiner(inPartOrder);
  }
  const [cursor] = cursors;
  if (cursor === undefined) throw new InvariantError('replay/no-file', 'a table was opened without a file');
  return description.layout === 'long' ? new LongJoiner(cursor, plan.partIndexOf) : new WideJoiner(cursor);
}
