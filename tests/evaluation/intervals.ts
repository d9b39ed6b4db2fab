import type { SeededRandom } from '../../models/training/seeded-random.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const drawCount = 2000;

/** 95 % percentile interval of the mean difference of two methods over runs, resampling whole runs (paired bootstrap). */
export function pairedBootstrap(differences: readonly number[], random: SeededRandom): Interval {
  if (differences.length === 0) return { low: Number.NaN, high: Number.NaN };
  const means = Float64Array.from({ length: drawCount }, () => {
    let sum = 0;
    for (let draw = 0; draw < differences.length; draw++) sum += differences[Math.floor(random.unit() * differences.length)] ?? 0;
    return sum / differences.length;
  }).sort();
  return { low: means[Math.floor(0.025 * drawCount)] ?? Number.NaN, high: means[Math.ceil(0.975 * drawCount) - 1] ?? Number.NaN };
}

/** Exact 95 % interval of a Poisson mean (Garwood 1936), by bisection on the distribution itself. */
export function poissonInterval(eventCount: number): Interval {
  if (eventCount > exactCountMax) return largeInterval(eventCount);
  const low = eventCount === 0 ? 0 : solve((mean) => 1 - poissonCdf(eventCount - 1, mean), 0.025, { low: 0, high: eventCount });
  // With no event the one-sided bound is 3.7: the "rule of three" is its 95 % one-sided sister.
  return { low, high: solve((mean) => 1 - poissonCdf(eventCount, mean), 0.975, { low: eventCount, high: 4 * eventCount + 20 }) };
}

/** e^−mean is 0 to the computer soon after; by then the cube root of a χ² is normal to four digits (Wilson, Hilferty 1931). */
const exactCountMax = 300;
const normal975 = 1.959964;

function largeInterval(eventCount: number): Interval {
  const at = (count: number, z: number): number => count * (1 - 1 / (9 * count) + z / (3 * Math.sqrt(count))) ** 3;
  return { low: at(eventCount, -normal975), high: at(eventCount + 1, normal975) };
}

/** P(X ≤ count) for X ~ Poisson(mean). */
function poissonCdf(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= count; k++) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}

// Both functions given rise with the mean.
function solve(rising: (mean: number) => number, target: number, within: Interval): number {
  let [below, above] = [within.low, within.high];
  for (let step = 0; step < 60; step++) {
    const middle = (below + above) / 2;
    if (rising(middle) < target) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}
