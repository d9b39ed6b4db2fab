import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../models/training/seeded-random.ts';
import { pairedBootstrap, poissonInterval } from './intervals.ts';

describe('the exact interval of a Poisson mean', () => {
  it.each([
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [5, 1.6235, 11.6683],
    [20, 12.2165, 30.8884],
  ])('of %i events is Garwood’s', (eventCount, low, high) => {
    expect(poissonInterval(eventCount)).toEqual({ low: expect.closeTo(low, 3), high: expect.closeTo(high, 3) });
  });

  it('goes on smoothly where counts are too large to add up', () => {
    const [exact, large, larger] = [300, 301, 302].map((count) => poissonInterval(count));
    expect((large?.low ?? 0) - (exact?.low ?? 0)).toBeCloseTo((larger?.low ?? 0) - (large?.low ?? 0), 2);
    expect((large?.high ?? 0) - (exact?.high ?? 0)).toBeCloseTo((larger?.high ?? 0) - (large?.high ?? 0), 1);
    const { low, high } = poissonInterval(10_000);
    expect([low, high]).toEqual([expect.closeTo(10_000 - 1.96 * 100, -1), expect.closeTo(10_000 + 1.96 * 100, -1)]);
  });
});

describe('the paired bootstrap', () => {
  it('of equal differences is that difference', () => {
    expect(pairedBootstrap([0.2, 0.2, 0.2], seededRandom(1))).toEqual({ low: expect.closeTo(0.2, 12), high: expect.closeTo(0.2, 12) });
  });

  it('of differences around 0 contains 0, and of clearly positive ones does not', () => {
    const around = pairedBootstrap([-1, 1, -0.5, 0.5, 0.1, -0.1], seededRandom(2));
    expect(around.low).toBeLessThan(0);
    expect(around.high).toBeGreaterThan(0);
    expect(pairedBootstrap([0.4, 0.5, 0.6, 0.5], seededRandom(3)).low).toBeGreaterThan(0.3);
  });
});
