import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JointLimits, WindowFeatures } from '../../agent/contract/features.ts';
import type { SignalName } from '../../agent/contract/signal.ts';
import { monoMs } from '../../agent/contract/time.ts';
import { reorderJoints } from '../../tests/support/joint-window.ts';
import { createTokens, fillTokens, inputCount, type JointTokens, targetCount, valueLimit } from './joint-tokens.ts';
import { effortChannels, motionChannels } from './model-channels.ts';

/** One cell of a window, as a reader of the manifest would take it. */
interface Cell {
  readonly count: number;
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}
interface Joint {
  readonly cells: Partial<Record<SignalName, Cell>>;
  readonly limit: JointLimits[number];
}
type Formula = (joint: Joint, frameCount: number) => number | undefined;

const given = (limit: number | undefined, otherwise: number): number =>
  limit !== undefined && limit > 0 && limit < Infinity ? limit : otherwise;
const hasLimit = (limit: number | undefined): boolean => given(limit, -1) > 0;
const cellOf = (joint: Joint, signal: SignalName, sampleCount = 1): Cell | undefined => {
  const cell = joint.cells[signal];
  return cell !== undefined && cell.count >= sampleCount ? cell : undefined;
};
const rmsOf = ({ mean, sd }: Cell): number => Math.sqrt(mean * mean + sd * sd);
const farthestOf = ({ min, max }: Cell): number => Math.max(Math.abs(min), Math.abs(max));
const map = <T>(cell: Cell | undefined, work: (cell: Cell) => T): T | undefined => (cell === undefined ? undefined : work(cell));
const speedOf = ({ limit }: Joint): number => given(limit.velocityRadPerS, Math.PI);

function effort(signal: SignalName, scale: (joint: Joint) => number): [rms: Formula, sd: Formula] {
  return [
    (joint) => map(cellOf(joint, signal), (cell) => Math.log(0.02 + rmsOf(cell) / scale(joint))),
    (joint) => map(cellOf(joint, signal, 2), ({ sd }) => Math.log(0.02 + sd / scale(joint))),
  ];
}
const current = effort('currentA', ({ limit }) => given(limit.currentA, 5));
const torque = effort('torqueNm', ({ limit }) => given(limit.torqueNm, 30));
const load = effort('loadRatio', () => 1);

/** What the manifest says in words, said again in code of its own. */
const formulas: Readonly<Record<string, Formula>> = {
  velocityMean: (joint) => map(cellOf(joint, 'velocityRadPerS'), ({ mean }) => mean / speedOf(joint)),
  velocityRms: (joint) => map(cellOf(joint, 'velocityRadPerS'), (cell) => Math.log(0.01 + rmsOf(cell) / speedOf(joint))),
  velocityMaxAbs: (joint) => map(cellOf(joint, 'velocityRadPerS'), (cell) => Math.log(0.01 + farthestOf(cell) / speedOf(joint))),
  velocitySd: (joint) => map(cellOf(joint, 'velocityRadPerS', 2), ({ sd }) => Math.log(0.01 + sd / speedOf(joint))),
  positionSd: (joint) => map(cellOf(joint, 'positionRad', 2), ({ sd }) => Math.log(0.001 + sd)),
  positionSin: (joint) => map(cellOf(joint, 'positionRad'), ({ mean }) => Math.sin(mean)),
  positionCos: (joint) => map(cellOf(joint, 'positionRad'), ({ mean }) => Math.cos(mean)),
  temperature: (joint) =>
    map(
      cellOf(joint, 'motorTemperatureC') ?? cellOf(joint, 'windingTemperatureC') ?? cellOf(joint, 'driverTemperatureC'),
      ({ mean }) => (mean - 40) / 20,
    ),
  voltage: (joint) => map(cellOf(joint, 'voltageV'), ({ mean }) => Math.log((0.1 + Math.abs(mean)) / 24)),
  velocityLimit: ({ limit }) => (hasLimit(limit.velocityRadPerS) ? Math.log(given(limit.velocityRadPerS, 0) / Math.PI) : undefined),
  currentLimit: ({ limit }) => (hasLimit(limit.currentA) ? Math.log(given(limit.currentA, 0) / 5) : undefined),
  torqueLimit: ({ limit }) => (hasLimit(limit.torqueNm) ? Math.log(given(limit.torqueNm, 0) / 30) : undefined),
  frameCount: (_, frameCount) => Math.log(1 + frameCount) / 3,
  currentRms: current[0],
  currentSd: current[1],
  torqueRms: torque[0],
  torqueSd: torque[1],
  loadRms: load[0],
  loadSd: load[1],
};

const signals: readonly SignalName[] = [
  'velocityRadPerS',
  'positionRad',
  'motorTemperatureC',
  'windingTemperatureC',
  'driverTemperatureC',
  'voltageV',
  'currentA',
  'torqueNm',
  'loadRatio',
];
const number = fc.double({ min: -60, max: 60, noNaN: true });
const cell = fc.record({ count: fc.nat(3), mean: number, sd: fc.double({ min: 0, max: 9, noNaN: true }), min: number, max: number });
const limit = fc.option(fc.oneof(fc.double({ min: 0.01, max: 300, noNaN: true }), fc.constantFrom(0, -2, Number.NaN, Infinity)), {
  nil: undefined,
});
const limitsOfJoint = fc.record({ velocityRadPerS: limit, torqueNm: limit, currentA: limit });
const robot = fc
  .record({ partCount: fc.integer({ min: 1, max: 6 }), frameCount: fc.integer({ min: 1, max: 500 }), present: fc.subarray([...signals]) })
  .chain(({ partCount, frameCount, present }) =>
    fc.record({
      frameCount: fc.constant(frameCount),
      present: fc.constant(present),
      cells: fc.array(cell, { minLength: partCount * present.length, maxLength: partCount * present.length }),
      limits: fc.array(limitsOfJoint, { minLength: partCount, maxLength: partCount }),
    }),
  );
type Robot = typeof robot extends fc.Arbitrary<infer R> ? R : never;

function windowOf({ frameCount, present, cells, limits }: Robot): WindowFeatures {
  const column = (key: keyof Cell): Float64Array => Float64Array.from(cells, (each) => each[key]);
  return {
    layout: { sourceId: 'arm', component: 'joint', parts: limits.map((_, index) => `j${index}`), signals: present, periodMs: 100 },
    startMs: monoMs(0),
    endMs: monoMs(1000),
    frameCount,
    count: Uint32Array.from(cells, ({ count }) => count),
    mean: column('mean'),
    sd: column('sd'),
    min: column('min'),
    max: column('max'),
  };
}

const jointsOf = ({ present, cells, limits }: Robot): Joint[] =>
  limits.map((jointLimit, index) => ({
    limit: jointLimit,
    cells: Object.fromEntries(present.map((signal, s) => [signal, cells[s * limits.length + index]])),
  }));

function tokensOf(window: WindowFeatures, limits: JointLimits): JointTokens {
  const tokens = createTokens(limits.length);
  fillTokens(window, limits, tokens);
  return tokens;
}

const channels = [...motionChannels, ...effortChannels].map(({ name }) => name);
const motionCount = motionChannels.length;
const cut = (value: number): number => Math.max(-valueLimit, Math.min(valueLimit, value));
const close = (found: number | undefined, expected: number): boolean =>
  Math.abs((found ?? Number.NaN) - expected) <= 2e-6 * Math.max(1, Math.abs(expected));

describe('the tokens of any robot', () => {
  it('have a formula of their own here for every channel', () => {
    expect(Object.keys(formulas)).toEqual(channels);
  });

  it('carry each own motion by its formula, with a mask where it cannot be stated', () => {
    fc.assert(
      fc.property(robot, (drawn) => {
        const { inputs } = tokensOf(windowOf(drawn), drawn.limits);
        jointsOf(drawn).forEach((joint, index) => {
          channels.slice(0, motionCount).forEach((name, k) => {
            const expected = formulas[name]?.(joint, drawn.frameCount);
            expect(inputs[index * inputCount + motionCount + k], `mask of ${name}`).toBe(expected === undefined ? 0 : 1);
            expect(close(inputs[index * inputCount + k], cut(expected ?? 0)), name).toBe(true);
          });
        });
      }),
    );
  });

  it('carry each own effort as a target by its formula, and nowhere among the inputs', () => {
    fc.assert(
      fc.property(robot, (drawn) => {
        const { targets, targetMask } = tokensOf(windowOf(drawn), drawn.limits);
        jointsOf(drawn).forEach((joint, index) => {
          channels.slice(motionCount).forEach((name, k) => {
            const expected = formulas[name]?.(joint, drawn.frameCount);
            expect(targetMask[index * targetCount + k], `mask of ${name}`).toBe(expected === undefined ? 0 : 1);
            expect(close(targets[index * targetCount + k], cut(expected ?? 0)), name).toBe(true);
          });
        });
      }),
    );
  });

  it('carry the mean over the other joints that state a channel, and what share of them does', () => {
    fc.assert(
      fc.property(robot, (drawn) => {
        const { inputs } = tokensOf(windowOf(drawn), drawn.limits);
        const joints = jointsOf(drawn);
        joints.forEach((_, index) => {
          const others = joints.filter((_other, k) => k !== index);
          channels.forEach((name, k) => {
            const stated = others.flatMap((other) => formulas[name]?.(other, drawn.frameCount) ?? []).map(cut);
            const context = index * inputCount + 2 * motionCount + k;
            expect(close(inputs[context + channels.length], others.length === 0 ? 0 : stated.length / others.length), name).toBe(true);
            const mean = stated.length === 0 ? 0 : stated.reduce((sum, value) => sum + value, 0) / stated.length;
            // Sums in another order, and one joint taken out of the sum again: equal to about the last digits of a float.
            expect(Math.abs((inputs[context] ?? 9) - mean), name).toBeLessThan(1e-5);
          });
        });
      }),
    );
  });

  it('are scorable with motion and effort, and not without either', () => {
    fc.assert(
      fc.property(robot, (drawn) => {
        const { scorable } = tokensOf(windowOf(drawn), drawn.limits);
        const expected = jointsOf(drawn).map((joint) => {
          const states = (names: readonly string[]): boolean => names.some((name) => formulas[name]?.(joint, 1) !== undefined);
          return states(['velocityRms', 'positionSd', 'positionSin']) && states(channels.slice(motionCount)) ? 1 : 0;
        });
        expect([...scorable]).toEqual(expected);
      }),
    );
  });

  it('come in the order of the joints: permuted joints are permuted rows', () => {
    fc.assert(
      fc.property(robot, fc.nat(), (drawn, turn) => {
        const order = drawn.limits.map((_, index) => (index + turn) % drawn.limits.length);
        const straight = tokensOf(windowOf(drawn), drawn.limits);
        const limits = order.map(
          (index) => drawn.limits[index] ?? { velocityRadPerS: undefined, torqueNm: undefined, currentA: undefined },
        );
        const permuted = tokensOf(reorderJoints(windowOf(drawn), order), limits);
        order.forEach((from, to) => {
          permuted.inputs.subarray(to * inputCount, (to + 1) * inputCount).forEach((value, k) => {
            expect(Math.abs(value - (straight.inputs[from * inputCount + k] ?? 9))).toBeLessThan(1e-5);
          });
        });
      }),
    );
  });
});
