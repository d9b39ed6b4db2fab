import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClockWatch } from '../../../agent/aggregate/clock-watch.ts';
import { WitnessDesk } from '../../../agent/aggregate/witness-desk.ts';
import type { UsageCounters } from '../../../agent/contract/usage.ts';
import type { PipelineState } from '../../../agent/pipeline-state.ts';
import { Recorder } from '../../../agent/record/recorder.ts';
import type { MeteringInvariant } from './metering-invariants.ts';
import type { MeteringWorld } from './metering-world.ts';
import { simulateMetering } from './simulate-metering.ts';

afterEach(() => vi.restoreAllMocks());

/** The invariants that broken worlds violate; three robots with as many faults as a week has. */
function violated(mutate: (world: MeteringWorld) => void = () => undefined): MeteringInvariant[] {
  const outcomes = [2, 4, 12].map((seed) => simulateMetering({ seed, hours: 14, intensityRatio: 8, mutate }));
  return [...new Set(outcomes.flatMap(({ violations }) => violations.map(({ invariant }) => invariant)))];
}

/** What the agent goes on with after a start is not quite what it saved. */
const remembered =
  (change: (state: PipelineState) => void) =>
  ({ memory }: MeteringWorld): void => {
    const saved = memory.saved.bind(memory);
    memory.saved = () => {
      const state = saved();
      if (state !== undefined) change(state);
      return state;
    };
  };
const counted = (change: (counters: UsageCounters) => Partial<UsageCounters>) =>
  remembered(({ aggregate }) => {
    aggregate.meter.counters = { ...aggregate.meter.counters, ...change(aggregate.meter.counters) };
  });

/** Records of this type never become durable, or say something else. */
const recorded =
  (type: string, change?: (data: Record<string, unknown>) => void) =>
  ({ memory }: MeteringWorld): void => {
    const push = memory.entries.push.bind(memory.entries);
    memory.entries.push = (...entries) => {
      for (const entry of entries) if (entry.type === type) change?.(entry.data);
      return push(...entries.filter((entry) => change !== undefined || entry.type !== type));
    };
  };
const raise = (name: string, byMs: number) => (data: Record<string, unknown>) => {
  data[name] = Number(data[name]) + byMs;
};

describe('the same worlds unbroken', () => {
  it('violate nothing', () => {
    expect(violated()).toEqual([]);
  });
});

describe('a meter that counts wrongly', () => {
  it.each<[string, MeteringInvariant, (world: MeteringWorld) => void]>([
    ['a counter that falls at a start', 'countersNeverFall', counted(({ powerOnMs }) => ({ powerOnMs: powerOnMs - 1 }))],
    ['hours added at a start', 'hoursAreExact', counted(({ powerOnMs }) => ({ powerOnMs: powerOnMs + 1 }))],
    ['more operating than ready', 'countersNest', counted(({ readyMs }) => ({ operatingMs: readyMs + 1 }))],
    ['a vector that sums to something else', 'countersNest', counted(() => ({ operatingMsByEPeople: [0, 0, 0, 0, 1] }))],
    ['time imputed that no record says', 'imputedIsSaid', counted(({ unmeteredMs }) => ({ unmeteredMs: unmeteredMs + 1 }))],
    ['time imputed that never was', 'absenceIsFound', counted(({ unmeteredMs }) => ({ unmeteredMs: unmeteredMs + 3_600_000 }))],
  ])('is found: %s', (_, invariant, mutate) => {
    expect(violated(mutate)).toContain(invariant);
  });

  it('is found when a robot that went dark is counted on', () => {
    const above = violated(({ books }) => {
      const add = books.add.bind(books);
      books.add = (stretch, place, billed) => add({ ...stretch, isOn: false, operatingMs: 0 }, place, billed);
    });
    expect(above).toContain('neverAbove');
  });
});

describe('records that are not there, or not of the size', () => {
  it.each<[string, MeteringInvariant, ((data: Record<string, unknown>) => void) | undefined]>([
    ['meter.boot', 'startsAreSaid', undefined],
    ['meter.boot', 'statesAddUp', raise('silentMs', 1)],
    ['meter.resumed', 'startsAreSaid', undefined],
    ['agent.started', 'startsAreSaid', undefined],
    ['usage.between', 'startsAreSaid', undefined],
    ['usage.gap', 'silencesAreSaid', undefined],
    ['usage.gap', 'silencesAreSaid', raise('durationMs', 1)],
    ['meter.suspended', 'sleepsAreSaid', undefined],
    ['clock.step', 'clockStepsAreSaid', undefined],
    ['clock.step', 'clockStepsAreSaid', raise('stepMs', 1)],
    ['component.replaced', 'partsAreSaid', raise('now', 0)],
    ['usage.between', 'imputedIsSaid', raise('imputedMs', 1)],
    ['meter.resumed', 'belowByTheBound', raise('lossBoundMs', -60_000)],
  ])('are found: %s (%s)', (type, invariant, change) => {
    expect(violated(recorded(type, change))).toContain(invariant);
  });
});

describe('an agent that does not do its part', () => {
  it('is found when it commits too seldom', () => {
    vi.spyOn(Recorder.prototype, 'tick').mockImplementation(function seldom(this: Recorder, time) {
      this.state.tickedMs ??= Number(time.monoNs / 1_000_000n);
    });
    expect(violated()).toContain('belowByTheBound');
  });

  it('is found when it sleeps through a sleep', () => {
    vi.spyOn(ClockWatch.prototype, 'see').mockReturnValue(undefined);
    expect(violated()).toEqual(expect.arrayContaining(['sleepsAreSaid', 'clockStepsAreSaid', 'statesAddUp']));
  });

  it('is found when it believes no witness', () => {
    vi.spyOn(WitnessDesk.prototype, 'message').mockReturnValue({ entries: [] });
    expect(violated()).toContain('absenceIsFound');
  });

  it('is found when it imputes a night that was off', () => {
    const start = WitnessDesk.prototype.start;
    vi.spyOn(WitnessDesk.prototype, 'start').mockImplementation(function up(this: WitnessDesk, { time, before }) {
      return start.call(this, { time: { ...time, boottimeMs: time.boottimeMs + 3_600_000 }, before });
    });
    expect(violated()).toContain('offIsFree');
  });

  it('is found when it takes a wrap for a reset', () => {
    const wrapping = (isTold: boolean): MeteringInvariant[] =>
      violated(({ plan, robot }) => {
        for (const counter of plan.counters.filter(({ parts }) => parts.wrapsAt === 2 ** 32)) {
          counter.value = () => (2 ** 32 - 3_600_000 + robot.onMs) % 2 ** 32;
          const message = counter.message.bind(counter);
          counter.message = (base) => {
            const { wrapsAt, ...said } = message(base);
            return isTold && wrapsAt !== undefined ? { ...said, wrapsAt } : said;
          };
        }
      });
    expect(wrapping(true)).toEqual([]);
    expect(wrapping(false)).toContain('partsAreSaid');
  });
});
