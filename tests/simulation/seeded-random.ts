import { createHash } from 'node:crypto';

/** The only chance in a simulation: the same seed gives the same numbers in the same order, on every machine. */
export class SeededRandom {
  readonly #name: string;
  #state: number;

  constructor(name: string) {
    this.#name = name;
    this.#state = createHash('sha256').update(name).digest().readUInt32LE(0);
  }

  /** A source of its own for one part of the world, so that what one part draws does not move another. */
  fork(part: string): SeededRandom {
    return new SeededRandom(`${this.#name}/${part}`);
  }

  /** Uniform in [0, 1); mulberry32, public domain, Tommy Ettinger 2017. */
  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };

  chance(ratio: number): boolean {
    return this.next() < ratio;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** A waiting time with this mean, whole milliseconds, at least one. */
  waitMs(meanMs: number): number {
    return Math.max(1, Math.round(-Math.log(1 - this.next()) * meanMs));
  }

  pick<T>(choices: readonly T[]): T {
    const picked = choices[Math.floor(this.next() * choices.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }
}
