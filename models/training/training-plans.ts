import type { TrainingPlan } from './train-model.ts';

export const defaultSeed = 1;
/** The five whose metrics are committed (facts §5.3); the first ships. */
export const allSeeds = [defaultSeed, 2, 3, 4, 5] as const;

/** What the committed weights come from; five minutes of one processor, most of them wasm. */
export function fullPlan(seed: number): TrainingPlan {
  return {
    seed,
    backend: 'wasm',
    robotCount: 6000,
    windowCountPerRobot: 4,
    heldOutRobotCount: 600,
    batchRowCount: 512,
    phases: [
      { epochCount: 12, learningRate: 2e-3 },
      { epochCount: 6, learningRate: 5e-4 },
      { epochCount: 4, learningRate: 1e-4 },
    ],
    trial: { robotCount: 60, commissioningWindowCount: 100, runCount: 8, windowCountPerRun: 20 },
  };
}

/** Seconds instead of minutes: shows that everything runs and is reproducible, not that it is any good. */
export function smokePlan(seed: number): TrainingPlan {
  return {
    seed,
    backend: 'wasm',
    robotCount: 12,
    windowCountPerRobot: 6,
    heldOutRobotCount: 4,
    batchRowCount: 64,
    phases: [{ epochCount: 2, learningRate: 2e-3 }],
    trial: { robotCount: 2, commissioningWindowCount: 8, runCount: 2, windowCountPerRun: 4 },
  };
}
