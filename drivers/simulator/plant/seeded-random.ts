/** A stream of numbers that a seed determines completely. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Bell-shaped with mean 0 and standard deviation 1, never beyond ±3.46: noise of a sensor cannot break a limit by luck. */
  noise(): number;
}

/** Of the sum of four bytes: mean 510, variance 4 × (256² − 1) / 12. */
const byteSumMean = 510;
const byteSumSd = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** Mulberry32 (public domain, T. Ettinger): small, fast, the same on every machine. Not for secrets. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const unit = (): number => word() / 4_294_967_296;
  const noise = (): number => {
    const bits = word();
    return ((bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - byteSumMean) / byteSumSd;
  };
  return { unit, between: (low, high) => low + (high - low) * unit(), noise };
}

/** Keeps the generators of one seed apart. */
const strideCount = 0x9e37_79b9;

/** A generator of its own for each purpose: what one fault uses up does not shift the noise of another signal. */
export function randomStream(seed: number, streamIndex: number): SeededRandom {
  return seededRandom(Math.imul(seed + 1, strideCount) ^ Math.imul(streamIndex + 1, 0x85ebca6b));
}
