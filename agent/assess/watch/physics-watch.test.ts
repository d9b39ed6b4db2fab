import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../models/training/seeded-random.ts';
import type { SyntheticRobot } from '../../../models/training/synthetic-robot.ts';
import { drawFault } from '../../../tests/evaluation/simulated/fault-episode.ts';
import { SimulatedLife } from '../../../tests/evaluation/simulated/simulated-life.ts';
import { robotOf } from '../../../tests/evaluation/simulated-series.ts';
import type { WindowFeatures } from '../../contract/features.ts';
import type { SignalName } from '../../contract/signal.ts';
import { PhysicsWatch, type PhysicsWatchParts } from './physics-watch.ts';

const learnCount = 900;
const rateCount = 200;
/** Plain faults: that small ones are found too is measured by `npm run evaluate`, not here. */
const plainSizes = { frictionRise: 6, overCurrent: 2.5, brakeDrag: 0.8, jointStall: 1.3 } as const;
type PlainFault = keyof typeof plainSizes;

interface Life {
  readonly robot: SyntheticRobot;
  readonly normal: readonly WindowFeatures[];
  readonly later: readonly WindowFeatures[];
}

/** A robot with every channel, so that each can be taken away. */
function lived(jointCount: number, fault?: PlainFault): Life {
  const random = seededRandom(4711);
  const drawn = robotOf(jointCount, random);
  const signals: readonly SignalName[] = ['velocityRadPerS', 'positionRad', 'motorTemperatureC', 'currentA'];
  const robot = { ...drawn, brakes: false, frameCountPerWindow: 10, layout: { ...drawn.layout, signals } };
  const life = new SimulatedLife(robot, random);
  const take = (count: number): WindowFeatures[] => Array.from({ length: count }, () => life.next());
  take(60);
  const normal = take(learnCount);
  const span = { kind: fault ?? 'frictionRise', fromS: life.secondCount + 60, toS: life.secondCount + rateCount } as const;
  const active = { ...drawFault(span, robot, random), joint: 2, size: plainSizes[span.kind] };
  return { robot, normal, later: Array.from({ length: rateCount }, () => life.next(fault && active)) };
}

function watchOf({ robot, normal }: Life, parts: PhysicsWatchParts = {}): PhysicsWatch {
  const watch = new PhysicsWatch(parts);
  for (const window of normal) watch.learn(window, robot.limits);
  watch.freeze();
  return watch;
}

const scoresOf = (watch: PhysicsWatch, { robot, later }: Life): number[][] =>
  later.map((window) => {
    const { jointScores, robotScore } = watch.rate(window, robot.limits);
    return [...jointScores, robotScore];
  });

/** The same columns with joints in another order. */
function permuted(window: WindowFeatures, order: readonly number[]): WindowFeatures {
  const { parts, signals } = window.layout;
  const place = (cell: number): number => Math.floor(cell / parts.length) * parts.length + (order[cell % parts.length] ?? 0);
  const move = <T extends Float64Array | Uint32Array>(column: T): T => column.map((_, cell) => column[place(cell)] ?? 0) as T;
  const { count, mean, sd, min, max } = window;
  const columns = { count: move(count), mean: move(mean), sd: move(sd), min: move(min), max: move(max) };
  return { ...window, ...columns, layout: { ...window.layout, parts: order.map((joint) => parts[joint] ?? ''), signals } };
}

/** The same window as a robot would say it that lacks these signals. */
function without(window: WindowFeatures, lost: readonly SignalName[]): WindowFeatures {
  const count = window.count.map((value, cell) => {
    const name = window.layout.signals[Math.floor(cell / window.layout.parts.length)];
    return name !== undefined && lost.includes(name) ? 0 : value;
  });
  return { ...window, count };
}

const mapped = (life: Life, change: (window: WindowFeatures) => WindowFeatures): Life => ({
  ...life,
  normal: life.normal.map(change),
  later: life.later.map(change),
});

describe('the physics watch', () => {
  let healthy: Life;
  beforeAll(() => {
    healthy = lived(6);
  });

  it('says nothing but rules before it is frozen, and is quiet on normal life afterwards', () => {
    const young = new PhysicsWatch();
    const first = healthy.normal[0];
    if (first === undefined) throw new Error('no window');
    expect([...young.rate(first, healthy.robot.limits).jointScores]).toEqual([0, 0, 0, 0, 0, 0]);
    const scores = scoresOf(watchOf(healthy), healthy).flatMap((row) => row.slice(0, 6));
    expect(scores.every((score) => Number.isFinite(score) && score >= 0)).toBe(true);
    expect(scores.toSorted((a, b) => a - b)[scores.length >> 1]).toBeLessThan(6);
  });

  it.each(Object.keys(plainSizes) as PlainFault[])('raises the score of the joint that has %s', (kind) => {
    const meanOf = (life: Life): number => {
      const rated = scoresOf(watchOf(life), life).slice(120);
      return rated.reduce((sum, row) => sum + (row[2] ?? 0), 0) / rated.length;
    };
    expect(meanOf(lived(6, kind))).toBeGreaterThan(1.5 * meanOf(healthy));
  });

  it('permutes its scores with the joints', () => {
    const order = [3, 0, 5, 1, 4, 2];
    const other = mapped(healthy, (window) => permuted(window, order));
    const turned: Life = { ...other, robot: { ...healthy.robot, limits: order.map((joint) => healthy.robot.limits[joint] ?? noLimits) } };
    const [straight, crossed] = [scoresOf(watchOf(healthy), healthy), scoresOf(watchOf(turned), turned)];
    straight.forEach((row, place) => {
      for (const [at, joint] of order.entries()) expect(crossed[place]?.[at]).toBeCloseTo(row[joint] ?? Number.NaN, 6);
      expect(crossed[place]?.[6]).toBeCloseTo(row[6] ?? Number.NaN, 6);
    });
  });

  it.each([
    [['currentA']],
    [['velocityRadPerS']],
    [['motorTemperatureC']],
    [['velocityRadPerS', 'positionRad', 'currentA']],
    [['velocityRadPerS', 'positionRad', 'motorTemperatureC']],
    [['velocityRadPerS', 'positionRad', 'motorTemperatureC', 'currentA']],
  ] as const)('goes on without %s', (lost) => {
    const poor = mapped(healthy, (window) => without(window, lost));
    const scores = scoresOf(watchOf(poor), poor).flat();
    expect(scores.every(Number.isFinite)).toBe(true);
    if (lost.length === 4) expect(Math.max(...scores)).toBe(0);
  });

  it('survives channels that go away once it has learned them', () => {
    const watch = watchOf(healthy);
    const scores = healthy.later.map((window) => watch.rate(without(window, ['currentA', 'motorTemperatureC']), healthy.robot.limits));
    expect(scores.every(({ jointScores, robotScore }) => [...jointScores, robotScore].every(Number.isFinite))).toBe(true);
  });

  it.each([0, 37, 500])('goes on from its saved state after %i windows as if never stopped', (stopCount) => {
    const { normal, robot } = healthy;
    const first = new PhysicsWatch({ seed: 5 });
    for (const window of normal.slice(0, stopCount)) first.learn(window, robot.limits);
    const second = new PhysicsWatch({ seed: 5, learned: throughJson(first.learned), running: throughJson(first.running) });
    for (const window of normal.slice(stopCount)) second.learn(window, robot.limits);
    second.freeze();
    const straight = watchOf(healthy, { seed: 5 });
    expect(second.learned).toEqual(straight.learned);
    scoresOf(straight, { ...healthy, later: healthy.later.slice(0, 70) });
    const third = new PhysicsWatch({ seed: 5, learned: throughJson(straight.learned), running: throughJson(straight.running) });
    const rest = { ...healthy, later: healthy.later.slice(70) };
    expect(scoresOf(third, rest)).toEqual(scoresOf(straight, rest));
  });

  it('keeps a bounded amount, whatever it is shown, and nothing to learn from once frozen', () => {
    const limits = { blockCountMax: 4, windowCountPerBlock: 10 };
    const watch = new PhysicsWatch({ limits });
    for (const window of healthy.normal) watch.learn(window, healthy.robot.limits);
    expect(watch.learned.reservoir?.blocks.length).toBe(4);
    expect(JSON.stringify(watch.running).length).toBeLessThan(6_000);
    watch.freeze();
    expect(watch.learned.reservoir).toBeNull();
    expect(watch.learned.reference?.windowCount).toBeLessThanOrEqual(50);
  });

  it('is determined by its seed', () => {
    const limits = { blockCountMax: 8, windowCountPerBlock: 20 };
    const [one, same, other] = [3, 3, 4].map((seed) => watchOf(healthy, { seed, limits }).reference);
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('tells what it expected and what it saw, with units', () => {
    const sick = lived(6, 'jointStall');
    const watch = watchOf(sick);
    const last = sick.later.map((window) => watch.rate(window, sick.robot.limits).voice(2)).at(-1);
    expect(['A', 'rad/s', 'count', 'C']).toContain(last?.unit);
    expect(last?.score).toBeGreaterThan(2);
    expect(Number.isFinite(last?.expectedValue) && Number.isFinite(last?.observedValue)).toBe(true);
  });

  it('learns nothing around an event, and anew when it is told to', () => {
    const watch = new PhysicsWatch();
    for (const window of healthy.normal.slice(0, 100)) watch.learn(window, healthy.robot.limits);
    watch.noteEvent(healthy.normal[99]?.endMs ?? 0);
    for (const window of healthy.normal.slice(100, 150)) watch.learn(window, healthy.robot.limits);
    expect(watch.windowCount).toBe(100);
    expect(watch.learned.reservoir?.blocks.flatMap(({ endMs }) => endMs).length).toBeLessThanOrEqual(40);
    const frozen = watchOf(healthy);
    frozen.restart();
    expect([frozen.reference, frozen.windowCount]).toEqual([undefined, 0]);
  });
});

const noLimits = { velocityRadPerS: undefined, torqueNm: undefined, currentA: undefined };

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
