import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { momentsOf } from '../../../tests/support/moments.ts';
import { temporaryFiles } from '../../../tests/support/replay-fixture.ts';
import {
  atMsOf,
  cobotProfile,
  humanoidProfile,
  openSimulator,
  type Pouring,
  pourSimulation,
  seriesOf,
  simulate,
} from '../../../tests/support/simulation-fixture.ts';
import type { GroundTruthLine } from '../ground-truth.ts';
import { findScene, listScenes } from './list-scenes.ts';

const gMPerS2 = 9.80665;
const degree = Math.PI / 180;
const knee = 'left_knee_joint';

function play(name: string, robot: 'humanoid' | 'cobot' = 'humanoid'): Promise<Pouring> {
  const profile = robot === 'humanoid' ? humanoidProfile : cobotProfile;
  return simulate(profile, { scene: name, durationMs: findScene(name)?.lengthMs ?? 0 });
}

/** Values of a signal between two times. */
const between = (poured: Pouring, [signal, part]: readonly [string, string], [fromMs, toMs]: readonly [number, number]): number[] =>
  seriesOf(poured, signal, part).flatMap(([atMs, value]) => (atMs >= fromMs && atMs < toMs ? [value] : []));

/** Times at which the acceleration is this far from 1 g. */
function blows(poured: Pouring, part: string, aboveG: number): number[] {
  const [x, y, z] = ['X', 'Y', 'Z'].map((axis) => seriesOf(poured, `acceleration${axis}MPerS2`, part));
  return (z ?? []).flatMap(([atMs, value], k) => {
    const length = Math.hypot(value, x?.[k]?.[1] ?? 0, y?.[k]?.[1] ?? 0);
    return Math.abs(length - gMPerS2) > aboveG * gMPerS2 ? [atMs] : [];
  });
}

const secondsOf = (times: readonly number[]): number[] => [...new Set(times.map((atMs) => Math.floor(atMs / 1000)))];
const modesOf = ({ messages }: Pouring) => messages.filter((message) => message.kind === 'mode');
const safetyOf = ({ messages }: Pouring) => messages.filter((message) => message.kind === 'safety');

describe('normalShift', () => {
  it.each([
    ['humanoid', 'pelvis'],
    ['cobot', 'base'],
  ] as const)('is quiet: no blow, stop, fault or change of mode on a %s, and its work goes on', async (robot, part) => {
    const poured = await play('normalShift', robot);
    expect(blows(poured, part, 0.5)).toEqual([]);
    expect(poured.messages.filter((message) => message.kind === 'fault')).toEqual([]);
    expect(safetyOf(poured).every(({ protectiveStop, emergencyStop }) => protectiveStop === false && emergencyStop === false)).toBe(true);
    expect(new Set(modesOf(poured).map(({ robotMode }) => robotMode))).toEqual(new Set(['running']));
  });
});

describe('fallOnStairs', () => {
  it('stumbles, falls forwards, slides on, is up again, and rubs in one knee', async () => {
    const poured = await play('fallOnStairs');
    expect(secondsOf(blows(poured, 'pelvis', 2))).toEqual([58, 60, 64]);
    const pitch = (fromMs: number, toMs: number) => between(poured, ['pitchRad', 'pelvis'], [fromMs, toMs]);
    expect(momentsOf(pitch(0, 60_000)).max).toBeLessThan(10 * degree);
    expect(momentsOf(pitch(62_000, 95_000)).min).toBeGreaterThan(80 * degree);
    expect(momentsOf(pitch(101_000, 180_000)).max).toBeLessThan(10 * degree);
    expect(momentsOf(between(poured, ['velocityMPerS', 'body'], [110_000, 180_000])).max).toBeGreaterThan(0.5);
    const faults = poured.messages.filter((message) => message.kind === 'fault');
    expect(faults.map((message) => [message.codeRaw, message.active, atMsOf(message)])).toEqual([
      ['fallen', true, 60_700],
      ['fallen', false, 100_000],
    ]);
  });
});

describe('crowdContact', () => {
  it('is four blows, the second and fourth harder and each followed by a stop, then the button', async () => {
    const poured = await play('crowdContact', 'cobot');
    expect(secondsOf(blows(poured, 'base', 1))).toEqual([40, 75, 120, 150]);
    expect(secondsOf(blows(poured, 'base', 3))).toEqual([75, 150]);
    const collisions = safetyOf(poured).filter((message, k, all) => message.collisionDetected === true && !all[k - 1]?.collisionDetected);
    expect(collisions.map(atMsOf)).toEqual([40_000, 75_000, 120_000, 150_000]);
    const stopped = safetyOf(poured).filter(({ protectiveStop }) => protectiveStop === true);
    expect(secondsOf(stopped.map(atMsOf)).length).toBeGreaterThan(24);
    const pressed = safetyOf(poured).filter(({ emergencyStop }) => emergencyStop === true);
    expect([pressed[0], pressed.at(-1)].map((message) => message && atMsOf(message))).toEqual([190_000, 214_000]);
  });
});

describe('thermalRunawayPrecursors', () => {
  it('loses a cell, grows resistive, warms ever faster, and falls silent', async () => {
    const poured = await play('thermalRunawayPrecursors');
    const gapV = (atS: number) => {
      const at = (cell: string) => momentsOf(between(poured, ['cellVoltageV', cell], [atS * 1000, (atS + 20) * 1000])).mean;
      return at('cell1') - at('cell5');
    };
    expect(Math.abs(gapV(30))).toBeLessThan(0.01);
    expect(gapV(180)).toBeCloseTo(0.16 * (130 / 240), 1);
    expect(gapV(400)).toBeCloseTo(0.16, 1);
    const warmedC = [180, 300, 420, 530].map(
      (atS) => momentsOf(between(poured, ['temperatureC', 'pack'], [atS * 1000, atS * 1000 + 9000])).mean,
    );
    const rises = warmedC.slice(1).map((value, k) => value - (warmedC[k] ?? 0));
    expect(rises[0]).toBeGreaterThan(1);
    expect(rises[1]).toBeGreaterThan(2 * (rises[0] ?? 0));
    expect(between(poured, ['voltageV', 'pack'], [540_000, 600_000])).toEqual([]);
    expect(safetyOf(poured).filter(({ emergencyStop }) => emergencyStop === true).length).toBeGreaterThanOrEqual(55);
  });
});

describe('water', () => {
  it.each([
    ['humanoid', 'pelvis', knee],
    ['cobot', 'base', 'shoulder_pan_joint'],
  ] as const)('wets the air, then takes an encoder and the inertial sensor of a %s', async (robot, part, joint) => {
    const poured = await play('water', robot);
    const wet = (atMs: number) => between(poured, ['relativeHumidityRatio', 'site'], [atMs, atMs + 10_000])[0] ?? 0;
    expect(wet(50_000)).toBeLessThan(0.6);
    expect(wet(100_000)).toBeGreaterThan(0.97);
    const lost = between(poured, ['positionRad', joint], [130_000, 190_000]).map(Number.isNaN);
    expect(lost.filter(Boolean).length / lost.length).toBeCloseTo(0.6, 1);
    expect(between(poured, ['positionRad', joint], [190_000, 300_000]).some(Number.isNaN)).toBe(false);
    expect(between(poured, ['rollRad', part], [200_000, 260_000])).toEqual([]);
    expect(between(poured, ['rollRad', part], [260_000, 300_000]).length).toBeGreaterThan(390);
  });
});

describe('teleoperationLoss', () => {
  it('is steered from afar until the link breaks, stands still behind the silence, and goes on by itself', async () => {
    const poured = await play('teleoperationLoss');
    const sources = modesOf(poured).map((message) => [atMsOf(message), message.controlSource] as const);
    expect(sources.find(([, source]) => source === 'teleoperated')?.[0]).toBe(20_000);
    expect(sources.find(([atMs, source]) => atMs > 20_000 && source === 'autonomous')?.[0]).toBe(140_000);
    const times = [...new Set(poured.frames.map(({ atMs }) => atMs))];
    const silences = times.flatMap((atMs, k) => (k > 0 && atMs - (times[k - 1] ?? 0) > 1000 ? [[times[k - 1], atMs]] : []));
    expect(silences).toEqual([
      [59_950, 64_000],
      [74_950, 120_000],
    ]);
    const speeds = between(poured, ['velocityRadPerS', knee], [121_000, 139_000]).map(Math.abs);
    expect(momentsOf(speeds).max).toBeLessThan(0.02);
    expect(modesOf(poured).at(-1)).toMatchObject({ robotMode: 'running', controlSource: 'autonomous' });
  });
});

describe('badUpdate', () => {
  it('updates without power, comes back two hours early, trembles, grows hot, and stops twice', async () => {
    const poured = await play('badUpdate');
    const updating = modesOf(poured).filter(({ robotMode }) => robotMode === 'updating');
    expect(updating.map(atMsOf)[0]).toBe(30_000);
    const offset = (atMs: number) => (poured.frames.find((frame) => frame.atMs === atMs)?.wallMs ?? 0) - atMs;
    expect(offset(70_000) - offset(69_950)).toBe(-7_200_000);
    const trembling = (fromMs: number) => momentsOf(between(poured, ['velocityRadPerS', knee], [fromMs, fromMs + 60_000])).sd;
    expect(trembling(80_000)).toBeGreaterThan(0.5);
    expect(momentsOf(between(poured, ['windingTemperatureC', knee], [250_000, 300_000])).max).toBeGreaterThan(85);
    const stops = safetyOf(poured).filter((message, k, all) => message.protectiveStop === true && all[k - 1]?.protectiveStop === false);
    expect(stops.map(atMsOf)).toEqual([160_000, 230_000]);
  });
});

describe('transportDrop', () => {
  it('is off and shaken, dropped twice, and works again', async () => {
    const poured = await play('transportDrop', 'cobot');
    const shaken = (fromMs: number, toMs: number) => momentsOf(between(poured, ['accelerationXMPerS2', 'base'], [fromMs, toMs])).sd;
    expect(shaken(6000, 64_000)).toBeGreaterThan(20 * shaken(65_100, 69_900));
    expect(secondsOf(blows(poured, 'base', 4))).toEqual([70, 73]);
    const powered = safetyOf(poured).map((message) => [atMsOf(message) < 90_000, message.drivesPowered]);
    expect(new Set(powered.map(String))).toEqual(new Set(['true,false', 'false,true']));
    expect(momentsOf(between(poured, ['velocityRadPerS', 'shoulder_pan_joint'], [91_000, 150_000])).max).toBeGreaterThan(0.5);
  });
});

describe('race', () => {
  it('walks faster than it was made for, warms a knee, is knocked, and falls to the left', async () => {
    const poured = await play('race');
    expect(momentsOf(between(poured, ['velocityMPerS', 'body'], [0, 19_000])).max).toBeLessThan(0.63);
    expect(momentsOf(between(poured, ['velocityMPerS', 'body'], [21_000, 300_000])).max).toBeCloseTo(0.6 * 1.7, 1);
    expect(secondsOf(blows(poured, 'pelvis', 2.5))).toEqual([200, 300]);
    expect(momentsOf(between(poured, ['rollRad', 'pelvis'], [302_000, 318_000])).max).toBeLessThan(-80 * degree);
    const warmer = momentsOf(between(poured, ['windingTemperatureC', knee], [290_000, 300_000])).mean;
    expect(warmer - momentsOf(between(poured, ['windingTemperatureC', 'right_knee_joint'], [290_000, 300_000])).mean).toBeGreaterThan(40);
  });
});

describe('the truth of a scene', () => {
  it.each(listScenes().map((scene) => [scene.name, scene] as const))('%s is its script, line by line, in order', async (name, scene) => {
    const path = join(await temporaryFiles({}), 'truth.jsonl');
    const profile = scene.robots.includes('cobot') ? cobotProfile : humanoidProfile;
    const source = await openSimulator(profile, { scene: name, durationMs: scene.lengthMs, groundTruth: path, rateHz: 1 });
    await pourSimulation(source);
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    const truth = lines.map((line) => JSON.parse(line) as GroundTruthLine);
    const expected = [...scene.script].sort((a, b) => a.atMs - b.atMs);
    expect(truth.map(({ fault }) => fault)).toEqual(expected.map(({ fault }) => fault));
    truth.forEach(({ atMs }, k) => {
      expect(atMs).toBe(Math.ceil((expected[k]?.atMs ?? 0) / 1000) * 1000);
    });
  });
});
