import { fileURLToPath } from 'node:url';
import { memory } from '@tensorflow/tfjs-core';
import type { BackendName } from '../../../models/runtime/choose-backend.ts';
import { inputCount } from '../../../models/runtime/joint-tokens.ts';
import { type LoadedScorer, loadScorer } from '../../../models/runtime/load-scorer.ts';
import { quickPlan, stageOf, type WatchedLife, watchedLife } from '../../support/watched-life.ts';
import { type BenchRequest, type Figure, median, type Scenario } from '../scenario.ts';
import { HandNetwork } from './hand-network.ts';

const jointCount = 29;
const modelFolder = fileURLToPath(new URL('../../../models/anomaly/', import.meta.url));
const goal = 'facts/performance G7';
/** The whole reservoir is filled, so that freezing has the most to do. */
const fullPlan = { ...quickPlan, collectMs: 2_560_000, collectMsMax: 2_560_000 };
const collectS = fullPlan.collectMs / 1000;
const watchedS = 600;
/** A watch may take this of a core; the other 98 % are the controller's. */
const shareMax = 0.02;
const inferenceCountMax = 1_000_000;
const msPerS = 1000;

/** L0 and L1 over a humanoid's life, and the network against a loop written by hand. */
export const anomalyScenario: Scenario = {
  name: 'anomaly',
  summary: `what watching ${jointCount} joints costs, and the network beside a hand loop of it`,
  run: async ({ lengthMs, roundCount, tell }) => {
    const life = watchedLife(jointCount, collectS + watchedS);
    tell('rules and physics');
    const physics = physicsFigures(life);
    tell('the network against a hand loop');
    return { figures: [...physics, ...(await networkFigures(life, { lengthMs, roundCount, tell }))], notes };
  },
};

const notes = ['Freezing happens once in a commissioning. What is saved each minute does not hold what was learned.'];

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / msPerS;
}

function physicsFigures({ robot, normal }: WatchedLife): readonly Figure[] {
  const stage = stageOf({ plan: fullPlan });
  const take = (from: number, to: number): void => {
    for (const joints of normal.slice(from, to)) stage.take({ joints, limits: robot.limits, operatingMs: msPerS, isQuiet: true });
  };
  const learnMs = cpuMs(() => take(0, collectS - 1)) / (collectS - 1);
  const learningBytes = JSON.stringify(stage.state).length;
  const freezeMs = cpuMs(() => take(collectS - 1, collectS));
  const watchMs = cpuMs(() => take(collectS, collectS + watchedS)) / watchedS;
  const referenceBytes = stage.texts.changes().reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
  return [
    { name: 'learning, per window', value: learnMs, unit: 'ms', bar: { atMost: shareMax * msPerS, source: '2 % of a core' } },
    { name: 'watching, per window', value: watchMs, unit: 'ms', bar: { atMost: shareMax * msPerS, source: '2 % of a core' } },
    { name: 'freezing, once', value: freezeMs, unit: 'ms' },
    { name: 'saved each minute while learning', value: learningBytes / 1024, unit: 'KiB' },
    { name: 'saved each minute while watching', value: JSON.stringify(stage.state).length / 1024, unit: 'KiB' },
    { name: 'reference, saved once', value: referenceBytes / 1024, unit: 'KiB' },
  ];
}

async function networkFigures({ robot, normal }: WatchedLife, request: BenchRequest): Promise<readonly Figure[]> {
  const [window] = normal;
  if (window === undefined) return [];
  const hand = new HandNetwork(modelFolder);
  const inputs = Float32Array.from({ length: jointCount * inputCount }, (_, cell) => Math.sin(cell));
  const handMs = p50Ms(() => hand.predict(inputs, jointCount), request);
  const figures: Figure[] = [{ name: 'hand loop, p50', value: handMs, unit: 'ms' }];
  const outputs: Float64Array[] = [];
  for (const [backend, ratioMax] of [
    ['wasm', 1.5],
    ['cpu', 5],
  ] as const) {
    const scorer = await loadScorer({ backend });
    const score = (): void => void scorer.score(window, robot.limits);
    const scoreMs = p50Ms(score, request);
    outputs.push(scorer.score(window, robot.limits)?.jointScores ?? new Float64Array());
    const bar = { atMost: ratioMax, source: goal };
    figures.push(
      { name: `${backend}, p50`, value: scoreMs, unit: 'ms' },
      { name: `${backend} ÷ hand loop`, value: scoreMs / handMs, unit: 'ratio', bar },
    );
    if (backend === 'wasm') figures.push(...tensorFigures(scorer, score, request));
    scorer.close();
  }
  const [left, right] = outputs;
  const apart = Math.max(0, ...(left ?? []).map((value, joint) => Math.abs(value - (right?.[joint] ?? Number.NaN))));
  return [...figures, { name: 'backends apart at most', value: apart, unit: 'score', bar: { atMost: 1e-5, source: goal } }];
}

/** As many inferences as the time allows, up to the million of the goal; how many they were is a figure of its own. */
function tensorFigures(
  { backend }: { backend: BackendName } & LoadedScorer,
  score: () => void,
  { lengthMs }: BenchRequest,
): readonly Figure[] {
  const before = memory().numTensors;
  const until = process.hrtime.bigint() + BigInt(lengthMs) * 1_000_000n;
  let count = 0;
  while (count < inferenceCountMax && (count % 100 !== 0 || process.hrtime.bigint() < until)) {
    score();
    count++;
  }
  const grown = memory().numTensors - before;
  return [
    { name: `inferences on ${backend}`, value: count, unit: 'count' },
    { name: 'tensors that stayed', value: grown, unit: 'count', bar: { atMost: 0, source: goal } },
  ];
}

function p50Ms(work: () => void, { roundCount }: BenchRequest): number {
  for (let warm = 0; warm < 200; warm++) work();
  const times = Array.from({ length: 300 * roundCount }, () => {
    const before = process.hrtime.bigint();
    work();
    return Number(process.hrtime.bigint() - before) / 1e6;
  });
  return median(times);
}
