import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultAt, missing, modeAt, quietWindow, safetyAt, temperatureWindow } from '../../tests/support/desk-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { openingEventDesk } from './event-desk.ts';
import {
  coldStartAt,
  evidenceAround,
  isWithoutPower,
  type Surroundings,
  seeEvidence,
  seePower,
  seeStart,
  seeTemperatures,
} from './event-surroundings.ts';

const nothing = openingEventDesk().surroundings;
const one = (evidence: string) => [{ peril: 'mechanical', evidence }] as const;
const textsAround = (surroundings: Surroundings, atMs: number): string[] =>
  evidenceAround(surroundings, atMs).map(({ evidence }) => evidence);

describe('evidence around a moment', () => {
  it.each([
    [4999, false],
    [5000, true],
    [10_000, true],
    [15_000, true],
    [15_001, false],
  ])('seen at %i ms is %s for a moment at 10 s', (atMs, isFound) => {
    expect(textsAround(seeEvidence(nothing, one('x'), atMs), 10_000)).toEqual(isFound ? ['x'] : []);
  });

  it('is kept for as long as an event before it may still be looked at, and then goes', () => {
    const first = seeEvidence(nothing, one('first'), 0);
    expect(seeEvidence(first, one('later'), 15_000).recent).toHaveLength(2);
    expect(seeEvidence(first, one('later'), 15_001).recent).toHaveLength(1);
  });

  it('that is seen again within a second is one, the newest; after a second it is two', () => {
    const first = seeEvidence(nothing, one('x'), 0);
    expect(seeEvidence(first, one('x'), 999).recent).toEqual([{ peril: 'mechanical', evidence: 'x', atMs: 999 }]);
    expect(seeEvidence(first, one('x'), 1000).recent).toHaveLength(2);
    expect(seeEvidence(first, [{ peril: 'thermal', evidence: 'x' }], 1).recent).toHaveLength(2);
  });

  it('is unchanged by nothing, and lets go of what a clock that ran backwards left ahead', () => {
    expect(seeEvidence(nothing, [], 5)).toBe(nothing);
    expect(seeEvidence(seeEvidence(nothing, one('ahead'), 9000), one('now'), 10).recent.map(({ evidence }) => evidence)).toEqual(['now']);
  });

  it('is bounded however much is seen (property)', () => {
    const seen = fc.record({ evidence: fc.string({ maxLength: 3 }), stepMs: fc.integer({ min: -100, max: 2000 }) });
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 200 }), (all) => {
        let [surroundings, atMs] = [nothing, 0];
        for (const { evidence, stepMs } of all) {
          atMs += stepMs;
          surroundings = seeEvidence(surroundings, one(evidence), atMs);
          expect(surroundings.recent.length).toBeLessThanOrEqual(64);
          expect(textsAround(surroundings, atMs)).toContain(evidence);
        }
      }),
    );
  });
});

describe('when power came on', () => {
  const start = (ms: number, change: object = {}) => ({ ...timeAt(ms), ...change });

  it.each([
    [1000, 0],
    [900_000, 0],
    [900_001, null],
  ])('of a process that begins %i ms after the boot of its host is %s', (ms, expected) => {
    expect(seeStart(nothing, start(ms, { boottimeMs: ms }), undefined).poweredSinceMs).toBe(expected);
  });

  it('is not told by a process that was restarted within the same boot, and is by one of the next', () => {
    const now = start(60_000, { boottimeMs: 60_000 });
    expect(seeStart(nothing, now, start(30_000)).poweredSinceMs).toBeNull();
    expect(seeStart(nothing, now, start(30_000, { bootId: 'another' })).poweredSinceMs).toBe(0);
  });

  it.each(['off', 'booting'] as const)('is the moment at which a robot says %s', (robotMode) => {
    expect(seePower(nothing, modeAt(7000, { robotMode })).poweredSinceMs).toBe(7000);
  });

  it.each(['standby', 'ready', 'running', 'fault', 'updating'] as const)('is not told by %s, nor by silence', (robotMode) => {
    expect(seePower(nothing, modeAt(7000, { robotMode }))).toBe(nothing);
    expect(seePower(nothing, modeAt(7000, { robotMode: missing }))).toBe(nothing);
    expect(seePower(nothing, faultAt(7000, 'collision'))).toBe(nothing);
  });
});

describe('drives', () => {
  it('are without power where a robot says so, and only there', () => {
    const off = seePower(nothing, safetyAt(0, { drivesPowered: false }));
    expect([nothing, off].map(isWithoutPower)).toEqual([false, true]);
    expect(isWithoutPower(seePower(off, safetyAt(1, { drivesPowered: true })))).toBe(false);
    expect(isWithoutPower(seePower(off, safetyAt(1, { drivesPowered: missing })))).toBe(false);
    expect(seePower(off, safetyAt(1, { protectiveStop: true }))).toBe(off);
  });
});

describe('a cold start', () => {
  const seen = (partsC: Readonly<Record<string, number | undefined>>, endMs = 60_000): Surroundings =>
    seeTemperatures({ ...nothing, poweredSinceMs: 0 }, temperatureWindow(endMs, 'joint', partsC));

  it('has the coldest joint of the window with the newest temperatures', () => {
    expect(seen({ a: 30, b: 12, c: 20, d: undefined }).coldest).toEqual({ part: 'b', valueC: 12, atMs: 60_000 });
    const kept = seen({ a: 12 });
    expect(seeTemperatures(kept, quietWindow(61_000, 0))).toBe(kept);
    expect(seeTemperatures(kept, temperatureWindow(61_000, 'ambient', { hall: -5 }))).toBe(kept);
    expect(seeTemperatures(kept, temperatureWindow(61_000, 'joint', { a: undefined }))).toBe(kept);
  });

  it.each([
    [20.999, true],
    [21, false],
  ])('at %d °C: %s', (valueC, isCold) => {
    expect(coldStartAt(seen({ a: valueC }), 60_000) !== undefined).toBe(isCold);
  });

  it.each([
    ['a temperature from after the stop', 60_000, 59_999, false],
    ['one as old as a minute', 60_000, 120_000, true],
    ['one older than a minute', 60_000, 120_001, false],
    ['the last moment of the first quarter of an hour', 900_000, 900_000, true],
    ['the moment after it', 900_000, 900_001, false],
  ])('with %s', (_, ...[seenMs, atMs, isCold]) => {
    expect(coldStartAt(seen({ a: 5 }, seenMs), atMs) !== undefined).toBe(isCold);
  });

  it('is none where the power-on or every temperature is unknown, or the power came on after the stop', () => {
    expect(coldStartAt({ ...seen({ a: 5 }), poweredSinceMs: null }, 60_000)).toBeUndefined();
    expect(coldStartAt({ ...nothing, poweredSinceMs: 0 }, 60_000)).toBeUndefined();
    expect(coldStartAt({ ...seen({ a: 5 }), poweredSinceMs: 60_001 }, 60_000)).toBeUndefined();
  });
});
