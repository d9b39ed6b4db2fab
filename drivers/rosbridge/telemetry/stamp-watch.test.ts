import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StampReading, type StampState, type StampVerdict, stepStamp, stepStandsMs } from './stamp-watch.ts';

const staleMs = 1000;
const runs = { numRuns: 1000 };

function verdictsOf(readings: readonly StampReading[]): StampVerdict[] {
  let state: StampState | undefined;
  return readings.map((reading) => {
    const step = stepStamp(state, reading, staleMs);
    state = step.state;
    return step.verdict;
  });
}

/** Messages every `periodMs`, each on its way for its jitter, stamped by a clock that is `apartMs` off. */
function steady(jitters: readonly number[], { periodMs = 100, apartMs = 0, fromMs = 0, driftRatio = 0 } = {}): StampReading[] {
  return jitters.map((jitterMs, index) => {
    const sentMs = fromMs + index * periodMs;
    return { arrivalMs: sentMs + jitterMs, stampMs: sentMs * (1 + driftRatio) - apartMs };
  });
}

const calm = (count: number): number[] => Array.from({ length: count }, () => 5);
const jitterList = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 200 });
const apart = fc.integer({ min: -2_000_000_000_000, max: 2_000_000_000_000 });

describe('stamps of a robot whose clock is any distance away', () => {
  it('are fresh, whatever the distance and the jitter', () => {
    const property = fc.property(jitterList, apart, fc.integer({ min: 200, max: 5000 }), (jitters, apartMs, periodMs) => {
      expect(new Set(verdictsOf(steady(jitters, { apartMs, periodMs })))).toEqual(new Set(['fresh']));
    });
    fc.assert(property, runs);
  });

  it('are fresh for days while the two clocks part by 200 ppm either way', () => {
    for (const driftRatio of [2e-4, -2e-4]) {
      const verdicts = verdictsOf(steady(calm(50_000), { periodMs: 10_000, driftRatio }));
      expect(verdicts.filter((verdict) => verdict !== 'fresh')).toEqual([]);
    }
  });
});

describe('a burst after a stall', () => {
  it('is stale as far as it is older than the limit, then fresh at once', () => {
    const stall = fc.integer({ min: 1500, max: 60_000 });
    const property = fc.property(stall, apart, fc.integer({ min: 0, max: 2 }), (stallMs, apartMs, gapMs) => {
      const before = steady(calm(50), { apartMs });
      const thawMs = 5000 + stallMs;
      const heldCount = Math.floor(stallMs / 100);
      const burst = Array.from({ length: heldCount }, (_, index) => ({
        arrivalMs: thawMs + index * gapMs,
        stampMs: 5000 + index * 100 - apartMs,
      }));
      const after = steady(calm(50), { apartMs, fromMs: thawMs + Math.max(100, heldCount * gapMs) });
      const verdicts = verdictsOf([...before, ...burst, ...after]);
      const ages = burst.map(({ arrivalMs, stampMs }) => arrivalMs - stampMs - apartMs);
      ages.forEach((ageMs, index) => {
        if (ageMs > staleMs + 50) expect(verdicts[50 + index]).toBe('stale');
        if (ageMs < staleMs - 50) expect(verdicts[50 + index]).toBe('fresh');
      });
      expect(new Set(verdicts.slice(50 + heldCount))).toEqual(new Set(['fresh']));
    });
    fc.assert(property, runs);
  });
});

describe("a step of the robot's clock", () => {
  it('of any size is said once, two seconds later, and everything after it is fresh', () => {
    const size = fc.oneof(fc.integer({ min: 1100, max: 4_000_000 }), fc.integer({ min: -4_000_000, max: -1100 }));
    const jitter = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 100, maxLength: 100 });
    const property = fc.property(size, jitter, (stepMs, jitters) => {
      const after = steady(jitters, { apartMs: stepMs + (stepMs > 0 ? 200 : -200), fromMs: 5000 });
      const verdicts = verdictsOf([...steady(calm(50)), ...after]).slice(50);
      const at = verdicts.indexOf('stepped');
      const arrivedMs = (after[at]?.arrivalMs ?? 0) - (after[0]?.arrivalMs ?? 0);
      expect(verdicts.filter((verdict) => verdict === 'stepped')).toHaveLength(1);
      expect(arrivedMs).toBeGreaterThanOrEqual(stepStandsMs);
      expect(arrivedMs).toBeLessThanOrEqual(stepStandsMs + 300);
      expect(new Set(verdicts.slice(0, at))).toEqual(new Set([stepMs > 0 ? 'stale' : 'fresh']));
      expect(new Set(verdicts.slice(at + 1))).toEqual(new Set(['fresh']));
    });
    fc.assert(property, runs);
  });

  it('is not seen in one odd stamp, early or late', () => {
    for (const oddMs of [-3_600_000, 3_600_000]) {
      const readings = steady(calm(100));
      readings[50] = { arrivalMs: 5005, stampMs: 5000 + oddMs };
      const verdicts = verdictsOf(readings);
      expect(verdicts[50]).toBe(oddMs < 0 ? 'stale' : 'fresh');
      expect(new Set(verdicts.slice(51))).toEqual(new Set(['fresh']));
    }
  });
});

describe('the first two seconds', () => {
  it('correct an offset that was learned from an old message without a word', () => {
    const readings = [{ arrivalMs: 0, stampMs: -3_600_000 }, ...steady(calm(100), { fromMs: 100 })];
    expect(new Set(verdictsOf(readings))).toEqual(new Set(['fresh']));
  });
});

describe('any stamps at all', () => {
  it('give a verdict and a state of finite numbers', () => {
    const finite = fc.double({ noNaN: true, min: -1e15, max: 1e15 });
    const reading = fc.record({ arrivalMs: finite, stampMs: finite });
    const property = fc.property(fc.array(reading, { maxLength: 50 }), (readings) => {
      let state: StampState | undefined;
      for (const one of readings) {
        const step = stepStamp(state, one, staleMs);
        expect(['fresh', 'stale', 'stepped']).toContain(step.verdict);
        expect(Number.isFinite(step.state.offsetMs)).toBe(true);
        state = step.state;
      }
    });
    fc.assert(property, runs);
  });
});
