import type { Driver, DriverContext, Source } from '../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import { planScript } from './faults/script.ts';
import { optionsSchema, type SimulatorOptions } from './options-schema.ts';
import { kindOf } from './plant/robot-build.ts';
import { findScene, listScenes, type Scene } from './scenes/list-scenes.ts';
import { simulatedRobot } from './simulated-boot.ts';
import { SimulatorSource } from './simulator-source.ts';

export type { SimulatorOptions } from './options-schema.ts';
export { listScenes } from './scenes/list-scenes.ts';

const rateDefaultHz = { cobot: 10, humanoid: 20 } as const;

/**
 * ```
 *  profile + seed ─▶ robot ─┐
 *  scene + script ─▶ faults ┴─▶ SimulatorSource ──run──▶ frames, messages      truth ─▶ groundTruth
 * ```
 * A simulated robot. `open` throws one ConfigError with every problem of scene, script and times.
 */
const simulator: Driver<SimulatorOptions> = {
  name: 'simulator',
  origin: 'simulation',
  optionsSchema,
  open: openSimulation,
};

export default simulator;

async function openSimulation(options: SimulatorOptions, { sourceId, profile, clock }: DriverContext): Promise<Source> {
  const { seed, script, scene: sceneName, speedRatio, groundTruth } = options;
  const kind = options.robot ?? kindOf(profile);
  const scene = sceneName === undefined ? undefined : findScene(sceneName);
  const periodMs = Math.max(1, Math.round(1000 / (options.rateHz ?? rateDefaultHz[kind])));
  const { build } = simulatedRobot(profile, kind, seed);
  const planned = [
    planScript(script, build, { periodMs, place: 'script' }),
    planScript(scene?.robots.includes(kind) ? scene.script : [], build, { periodMs, place: `scene ${sceneName}` }),
  ];
  const startWallMs = options.startWall === undefined ? undefined : Date.parse(options.startWall);
  const problems = [
    ...sceneProblems(sceneName, scene, kind),
    ...(build.jointNames.length === 0 ? [noJoints(profile.name)] : []),
    ...(Number.isNaN(startWallMs) ? [badStart(options.startWall)] : []),
    ...planned.flatMap((each) => each.problems),
  ];
  if (problems.length > 0) throw new ConfigError('simulator/options-refused', problems);
  return new SimulatorSource({
    sourceId,
    profile,
    kind,
    seed,
    scene: sceneName,
    occurrences: planned.flatMap((each) => each.occurrences).sort((a, b) => a.startMs - b.startMs),
    speedRatio,
    durationMs: options.durationMs ?? scene?.lengthMs ?? Number.POSITIVE_INFINITY,
    periodMs,
    startWallMs,
    groundTruth,
    clock,
  });
}

function sceneProblems(name: string | undefined, scene: Scene | undefined, kind: 'humanoid' | 'cobot'): Problem[] {
  if (name === undefined || scene?.robots.includes(kind)) return [];
  const fitting = listScenes().filter((each) => scene === undefined || each.robots.includes(kind));
  const value = scene === undefined ? `"${name}"` : `"${name}" is not for a ${kind}`;
  return [{ place: 'scene', value, remedy: `write one of ${fitting.map((each) => each.name).join(', ')}` }];
}

function noJoints(profileName: string): Problem {
  return { place: `profile ${profileName}`, value: 'no revolute joint', remedy: 'choose a profile with revolute joints to simulate' };
}

function badStart(startWall: string | undefined): Problem {
  return { place: 'startWall', value: `"${startWall}"`, remedy: 'write an ISO 8601 time, for example 2026-05-04T08:00:00Z' };
}
