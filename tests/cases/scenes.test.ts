import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isUnknown } from '../../agent/contract/unknown.ts';
import { type SceneReport, sceneLines } from '../../agent/demo/scene-report.ts';
import { findScene } from '../../drivers/simulator/scenes/list-scenes.ts';
import { outcomeOf, runScene, type SceneOutcome, type SceneRun, sceneRuns } from '../support/run-scene.ts';

/*
 * Every scene with every robot it is for, through the whole agent, seed 1. What is seen and what is missed is frozen; after a change that
 * is meant, look at the difference that `npm run --silent scenes -- --expected > tests/cases/scenes/expected.json` makes.
 */
const expected: Record<string, SceneOutcome> = JSON.parse(readFileSync(new URL('scenes/expected.json', import.meta.url), 'utf8'));
const nameOf = ({ scene, robot }: SceneRun): string => `${scene}, ${robot}`;
const minuteMs = 60_000;

function expectOrdered(report: SceneReport, lengthMs: number): void {
  const moments = report.events.map(({ atMs }) => atMs);
  expect(moments).toEqual([...moments].sort((a, b) => a - b));
  expect(Math.max(0, ...moments)).toBeLessThan(lengthMs);
}

describe('the extreme scenes', () => {
  it('are all frozen, and nothing else is', () => {
    expect(Object.keys(expected)).toEqual(sceneRuns.map(nameOf));
  });

  it.each(sceneRuns.map((run) => [nameOf(run), run] as const))(
    '%s: sees and misses what is frozen',
    { timeout: 60_000 },
    async (name, run) => {
      const scene = findScene(run.scene);
      const lengthMs = scene?.lengthMs ?? 0;
      const report = await runScene(run);
      expect(outcomeOf(report)).toEqual(expected[name]);
      expectOrdered(report, lengthMs);
      // One report a minute, and what is left at the end makes one more.
      expect(report.indexPath.length).toBe(Math.ceil(lengthMs / minuteMs));
      expect(report.indexPath.map(({ reportSeq }) => reportSeq)).toEqual(report.indexPath.map((_, index) => index));
      const indices = report.indexPath.map(({ riskIndex }) => (isUnknown(riskIndex) ? Number.NaN : riskIndex));
      expect(indices.every((index) => index > 0 && index < 100)).toBe(true);
    },
  );

  it('are told to people with events, index path and what was not detected', async () => {
    const lines = sceneLines(await runScene({ scene: 'crowdContact', robot: 'humanoid' }));
    expect(lines[0]).toMatch(/^Events seen: impact at 75\.0 s, protectiveStop at 75\.2 s, /);
    expect(lines[1]).toMatch(/^Index path: \d+\.\d( → \d+\.\d){3}$/);
    expect(lines).toContain('NOT detected, 2 of 7:');
    expect(lines.slice(-2)).toEqual(['  impact of impact at 40.0 s', '  impact of impact at 120.0 s']);
  });
});

describe('what is frozen', () => {
  it('leaves an ordinary shift without any event', () => {
    for (const robot of ['humanoid', 'cobot']) expect(expected[`normalShift, ${robot}`]).toEqual({ eventCounts: {}, notDetected: [] });
  });

  it('misses no stop, no fall and no gap', () => {
    const missed = Object.values(expected).flatMap(({ notDetected }) => notDetected);
    expect(missed.filter((text) => /^(?:protectiveStop|emergencyStop|fall|gap|clockStep) /.test(text))).toEqual([]);
  });

  it('tells signs apart from what happened: every missed one is a sign of its fault', () => {
    const signs = Object.entries(expected).flatMap(([name, { notDetected }]) => notDetected.map((text) => ({ name, text })));
    expect(signs.length).toBeGreaterThan(0);
    for (const { name, text } of signs) {
      const [, fault = '', seconds = ''] = /^\S+ of (\S+) at ([\d.]+) s$/.exec(text) ?? [];
      const script = findScene(name.split(',')[0] ?? '')?.script ?? [];
      expect(script.some((entry) => entry.fault === fault && entry.atMs === Number(seconds) * 1000)).toBe(true);
    }
  });
});
