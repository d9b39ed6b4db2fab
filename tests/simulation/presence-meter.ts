/** A reading holds this long: three periods of the robot's one stream. */
export const presenceMs = 15_000;

/** The world's own count of the time one process had readings for, told from nothing but when they came. */
export class PresenceMeter {
  readonly #seen: { readonly atMs: number; readonly coveredMs: number }[] = [];

  /** Monotonic time of the first reading; undefined before it. */
  get firstMs(): number | undefined {
    return this.#seen[0]?.atMs;
  }

  /** A reading at this moment of monotonic time. */
  see(atMs: number): void {
    const last = this.#seen.at(-1);
    if (last?.atMs === atMs) return;
    this.#seen.push({ atMs, coveredMs: last === undefined ? 0 : last.coveredMs + Math.min(presenceMs, atMs - last.atMs) });
  }

  /** Time covered by readings from the first one up to this moment, milliseconds. */
  coveredMs(untilMs: number): number {
    const last = this.#seen.findLast(({ atMs }) => atMs <= untilMs);
    return last === undefined ? 0 : last.coveredMs + Math.min(presenceMs, untilMs - last.atMs);
  }
}
