import type { WindowFeatures } from '../../contract/features.ts';
import type { SignalName } from '../../contract/signal.ts';
import { cellOf, effortOf, firstCell, type JointLimit, temperatureSignals } from './joint-row.ts';

/** L0: what cannot be true, or what the maker does not allow, whoever the robot is. */
export const ruleNames = ['stuckSensor', 'outOfLimits', 'implausibleJump'] as const;
export type RuleName = (typeof ruleNames)[number];

/** Signals whose exact repetition is counted, window by window. */
const watched = ['effort', 'temperature', 'position', 'velocity'] as const;
/** A sensor is stuck after so many equal windows, and after three times what it ever did in commissioning. */
const stuckWindowCountMin = 30;
const stuckRatio = 3;
/** Above a declared limit by this much; peaks of a window's noise lie within. */
const limitRatio = 1.1;
/** A joint cannot move further between two windows than at 1.5 times its speed, plus this. */
const jumpRatio = 1.5;
const jumpFloorRad = 0.1;
const movingRadPerS = 0.02;
const movingRad = 0.005;
const msPerS = 1000;

/** Running part of one joint; plain JSON. */
export interface JointPlausibility {
  readonly last: readonly (number | null)[];
  readonly equalCounts: readonly number[];
  readonly endMs: number;
}

/** What commissioning taught of one joint: longest repetition per signal, and how often each rule was broken. */
export interface JointHabit {
  readonly longestCounts: readonly number[];
  readonly brokenCounts: readonly number[];
}

export const openingPlausibility: JointPlausibility = { last: watched.map(() => null), equalCounts: watched.map(() => 0), endMs: 0 };
export const openingHabit: JointHabit = { longestCounts: watched.map(() => 0), brokenCounts: ruleNames.map(() => 0) };

export interface RuleBreach {
  readonly rule: RuleName;
  readonly expectedValue: number;
  readonly observedValue: number;
  readonly unit: string;
}

export interface PlausibilityInput {
  readonly window: WindowFeatures;
  readonly jointIndex: number;
  readonly limit: JointLimit | undefined;
  readonly habit: JointHabit;
}

export interface PlausibilityStep {
  readonly state: JointPlausibility;
  readonly breaches: readonly RuleBreach[];
}

export function stepPlausibility(was: JointPlausibility, input: PlausibilityInput): PlausibilityStep {
  const { window, jointIndex: joint } = input;
  const means = watchedCells(window, joint);
  const moves = isMoving(window, joint);
  const equalCounts = means.map((cell, place) => {
    if (cell === undefined) return was.equalCounts[place] ?? 0;
    // A standing joint repeats itself; a thermometer may too, and its own habit says for how long.
    const counts = cell.sd === 0 && cell.mean === was.last[place] && (moves || watched[place] === 'temperature');
    return counts ? (was.equalCounts[place] ?? 0) + 1 : cell.mean === was.last[place] ? (was.equalCounts[place] ?? 0) : 0;
  });
  const state = { last: means.map((cell, place) => cell?.mean ?? was.last[place] ?? null), equalCounts, endMs: window.endMs };
  return { state, breaches: [...stuck(equalCounts, input.habit), ...outOfLimits(input), ...jumps(was, input)] };
}

function watchedCells(window: WindowFeatures, joint: number) {
  const effort: SignalName | undefined = effortOf(window.layout.signals);
  return [
    effort && cellOf(window, effort, joint),
    firstCell(window, temperatureSignals, joint),
    cellOf(window, 'positionRad', joint),
    cellOf(window, 'velocityRadPerS', joint),
  ];
}

/** By either sensor of motion: one of the two may be the one that is stuck. */
function isMoving(window: WindowFeatures, joint: number): boolean {
  const velocity = cellOf(window, 'velocityRadPerS', joint);
  return (velocity?.maxAbs ?? 0) > movingRadPerS || (cellOf(window, 'positionRad', joint)?.sd ?? 0) > movingRad;
}

function stuck(equalCounts: readonly number[], { longestCounts }: JointHabit): readonly RuleBreach[] {
  return equalCounts.flatMap((observed, place) => {
    const expected = Math.max(stuckWindowCountMin, stuckRatio * (longestCounts[place] ?? 0));
    return observed > expected ? [{ rule: 'stuckSensor', expectedValue: expected, observedValue: observed, unit: 'count' }] : [];
  });
}

function outOfLimits({ window, jointIndex: joint, limit }: PlausibilityInput): readonly RuleBreach[] {
  const limits = [
    ['velocityRadPerS', limit?.velocityRadPerS, 'rad/s'],
    ['torqueNm', limit?.torqueNm, 'N.m'],
    ['currentA', limit?.currentA, 'A'],
  ] as const;
  return limits.flatMap(([name, most, unit]) => {
    const observed = cellOf(window, name, joint)?.maxAbs ?? 0;
    return most !== undefined && observed > limitRatio * most
      ? [{ rule: 'outOfLimits', expectedValue: most, observedValue: observed, unit }]
      : [];
  });
}

function jumps(was: JointPlausibility, { window, jointIndex: joint, limit }: PlausibilityInput): readonly RuleBreach[] {
  const before = was.last[watched.indexOf('position')] ?? undefined;
  const position = cellOf(window, 'positionRad', joint);
  const elapsedMs = window.endMs - was.endMs;
  if (before === undefined || position === undefined || limit?.velocityRadPerS === undefined || elapsedMs <= 0) return [];
  const expected = jumpRatio * limit.velocityRadPerS * (elapsedMs / msPerS) + jumpFloorRad;
  const observed = Math.abs(position.mean - before);
  return observed > expected ? [{ rule: 'implausibleJump', expectedValue: expected, observedValue: observed, unit: 'rad' }] : [];
}

/** A rule that normal life breaks says nothing of this joint: the declared limit is another's, or the sensor is coarse. */
export function learnHabit(was: JointHabit, { state, breaches }: PlausibilityStep): JointHabit {
  return {
    longestCounts: was.longestCounts.map((longest, place) => Math.max(longest, state.equalCounts[place] ?? 0)),
    brokenCounts: was.brokenCounts.map((count, place) => count + (breaches.some(({ rule }) => rule === ruleNames[place]) ? 1 : 0)),
  };
}

/** The breaches that count for a joint of these habits. */
export function countedBreaches(breaches: readonly RuleBreach[], { brokenCounts }: JointHabit): readonly RuleBreach[] {
  return breaches.filter(({ rule }) => rule === 'stuckSensor' || (brokenCounts[ruleNames.indexOf(rule)] ?? 0) === 0);
}
