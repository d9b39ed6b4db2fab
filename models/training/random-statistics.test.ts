import { describe, expect, it } from 'vitest';
import { correlationOf, momentsOf } from '../../tests/support/moments.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

const drawCount = 20_000;
const draws = (seed: number, draw: (random: SeededRandom) => number, count = drawCount): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => draw(random));
};

/** Pearson's χ² of how often each of so many equally likely outcomes came. */
function chiSquare(outcomes: readonly number[], outcomeCount: number): number {
  const counts = new Float64Array(outcomeCount);
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const expected = outcomes.length / outcomeCount;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('uniform numbers', () => {
  const unit = draws(11, (random) => random.unit());

  it('fill twenty bins alike: χ² of 19 degrees stays below its 99.9 % point', () => {
    expect(
      chiSquare(
        unit.map((value) => Math.floor(20 * value)),
        20,
      ),
    ).toBeLessThan(43.8);
  });

  it('know nothing of the one before: pairs fill a hundred cells alike', () => {
    const pairs = unit.slice(1).map((value, index) => 10 * Math.floor(10 * value) + Math.floor(10 * (unit[index] ?? 0)));
    expect(chiSquare(pairs, 100)).toBeLessThan(148.2);
    expect(Math.abs(correlationOf(unit.slice(1), unit.slice(0, -1)))).toBeLessThan(0.03);
  });

  it('of neighbouring seeds have nothing in common', () => {
    expect(
      Math.abs(
        correlationOf(
          unit,
          draws(12, (random) => random.unit()),
        ),
      ),
    ).toBeLessThan(0.03);
  });

  it('between two bounds are spread evenly, and between two in the logarithm evenly there', () => {
    const between = momentsOf(draws(3, (random) => random.between(-4, 8)));
    expect(Math.abs(between.mean - 2)).toBeLessThan(0.1);
    expect(Math.abs(between.sd - 12 / Math.sqrt(12))).toBeLessThan(0.05);
    const logs = momentsOf(draws(3, (random) => Math.log10(random.logBetween(0.01, 100))));
    expect(Math.abs(logs.mean)).toBeLessThan(0.04);
    expect(Math.abs(logs.sd - 4 / Math.sqrt(12))).toBeLessThan(0.02);
    expect([logs.min < -1.99, logs.max > 1.99]).toEqual([true, true]);
  });
});

describe('normal numbers', () => {
  const values = draws(5, (random) => random.normal());

  it.each([
    [-2, 0.02275],
    [-1, 0.15866],
    [0, 0.5],
    [1, 0.84134],
    [2, 0.97725],
    [3, 0.99865],
  ])('lie below %i as often as the bell says: %f', (limit, expected) => {
    const belowRatio = values.filter((value) => value < limit).length / drawCount;
    expect(Math.abs(belowRatio - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / drawCount));
  });

  it('are as skew and as peaked as the bell: 0 and 3', () => {
    const moment = (order: number) => momentsOf(values.map((value) => value ** order)).mean;
    expect(Math.abs(moment(3))).toBeLessThan(0.08);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.2);
  });

  it('are finite from any seed', () => {
    for (let seed = 0; seed < 3000; seed++) expect(Number.isFinite(seededRandom(seed).normal())).toBe(true);
  });
});

describe('choices', () => {
  it('of one of several fall on each alike', () => {
    const items = ['a', 'b', 'c', 'd', 'e'] as const;
    const picks = draws(8, (random) => items.indexOf(random.pick(items)));
    expect(chiSquare(picks, 5)).toBeLessThan(18.5);
    expect(new Set(draws(8, (random) => [9].indexOf(random.pick([9])), 10))).toEqual(new Set([0]));
  });

  it('by chance are never at 0, always at 1', () => {
    const random = seededRandom(1);
    expect(Array.from({ length: 1000 }, () => random.chance(0)).some(Boolean)).toBe(false);
    expect(Array.from({ length: 1000 }, () => random.chance(1)).every(Boolean)).toBe(true);
  });

  it('of an order fall on each of the six orders of three alike', () => {
    const orders = draws(21, (random) => ['012', '021', '102', '120', '201', '210'].indexOf([...random.order(3)].join('')), 6000);
    expect(Math.min(...orders)).toBe(0);
    expect(chiSquare(orders, 6)).toBeLessThan(20.5);
  });

  it('of an order bring every number to every place alike', () => {
    const random = seededRandom(2);
    const firsts = Array.from({ length: 5000 }, () => random.order(10)[0] ?? 0);
    expect(chiSquare(firsts, 10)).toBeLessThan(27.9);
    expect([[...random.order(0)], [...random.order(1)]]).toEqual([[], [0]]);
  });
});
