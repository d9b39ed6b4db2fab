import { describe, expect, it } from 'vitest';
import {
  type CommissioningInput,
  type CommissioningPlan,
  type CommissioningState,
  fullCommissioning,
  openingCommissioning,
  phaseOf,
  shortCommissioning,
  speedBinOf,
  stepCommissioning,
} from './commissioning.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

interface Lived {
  readonly state: CommissioningState;
  readonly isWarm: boolean;
  readonly completedAtMs: number | undefined;
}

type Change = Partial<CommissioningInput> & { readonly plan?: CommissioningPlan };

/** So many operating minutes from `fromMs` on, a minute a window. */
function lived(was: CommissioningState, [fromMs, minutes]: readonly [number, number], change: Change = {}): Lived {
  const { plan = fullCommissioning, ...input } = change;
  let life: Lived = { state: was, isWarm: false, completedAtMs: undefined };
  for (let minute = 0; minute < minutes; minute++) {
    const startMs = fromMs + minute * minuteMs;
    const endMs = startMs + minuteMs;
    const quiet = { operatingMs: minuteMs, warmestC: 35, isQuiet: true, speedBins: [2] };
    const { state, isWarm, isComplete } = stepCommissioning(life.state, { ...quiet, startMs, endMs, ...input }, plan);
    life = { state, isWarm, completedAtMs: life.completedAtMs ?? (isComplete ? endMs : undefined) };
  }
  return life;
}

const days = (count: number, hoursPerDay: number): Lived => {
  let life: Lived = { state: openingCommissioning, isWarm: false, completedAtMs: undefined };
  for (let day = 0; day < count; day++) {
    const next = lived(life.state, [day * 24 * hourMs, hoursPerDay * 60]);
    life = { ...next, completedAtMs: life.completedAtMs ?? next.completedAtMs };
  }
  return life;
};

describe('commissioning', () => {
  it('leaves out the first quarter of an hour of each day', () => {
    expect(lived(openingCommissioning, [0, 14])).toMatchObject({ isWarm: false, state: { collectedMs: 0 } });
    const day = lived(openingCommissioning, [0, 60]);
    expect(day).toMatchObject({ isWarm: true, state: { collectedMs: 46 * minuteMs, sessionCount: 1 } });
    const next = lived(day.state, [24 * hourMs, 14]);
    expect(next).toMatchObject({ isWarm: false, state: { collectedMs: 46 * minuteMs, sessionCount: 2 } });
  });

  it('goes on after a short pause as if there had been none', () => {
    const morning = lived(openingCommissioning, [0, 60]);
    expect(lived(morning.state, [hourMs + 50 * minuteMs, 1])).toMatchObject({
      isWarm: true,
      state: { sessionCount: 1 },
    });
  });

  it('takes time that runs backwards for another boot', () => {
    const before = lived(openingCommissioning, [10 * hourMs, 60]);
    expect(lived(before.state, [minuteMs, 1])).toMatchObject({ isWarm: false, state: { sessionCount: 2 } });
  });

  it('waits for joints to reach 21 °C, but not all day', () => {
    expect(lived(openingCommissioning, [0, 40], { warmestC: 15 }).state.collectedMs).toBe(0);
    expect(lived(openingCommissioning, [0, 90], { warmestC: 15 }).state.collectedMs).toBe(31 * minuteMs);
    expect(lived(openingCommissioning, [0, 40], { warmestC: undefined }).state.collectedMs).toBe(26 * minuteMs);
  });

  it('takes eight hours over at least three sessions', () => {
    expect(days(2, 12).completedAtMs).toBeUndefined();
    // 226 min on each of two days, and 28 on the third after its quarter of an hour.
    expect(days(3, 4).completedAtMs).toBe(2 * 24 * hourMs + 42 * minuteMs);
  });

  it('waits for every speed that a joint uses, at most for a day of operation', () => {
    const rare = (minute: number): Change => ({ speedBins: [minute % 10 === 0 ? 3 : 1] });
    let state = openingCommissioning;
    let completedAtMs: number | undefined;
    for (let minute = 0; minute < 60 * 40; minute++) {
      const life = lived(state, [minute * minuteMs, 1], { plan: { ...fullCommissioning, sessionCountMin: 1 }, ...rare(minute) });
      state = life.state;
      completedAtMs ??= life.completedAtMs;
    }
    // A tenth of the minutes: 200 visits would take 33 h, a day of operation is enough.
    expect(completedAtMs).toBe(24 * hourMs + 14 * minuteMs);
  });

  it('neither learns nor counts what an event disturbed, and stands still while the robot does', () => {
    const warm = lived(openingCommissioning, [0, 60]).state;
    expect(lived(warm, [hourMs, 5], { isQuiet: false }).state.collectedMs).toBe(warm.collectedMs);
    expect(lived(warm, [hourMs, 5], { operatingMs: 0 }).state).toEqual(warm);
  });

  it('is frozen once complete, and keeps no counts of visits', () => {
    const done = days(4, 4);
    expect(done.state).toMatchObject({ isFrozen: true, visitCounts: [] });
    expect(days(6, 4).state.collectedMs).toBe(done.state.collectedMs);
  });

  it('of a short recording takes five minutes and says so', () => {
    expect(shortCommissioning.isShort).toBe(true);
    expect(lived(openingCommissioning, [0, 10], { plan: shortCommissioning })).toMatchObject({ completedAtMs: 5 * minuteMs, isWarm: true });
  });
});

describe('phases', () => {
  const frozen = { ...openingCommissioning, isFrozen: true };
  it.each([
    { state: openingCommissioning, isWarm: false, status: 'learning', phase: 'warmUp' },
    { state: openingCommissioning, isWarm: true, status: 'learning', phase: 'collect' },
    { state: frozen, isWarm: true, status: 'learning', phase: 'calibrate' },
    { state: frozen, isWarm: true, status: 'active', phase: 'active' },
    { state: frozen, isWarm: false, status: 'active', phase: 'warmUp' },
  ] as const)('%#: $phase', ({ state, isWarm, status, phase }) => {
    expect(phaseOf(state, isWarm, status)).toBe(phase);
  });
});

describe('speed bins', () => {
  it.each([
    [0, 0],
    [0.049, 0],
    [0.05, 1],
    [0.3, 2],
    [2, 3],
  ])('%f of its limit is bin %i', (speedRatio, bin) => {
    expect(speedBinOf(speedRatio)).toBe(bin);
  });
});
