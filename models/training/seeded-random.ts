/** A stream of random numbers that a seed determines completely. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform in the logarithm between two positive numbers. */
  logBetween(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  /** True with this probability. */
  chance(probabilityRatio: number): boolean;
  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly [T, ...T[]]): T;
  /** The numbers 0 … count − 1 in random order. */
  order(count: number): Uint32Array;
}

/** Mulberry32 (public domain, T. Ettinger): small, fast, the same on every machine. Not for secrets. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + (high - low) * unit();
  return {
    unit,
    between,
    logBetween: (low, high) => low * (high / low) ** unit(),
    // Box and Muller; 1 − unit() is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    chance: (probabilityRatio) => unit() < probabilityRatio,
    pick: (items) => items[Math.floor(unit() * items.length)] ?? items[0],
    order: (count) => shuffled(count, unit),
  };
}

function shuffled(count: number, unit: () => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(unit() * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}
