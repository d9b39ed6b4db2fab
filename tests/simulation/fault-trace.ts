import { createHash } from 'node:crypto';

export interface TraceLine {
  readonly atMs: number;
  readonly kind: string;
  readonly detail: string;
}

/** Lines of the trace kept for whoever looks at a failing seed; all of them are counted and hashed. */
const linesKeptMax = 400;

/** Everything that was done to the world and everything that became durable, in order: equal hashes mean equal histories. */
export class FaultTrace {
  readonly countByKind: Record<string, number> = {};
  readonly lines: TraceLine[] = [];
  readonly #hash = createHash('sha256');
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** A fault put into the world. */
  fault(kind: string, detail = ''): void {
    this.countByKind[kind] = (this.countByKind[kind] ?? 0) + 1;
    this.note(kind, detail);
  }

  /** What happened, without being a fault. */
  note(kind: string, detail = ''): void {
    const atMs = Math.round(this.#nowMs());
    this.lines.push({ atMs, kind, detail });
    if (this.lines.length > linesKeptMax) this.lines.splice(0, this.lines.length - linesKeptMax);
    this.#hash.update(`${atMs} ${kind} ${detail}\n`);
  }

  /** What became durable: in the hash, not in the lines. */
  durable(text: string): void {
    this.#hash.update(text);
  }

  /** Of the whole history up to here. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
