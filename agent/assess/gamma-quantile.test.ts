import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gammaCdf, gammaQuantile, lnGamma } from './gamma-quantile.ts';

const factorials = (k: number): number => (k < 2 ? 1 : k * factorials(k - 1));
const shapes = fc.double({ min: 0.05, max: 2000, noNaN: true });
const probabilities = fc.double({ min: 0.001, max: 0.999, noNaN: true });

describe('lnGamma', () => {
  it.each([1, 2, 3, 5, 10, 20])('of %i is the factorial before it', (n) => {
    const factorial = Array.from({ length: n - 1 }, (_, i) => i + 1).reduce((product, i) => product * i, 1);
    expect(lnGamma(n)).toBeCloseTo(Math.log(factorial), 11);
  });

  it('of one half is ln √π', () => {
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  });

  it('obeys Γ(x+1) = x·Γ(x), also below one half', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (x) => Math.abs(lnGamma(x + 1) - Math.log(x) - lnGamma(x)) < 1e-9),
    );
  });
});

describe('gammaCdf', () => {
  it.each([0.1, 1, 3, 20])('of shape 1 is the exponential distribution at %f', (x) => {
    expect(gammaCdf(1, x)).toBeCloseTo(1 - Math.exp(-x), 12);
  });

  it('is 0 at and below 0', () => {
    expect([gammaCdf(2, 0), gammaCdf(2, -1)]).toEqual([0, 0]);
  });

  it('of a whole shape is one minus a Poisson sum', () => {
    const poisson = [0, 1, 2, 3].reduce((sum, k) => sum + (Math.exp(-2.5) * 2.5 ** k) / factorials(k), 0);
    expect(gammaCdf(4, 2.5)).toBeCloseTo(1 - poisson, 12);
  });

  it('never falls', () => {
    fc.assert(
      fc.property(shapes, fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true }), (shape, x, more) => {
        expect(gammaCdf(shape, x + more)).toBeGreaterThanOrEqual(gammaCdf(shape, x) - 1e-12);
      }),
    );
  });
});

describe('gammaQuantile', () => {
  it.each([
    { p: 0.95, shape: 1, rate: 1, expected: 2.995732 },
    { p: 0.05, shape: 5, rate: 250, expected: 0.007881 },
    { p: 0.5, shape: 1, rate: 2, expected: Math.LN2 / 2 },
  ])('p = $p of shape $shape and rate $rate is $expected', ({ p, shape, rate, expected }) => {
    expect(gammaQuantile(p, shape, rate)).toBeCloseTo(expected, 6);
  });

  it('gives the rule of three: no event in 1000 h bounds the rate by 0.002996 per hour', () => {
    expect(gammaQuantile(0.95, 1, 1000)).toBeCloseTo(0.002996, 6);
  });

  it('is the inverse of the distribution', () => {
    fc.assert(fc.property(shapes, probabilities, (shape, p) => Math.abs(gammaCdf(shape, gammaQuantile(p, shape, 1)) - p) < 1e-9));
  });

  it('scales with one over the rate', () => {
    fc.assert(
      fc.property(shapes, probabilities, fc.double({ min: 0.1, max: 1e4, noNaN: true }), (shape, p, rate) => {
        const ratio = (gammaQuantile(p, shape, rate) * rate) / gammaQuantile(p, shape, 1);
        expect(ratio).toBeCloseTo(1, 9);
      }),
    );
  });
});
