import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grade } from '../contract/usage.ts';
import { type DwellInput, type DwellState, stepDwell } from './dwell.ts';

const steady = (grade: Grade): DwellInput => ({ plain: grade, toImprove: grade });

function afterMinutes(state: DwellState | undefined, inputs: readonly DwellInput[]): DwellState | undefined {
  return inputs.reduce<DwellState | undefined>((was, input) => stepDwell(was, input), state);
}

const repeat = (count: number, input: DwellInput): DwellInput[] => new Array<DwellInput>(count).fill(input);
const settled = (grade: Grade): DwellState | undefined => afterMinutes(undefined, repeat(20, steady(grade)));

describe('at start', () => {
  it.each([1, 2, 3, 4, 5] as const)('takes E%i at once', (grade) => {
    expect(stepDwell(undefined, steady(grade)).grade).toBe(grade);
  });
});

describe('worsening', () => {
  it('waits for the tenth minute', () => {
    expect(afterMinutes(settled(2), repeat(9, steady(4)))?.grade).toBe(2);
    expect(afterMinutes(settled(2), repeat(10, steady(4)))?.grade).toBe(4);
  });

  it('counts ten of the last fifteen minutes, not ten in a row', () => {
    const broken = [...repeat(6, steady(4)), ...repeat(5, steady(2)), ...repeat(4, steady(4))];
    expect(afterMinutes(settled(2), broken)?.grade).toBe(4);
  });

  it('forgets what is more than fifteen minutes ago', () => {
    const thin = Array.from({ length: 60 }, (_, minute) => steady(minute % 15 < 9 ? 4 : 2));
    expect(afterMinutes(settled(2), thin)?.grade).toBe(2);
  });

  it('goes only as far as was sustained', () => {
    const mixed = [...repeat(5, steady(5)), ...repeat(5, steady(3))];
    expect(afterMinutes(settled(2), mixed)?.grade).toBe(3);
  });

  it('is immediate where the rule says so', () => {
    expect(stepDwell(settled(2), { ...steady(5), immediate: true }).grade).toBe(5);
  });
});

describe('improving', () => {
  it('takes sixty minutes without a break', () => {
    expect(afterMinutes(settled(4), repeat(59, steady(2)))?.grade).toBe(4);
    expect(afterMinutes(settled(4), repeat(60, steady(2)))?.grade).toBe(3);
  });

  it('begins anew after a break of one minute', () => {
    const broken = [...repeat(59, steady(2)), steady(4), ...repeat(59, steady(2))];
    expect(afterMinutes(settled(4), broken)?.grade).toBe(4);
  });

  it('gains at most one grade an hour', () => {
    expect(afterMinutes(settled(5), repeat(120, steady(1)))?.grade).toBe(3);
    expect(afterMinutes(settled(5), repeat(240, steady(1)))?.grade).toBe(1);
  });

  it('needs the deadband: a value just inside the better bound does not count', () => {
    expect(afterMinutes(settled(3), repeat(600, { plain: 2, toImprove: 3 }))?.grade).toBe(3);
  });
});

describe('properties', () => {
  const grade = fc.constantFrom<Grade>(1, 2, 3, 4, 5);
  const traces = fc.array(grade, { minLength: 1, maxLength: 200 });

  it('never leaves the range of what was seen', () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const end = afterMinutes(undefined, trace.map(steady))?.grade ?? 0;
        expect(end).toBeGreaterThanOrEqual(Math.min(...trace));
        expect(end).toBeLessThanOrEqual(Math.max(...trace));
      }),
    );
  });

  it('a constant grade is taken from any state within four hours', () => {
    fc.assert(
      fc.property(
        traces,
        grade,
        (trace, end) => afterMinutes(undefined, [...trace, ...new Array<Grade>(260).fill(end)].map(steady))?.grade === end,
      ),
    );
  });

  it('a worse trace never ends better', () => {
    fc.assert(
      fc.property(traces, fc.nat(4), (trace, worse) => {
        const raised = trace.map((g) => Math.min(5, g + worse) as Grade);
        const end = (of: readonly Grade[]): number => afterMinutes(undefined, of.map(steady))?.grade ?? 0;
        expect(end(raised)).toBeGreaterThanOrEqual(end(trace));
      }),
    );
  });

  it('remembers a bounded amount', () => {
    fc.assert(fc.property(traces, (trace) => (afterMinutes(undefined, trace.map(steady))?.recentGrades.length ?? 0) <= 15));
  });
});
