import { readFile } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { parse } from '@foxglove/rosmsg';
import { MessageReader } from '@foxglove/rosmsg2-serialization';
import { McapIndexedReader } from '@mcap/core';
import Database from 'better-sqlite3';
import { createFrame, type Frame, type FrameLayout, quality } from '../../agent/contract/frame.ts';
import type { LedgerEntry } from '../../agent/contract/record.ts';
import { BlackBox } from '../../agent/record/black-box/black-box.ts';
import type { BlackBoxOptions } from '../../agent/record/black-box/black-box-options.ts';
import { incidentNotice } from '../../agent/record/entries.ts';
import { timeAt } from './telemetry.ts';

/** A message of an incident as a viewer reads it: with the schema of the file and nothing else. */
export interface ReadMessage {
  readonly topic: string;
  readonly logTimeMs: number;
  readonly message: Readonly<Record<string, unknown>>;
}

export interface ReadIncident {
  readonly messages: readonly ReadMessage[];
  readonly metadata: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly topics: readonly string[];
}

/** Opens an incident by its index and decodes every message with the readers of Foxglove. */
export async function readIncident(path: string): Promise<ReadIncident> {
  const bytes = await readFile(path);
  const reader = await McapIndexedReader.Initialize({
    readable: {
      size: async () => BigInt(bytes.length),
      read: async (offset, length) => bytes.subarray(Number(offset), Number(offset + length)),
    },
    decompressHandlers: { zstd: (chunk) => zstdDecompressSync(chunk) },
  });
  const decoders = new Map(
    [...reader.channelsById.values()].map((channel) => {
      const schema = reader.schemasById.get(channel.schemaId);
      return [channel.id, new MessageReader(parse(Buffer.from(schema?.data ?? []).toString('utf8'), { ros2: true }))];
    }),
  );
  const messages: ReadMessage[] = [];
  for await (const { channelId, logTime, data } of reader.readMessages()) {
    const topic = reader.channelsById.get(channelId)?.topic ?? '';
    messages.push({ topic, logTimeMs: Number(logTime / 1_000_000n), message: decoders.get(channelId)?.readMessage(data) ?? {} });
  }
  const metadata: Record<string, Record<string, string>> = {};
  for await (const record of reader.readMetadata()) metadata[record.name] = Object.fromEntries(record.metadata);
  return { messages, metadata, topics: [...reader.channelsById.values()].map(({ topic }) => topic) };
}

/** A frame of this layout whose cell c has the value `ms / 1000 + c`; cells of `missing` are missing. */
export function rampFrame(layout: FrameLayout, ms: number, missing: readonly number[] = []): Frame {
  const frame = createFrame(layout, timeAt(ms));
  frame.values.forEach((_, cell) => {
    if (missing.includes(cell)) return;
    frame.values[cell] = Math.fround(ms / 1000 + cell);
    frame.quality[cell] = quality.good;
  });
  return frame;
}

/** A black box on a folder and a database in memory, driven second by second as the pipeline drives it. */
export class BlackBoxBench {
  readonly box: BlackBox;
  readonly entries: LedgerEntry[] = [];
  readonly database: Database.Database;
  readonly #layouts: readonly FrameLayout[];

  constructor(
    directory: string,
    options: Partial<BlackBoxOptions> = {},
    setup: { layouts: readonly FrameLayout[]; database?: Database.Database },
  ) {
    this.database = setup.database ?? new Database(':memory:');
    this.box = new BlackBox({ database: this.database, directory, agentId: 'agent-1', origin: 'simulation', options });
    this.#layouts = setup.layouts;
    for (const layout of setup.layouts) this.box.open(layout);
  }

  /** Frames of every layout at its period from one moment to just before another, and a window at each whole second. */
  run(fromMs: number, toMs: number): void {
    for (let ms = fromMs; ms < toMs; ms++) {
      if (ms % 1000 === 0) this.window(ms);
      for (const layout of this.#layouts) if (ms % layout.periodMs === 0) this.box.frame(rampFrame(layout, ms));
    }
  }

  window(ms: number): void {
    for (const { type, data } of this.box.advance(timeAt(ms))) this.entries.push(incidentNotice(timeAt(ms), type, data));
    this.commit();
  }

  /** Settles, takes what is left to say and commits, as at the end of a run. */
  async settle(ms: number): Promise<void> {
    await this.box.settle();
    for (const { type, data } of this.box.take()) this.entries.push(incidentNotice(timeAt(ms), type, data));
    this.commit();
  }

  /** Entries of one type, as their facts. */
  told(type: string): LedgerEntry['data'][] {
    return this.entries.filter((entry) => entry.type === type).map(({ data }) => data);
  }

  commit(): void {
    this.database.transaction(() => this.box.write()).immediate();
    this.box.committed();
  }
}
