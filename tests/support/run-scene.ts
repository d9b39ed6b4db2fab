import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isUnknown } from '../../agent/contract/unknown.ts';
import { readScene } from '../../agent/demo/read-scene.ts';
import type { SceneReport } from '../../agent/demo/scene-report.ts';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import { listScenes } from '../../drivers/simulator/index.ts';
import { daemonConfiguration, runDaemon } from './daemon-fixture.ts';

export interface SceneRun {
  readonly scene: string;
  readonly robot: 'humanoid' | 'cobot';
}

/** What of a scene is frozen: a change in detection is a line that changes. */
export interface SceneOutcome {
  readonly eventCounts: Readonly<Record<string, number>>;
  /** `sign of fault at seconds`, in the order of the script. */
  readonly notDetected: readonly string[];
}

/** A point of the index path for each minute of the scene. */
const reportPeriodMs = 60_000;
const startWall = '2026-05-04T08:00:00.000Z';
const profileOf = { humanoid: 'unitree-g1-29dof', cobot: 'ur3e' } as const;

/** Every scene with every robot it is for, in the order of the catalogue. */
export const sceneRuns: readonly SceneRun[] = listScenes().flatMap(({ name, robots }) => robots.map((robot) => ({ scene: name, robot })));

/** A scene through the whole agent as fast as it goes, seed 1, held against its ground truth. */
export async function runScene({ scene, robot }: SceneRun): Promise<SceneReport> {
  const folder = await mkdtemp(join(tmpdir(), 'rra-scene-'));
  const groundTruth = join(folder, 'ground-truth.jsonl');
  const configuration = daemonConfiguration({ simulator: { robot, scene, speedRatio: 0, startWall, groundTruth } });
  try {
    const { daemon } = await runDaemon({
      configuration: {
        ...configuration,
        robot: { profile: profileOf[robot] },
        anomaly: { backend: 'off', shortCommissioning: true, eventForecast: 'off' },
      },
      folder,
      clock: createSystemClock(),
      reportPeriodMs,
    });
    await daemon.done;
    return readScene(groundTruth, join(daemon.directory, 'ledger.sqlite'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function outcomeOf({ events, signs }: SceneReport): SceneOutcome {
  const byClass = Map.groupBy(events, ({ eventClass }) => eventClass);
  const sorted = [...byClass].sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    eventCounts: Object.fromEntries(sorted.map(([eventClass, seen]) => [eventClass, seen.length])),
    notDetected: signs
      .filter(({ detectedAtMs }) => isUnknown(detectedAtMs))
      .map(({ sign, fault, atMs }) => `${sign} of ${fault} at ${atMs / 1000} s`),
  };
}
