import { describe, expect, it } from 'vitest';
import { ratedEventClasses } from '../../../agent/contract/usage.ts';
import { cobotProfile, humanoidProfile, simulate } from '../../../tests/support/simulation-fixture.ts';
import { faultKinds } from '../faults/fault-kinds.ts';
import { findScene, listScenes } from './list-scenes.ts';

const profiles = { humanoid: humanoidProfile, cobot: cobotProfile } as const;
const scenes = listScenes();

describe('the catalogue of scenes', () => {
  it('holds the extreme scenes and an ordinary shift', () => {
    expect(scenes.map(({ name }) => name)).toEqual([
      'normalShift',
      'fallOnStairs',
      'crowdContact',
      'thermalRunawayPrecursors',
      'water',
      'teleoperationLoss',
      'badUpdate',
      'transportDrop',
      'race',
    ]);
  });

  it.each(scenes.map((scene) => [scene.name, scene] as const))(
    '%s fits a robot, lasts 60 to 600 s and tells one sentence',
    (name, scene) => {
      expect(findScene(name)).toBe(scene);
      expect(scene.robots.length).toBeGreaterThan(0);
      expect(scene.lengthMs).toBeGreaterThanOrEqual(60_000);
      expect(scene.lengthMs).toBeLessThanOrEqual(600_000);
      expect(scene.about).toMatch(/^[A-Z][^.]+\.$/);
      expect(scene.script.every(({ atMs }) => atMs < scene.lengthMs)).toBe(true);
    },
  );

  it('knows no other name', () => {
    expect(findScene('moonLanding')).toBeUndefined();
  });
});

describe.each(scenes.flatMap((scene) => scene.robots.map((robot) => [scene.name, robot, scene] as const)))(
  '%s with a %s',
  (name, robot, scene) => {
    it('runs to its end and stays within the signal table', async () => {
      const { frames, messages } = await simulate(profiles[robot], { scene: name, durationMs: scene.lengthMs });
      expect(Math.max(...frames.map(({ atMs }) => atMs))).toBeGreaterThan(scene.lengthMs - 11_000);
      expect(frames.some(({ values }) => values.some((value) => value === Number.POSITIVE_INFINITY))).toBe(false);
      const stops = scene.script.flatMap(({ fault }) => faultKinds[fault].expected).filter((each) => each.endsWith('Stop'));
      const told = new Set(
        messages
          .filter((message) => message.kind === 'safety')
          .flatMap((message) => [
            ...(message.emergencyStop === true ? ['emergencyStop'] : []),
            ...(message.protectiveStop === true ? ['protectiveStop'] : []),
          ]),
      );
      expect(told).toEqual(new Set(stops));
    });
  },
);

describe('every extreme scene', () => {
  it('gives an agent something to find', () => {
    const silent = scenes.filter(({ script }) => script.flatMap(({ fault }) => faultKinds[fault].expected).length === 0);
    expect(silent.map(({ name }) => name)).toEqual(['normalShift']);
    const classes = new Set(scenes.flatMap(({ script }) => script.flatMap(({ fault }) => faultKinds[fault].expected)));
    expect(ratedEventClasses.filter((each) => !classes.has(each))).toEqual(['limitTrip']);
  });
});
