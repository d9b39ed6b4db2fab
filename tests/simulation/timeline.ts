interface Appointment {
  readonly atMs: number;
  /** Breaks ties: what was arranged first happens first. */
  readonly order: number;
  readonly act: () => void;
}

/** Lets every promise that does not wait for time come to rest; nothing of the real world is waited for. */
export function settle(): Promise<void> {
  return new Promise((done) => process.nextTick(done));
}

/**
 * The world's time, which only moves from one appointment to the next.
 * ```
 *  at(time, act) ─▶ heap ─▶ runUntil: earliest act ─▶ every promise to rest ─▶ next act
 * ```
 */
export class Timeline {
  #nowMs = 0;
  #order = 0;
  readonly #heap: Appointment[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Appointments kept; for the bound on memory. */
  get size(): number {
    return this.#heap.length;
  }

  /** Not before now. */
  at(atMs: number, act: () => void): void {
    this.#push({ atMs: Math.max(atMs, this.#nowMs), order: this.#order++, act });
  }

  after(durationMs: number, act: () => void): void {
    this.at(this.#nowMs + durationMs, act);
  }

  async runUntil(untilMs: number): Promise<void> {
    await settle();
    for (let next = this.#popUntil(untilMs); next !== undefined; next = this.#popUntil(untilMs)) {
      this.#nowMs = next.atMs;
      next.act();
      await settle();
    }
    this.#nowMs = untilMs;
  }

  /** Like `runUntil`, for a world without promises. */
  skipTo(untilMs: number): void {
    for (let next = this.#popUntil(untilMs); next !== undefined; next = this.#popUntil(untilMs)) {
      this.#nowMs = next.atMs;
      next.act();
    }
    this.#nowMs = untilMs;
  }

  #push(appointment: Appointment): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(appointment);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, appointment)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = appointment;
  }

  #popUntil(untilMs: number): Appointment | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.atMs > untilMs) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  #sink(appointment: Appointment): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      const child = this.#earlierChild(place);
      const below = heap[child];
      if (below === undefined || isBefore(appointment, below)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = appointment;
  }

  #earlierChild(place: number): number {
    const [left, right] = [this.#heap[2 * place + 1], this.#heap[2 * place + 2]];
    return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * place + 2 : 2 * place + 1;
  }
}

function isBefore(one: Appointment, other: Appointment): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
