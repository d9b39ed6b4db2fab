/** One number of a scenario, with the bar it is judged by where there is one. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At most this, or at least this. */
  readonly bar?: { readonly atMost?: number; readonly atLeast?: number; readonly source: string };
}

export interface BenchResult {
  readonly figures: readonly Figure[];
  /** What a reader must know to read the figures right. */
  readonly notes: readonly string[];
}

export interface BenchRequest {
  /** Length of the measured part. */
  readonly lengthMs: number;
  /** Rounds whose median is given. */
  readonly roundCount: number;
  tell(line: string): void;
}

/** A thing that is timed. Every process of a comparison runs at the same time: only ratios within one run are meant to last. */
export interface Scenario {
  readonly name: string;
  readonly summary: string;
  run(request: BenchRequest): Promise<BenchResult>;
}

/** Whether a figure keeps its bar; undefined when it has none. */
export function keepsBar({ value, bar }: Figure): boolean | undefined {
  if (bar === undefined) return undefined;
  return value <= (bar.atMost ?? Infinity) && value >= (bar.atLeast ?? -Infinity);
}

/** The middle one; the lower of the two middle ones of an even number; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
