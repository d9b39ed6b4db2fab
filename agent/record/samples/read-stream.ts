import type { WindowFeatures } from '../../contract/features.ts';
import type { MonoMs } from '../../contract/time.ts';
import type { ColumnReader } from './column-reader.ts';
import type { BatchStream } from './sample-batch.ts';

export interface WindowTimes {
  readonly startMs: number;
  readonly endMs: number;
}

/** One stream of a batch, window by window; undefined where the stream had no frame. */
export function readStream(stream: BatchStream, times: readonly WindowTimes[], columns: ColumnReader): (WindowFeatures | undefined)[] {
  const { layout, decimals } = stream;
  const frameCounts = columns.next();
  const present = times.flatMap((time, index) => ((frameCounts[index] ?? 0) > 0 ? [emptyFeatures(stream, time, frameCounts[index])] : []));
  const missed = columns.next();
  const cellCount = layout.signals.length * layout.parts.length;
  for (let cell = 0; cell < cellCount; cell++) {
    present.forEach((features, w) => {
      features.count[cell] = features.frameCount - (missed[cell * present.length + w] ?? 0);
    });
  }
  decimals.forEach((decimalCount, s) => {
    readSignal(present, { firstCellIndex: s * layout.parts.length, partCount: layout.parts.length, decimalCount }, columns);
  });
  let next = 0;
  return times.map((_, index) => ((frameCounts[index] ?? 0) > 0 ? present[next++] : undefined));
}

function emptyFeatures({ layout }: BatchStream, { startMs, endMs }: WindowTimes, frameCount = 0): WindowFeatures {
  const cellCount = layout.signals.length * layout.parts.length;
  return {
    layout,
    startMs: startMs as MonoMs,
    endMs: endMs as MonoMs,
    frameCount,
    count: new Uint32Array(cellCount),
    mean: new Float64Array(cellCount),
    sd: new Float64Array(cellCount),
    min: new Float64Array(cellCount),
    max: new Float64Array(cellCount),
  };
}

interface SignalPlace {
  readonly firstCellIndex: number;
  readonly partCount: number;
  readonly decimalCount: number;
}

function readSignal(present: readonly WindowFeatures[], place: SignalPlace, columns: ColumnReader): void {
  const { firstCellIndex, partCount, decimalCount } = place;
  const cells = Array.from({ length: partCount }, (_, p) => {
    const cell = firstCellIndex + p;
    return present.filter(({ count }) => (count[cell] ?? 0) > 0).map((features) => ({ cell, features }));
  });
  const runStarts = new Set<number>();
  let length = 0;
  for (const run of cells) {
    runStarts.add(length);
    length += run.length;
  }
  const [mean, sd, below, above] = [0, 1, 2, 3].map(() => columns.next(decimalCount, runStarts));
  const rounded = (value: number): number => Math.round(value * 10 ** decimalCount) / 10 ** decimalCount;
  cells.flat().forEach(({ cell, features }, index) => {
    const middle = mean?.[index] ?? 0;
    features.mean[cell] = middle;
    features.sd[cell] = sd?.[index] ?? 0;
    features.min[cell] = rounded(middle - (below?.[index] ?? 0));
    features.max[cell] = rounded(middle + (above?.[index] ?? 0));
  });
}
