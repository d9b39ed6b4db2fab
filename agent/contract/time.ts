/** Two clocks travel together (house rule 9): wall time labels, monotonic time measures. The brands keep them apart. */
export type WallMs = number & { readonly brand: 'WallMs' };
export type MonoNs = bigint & { readonly brand: 'MonoNs' };
/** Monotonic time floored to whole milliseconds: the grid on which all durations are counted, so that they add up exactly. */
export type MonoMs = number & { readonly brand: 'MonoMs' };

export type SyncState = 'synced' | 'holdover' | 'unsynced';

/** One moment on every clock the host has. `boottimeMs` runs through suspend, `monoNs` does not. */
export interface TimePoint {
  readonly wallMs: WallMs;
  readonly monoNs: MonoNs;
  readonly bootId: string;
  readonly boottimeMs: number;
  readonly syncState: SyncState;
}

/** The only source of time a stage may be given; `agent/platform` has the real one, a recording brings its own. */
export interface Clock {
  now(): TimePoint;
  /** Resolves after this long, at once when the signal aborts. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

const NS_PER_MS = 1_000_000n;

/** Whole milliseconds of the monotonic clock, floored. */
export function monoMsOf(time: Pick<TimePoint, 'monoNs'>): MonoMs {
  return Number(time.monoNs / NS_PER_MS) as MonoMs;
}

export const wallMs = (value: number): WallMs => value as WallMs;
export const monoNs = (value: bigint): MonoNs => value as MonoNs;
export const monoMs = (value: number): MonoMs => value as MonoMs;

/** The time point at `atMs` of the monotonic clock, told from another one of the same boot; to the whole millisecond. */
export function timePointAt(reference: TimePoint, atMs: MonoMs): TimePoint {
  const differenceMs = atMs - monoMsOf(reference);
  if (differenceMs === 0) return reference;
  return {
    ...reference,
    wallMs: wallMs(reference.wallMs + differenceMs),
    monoNs: monoNs(BigInt(atMs) * NS_PER_MS),
    boottimeMs: reference.boottimeMs + differenceMs,
  };
}
