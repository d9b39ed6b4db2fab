import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ClosedWindow, WindowFeatures } from '../../contract/features.ts';
import type { FrameLayout } from '../../contract/frame.ts';
import type { Json } from '../../contract/schema.ts';
import type { TimePoint } from '../../contract/time.ts';
import { canonicalJson } from '../../evidence/canonical-json.ts';
import { sha256Prefixed } from '../../evidence/hash.ts';
import { ColumnReader } from './column-reader.ts';
import { packColumn } from './integer-column.ts';
import { readStream } from './read-stream.ts';
import { decimalsOf } from './unit-decimals.ts';

/*
 *  windows ─▶ header (JSON: version, boot, layouts, decimals) ┐
 *          └▶ columns: times │ per stream: frames, counts,    ├─▶ zstd ─▶ 'RSB1' + bytes
 *                            │ mean, sd, mean−min, max−mean   ┘
 * A batch opens alone: a lost neighbour or an older configuration does not matter to it.
 */
const magic = Buffer.from('RSB1');
const version = 1;
/** A batch of 60 windows of a humanoid is 300 KiB; beyond this a length is taken for damage. */
export const batchBodyBytesMax = 64 * 1024 * 1024;

/** A window with the wall label of its end. */
export interface SampleWindow {
  readonly window: ClosedWindow;
  readonly endWallMs: number;
}

export interface BatchWindow {
  readonly window: ClosedWindow;
  /** The moment of its end. */
  readonly time: TimePoint;
}

export interface BatchStream {
  readonly layout: FrameLayout;
  readonly layoutSha256: string;
  /** Per signal of the layout. */
  readonly decimals: readonly number[];
}

export interface BatchHeader {
  readonly version: number;
  readonly bootId: string;
  readonly windowCount: number;
  readonly streams: readonly BatchStream[];
}

export interface SampleBatch {
  readonly header: BatchHeader;
  readonly windows: readonly SampleWindow[];
}

/** Windows of one boot, oldest first, as bytes. Exact to the decimals of `unitDecimals`; a cell without a good sample stays one. */
export function encodeBatch(windows: readonly BatchWindow[]): Buffer {
  const layouts = [...new Set(windows.flatMap(({ window }) => window.streams.map(({ layout }) => layout)))];
  const header: BatchHeader = {
    version,
    bootId: windows[0]?.time.bootId ?? '',
    windowCount: windows.length,
    streams: layouts.map(streamHeader),
  };
  const columns = [...timeColumns(windows), ...layouts.flatMap((layout) => streamColumns(layout, windows))];
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([magic, zstdCompressSync(Buffer.concat([length, text, ...columns]))]);
}

function streamHeader(layout: FrameLayout): BatchStream {
  const { component, signals } = layout;
  return {
    layout,
    layoutSha256: sha256Prefixed(canonicalJson(layout as unknown as Json)),
    decimals: signals.map((signal) => decimalsOf(component, signal)),
  };
}

function timeColumns(windows: readonly BatchWindow[]): Uint8Array[] {
  const column = (numberOf: (window: BatchWindow) => number): Uint8Array => packColumn(windows.map(numberOf), 0);
  return [
    column(({ window }) => window.endMs),
    column(({ window }) => window.endMs - window.startMs),
    column(({ window, time }) => time.wallMs - window.endMs),
    column(({ window }) => window.operatingMs),
  ];
}

/** The statistics of a cell that are stored, each as far from the mean as it can be. */
function streamColumns(layout: FrameLayout, windows: readonly BatchWindow[]): Uint8Array[] {
  const found = windows.map(({ window }) => window.streams.find((stream) => stream.layout === layout));
  const present = found.filter((stream) => stream !== undefined);
  const cells = layout.signals.flatMap((_, s) => layout.parts.map((_, p) => s * layout.parts.length + p));
  const missed = cells.flatMap((cell) => present.map((stream) => stream.frameCount - (stream.count[cell] ?? 0)));
  const signalColumns = layout.signals.flatMap((signal, s) => {
    const decimalCount = decimalsOf(layout.component, signal);
    return cellColumns(present, { firstCellIndex: s * layout.parts.length, partCount: layout.parts.length, decimalCount });
  });
  const frameCounts = found.map((stream) => stream?.frameCount ?? 0);
  return [packColumn(frameCounts, 0), packColumn(missed, 0), ...signalColumns];
}

interface SignalCells {
  readonly firstCellIndex: number;
  readonly partCount: number;
  readonly decimalCount: number;
}

/** Four columns of one signal: part by part, each part's windows in a row, windows without a good sample left out. */
function cellColumns(present: readonly WindowFeatures[], { firstCellIndex, partCount, decimalCount }: SignalCells): Uint8Array[] {
  const runStarts = new Set<number>();
  const [mean, sd, below, above]: [number[], number[], number[], number[]] = [[], [], [], []];
  const rounded = (value: number): number => Math.round(value * 10 ** decimalCount) / 10 ** decimalCount;
  for (let cell = firstCellIndex; cell < firstCellIndex + partCount; cell++) {
    runStarts.add(mean.length);
    for (const stream of present.filter(({ count }) => (count[cell] ?? 0) > 0)) {
      const middle = stream.mean[cell] ?? 0;
      mean.push(middle);
      sd.push(stream.sd[cell] ?? 0);
      below.push(rounded(middle) - rounded(stream.min[cell] ?? 0));
      above.push(rounded(stream.max[cell] ?? 0) - rounded(middle));
    }
  }
  return [mean, sd, below, above].map((values) => packColumn(values, decimalCount, runStarts));
}

/** What a batch holds; undefined when the bytes are not a whole batch of a known version. Never throws. */
export function decodeBatch(bytes: Uint8Array): SampleBatch | undefined {
  const body = unzipped(bytes);
  if (body === undefined) return undefined;
  try {
    const headerBytes = body.readUInt32LE(0);
    const header = JSON.parse(body.toString('utf8', 4, 4 + headerBytes)) as BatchHeader;
    return header.version === version ? readBatch(header, new ColumnReader(body, 4 + headerBytes)) : undefined;
  } catch {
    return undefined;
  }
}

function unzipped(bytes: Uint8Array): Buffer | undefined {
  if (!magic.equals(bytes.subarray(0, magic.length))) return undefined;
  try {
    return zstdDecompressSync(bytes.subarray(magic.length), { maxOutputLength: batchBodyBytesMax });
  } catch {
    return undefined;
  }
}

function readBatch(header: BatchHeader, columns: ColumnReader): SampleBatch {
  const [endMs, lengthMs, wallOffsetMs, operatingMs] = [columns.next(), columns.next(), columns.next(), columns.next()];
  const times = endMs.map((end, index) => ({ startMs: end - (lengthMs[index] ?? 0), endMs: end }));
  const streams = header.streams.map((stream) => readStream(stream, times, columns));
  const windows = times.map((time, index) => ({
    endWallMs: time.endMs + (wallOffsetMs[index] ?? 0),
    window: {
      startMs: time.startMs as ClosedWindow['startMs'],
      endMs: time.endMs as ClosedWindow['endMs'],
      operatingMs: operatingMs[index] ?? 0,
      streams: streams.flatMap((stream) => stream[index] ?? []),
    },
  }));
  return { header, windows };
}
