/**
 *  seed ─▶ synthetic robots ─▶ windows ─▶ tokens (the runtime's) ─▶ fit ─▶ files + goldens (cpu) ─▶ metrics on unseen robots ─▶ manifest, card
 */
import { type Sequential, version_layers } from '@tensorflow/tfjs-layers';
import { roundTo } from '../../agent/contract/rounding.ts';
import { type BackendName, backendStarters, quietTensorFlow } from '../runtime/choose-backend.ts';
import { createScorer } from '../runtime/create-scorer.ts';
import { outputCount } from '../runtime/joint-scores.ts';
import { inputCount } from '../runtime/joint-tokens.ts';
import { predict } from '../runtime/load-network.ts';
import { digestOf, expectedInterface, type GoldenVectors, type ModelManifest, modelFile, weightsFile } from '../runtime/model-manifest.ts';
import { detectionTrial, type TrialOptions, type TrialRow } from './detection-trial.ts';
import { effortNetwork } from './effort-network.ts';
import { type FitPhase, fitNetwork } from './fit-network.ts';
import { constantBaseline, meanNll, ridgeBaseline } from './gaussian-baselines.ts';
import { networkNll } from './network-nll.ts';
import { type NetworkFiles, saveNetwork } from './save-network.ts';
import { rowsSha256, type TrainingRows, trainingRows } from './training-rows.ts';

export interface TrainingPlan {
  readonly seed: number;
  readonly backend: Exclude<BackendName, 'native'>;
  readonly robotCount: number;
  readonly windowCountPerRobot: number;
  readonly heldOutRobotCount: number;
  readonly batchRowCount: number;
  readonly phases: readonly FitPhase[];
  readonly trial: Omit<TrialOptions, 'seed'>;
}

export interface TrainingMetrics {
  readonly heldOutNll: { readonly network: number; readonly ridge: number; readonly constant: number };
  readonly detection: readonly TrialRow[];
}

export interface TrainedModel extends NetworkFiles {
  readonly manifest: ModelManifest;
  readonly metrics: TrainingMetrics;
}

/** Held-out robots and fault trials come from seeds far from the training seed's own. */
const heldOutSeedOffset = 1_000_003;
const trialSeedOffset = 2_000_003;
const goldenRowCount = 16;
const goldenToleranceAbs = 1e-5;
const metricDecimalCount = 4;

/** Trains one model from nothing; every number in the result follows from the plan and the backend. */
export async function trainModel(plan: TrainingPlan, say: (line: string) => void): Promise<TrainedModel> {
  quietTensorFlow();
  await backendStarters[plan.backend]();
  const rows = trainingRows({ seed: plan.seed, robotCount: plan.robotCount, windowCountPerRobot: plan.windowCountPerRobot, dropout: true });
  say(`${rows.rowCount} joint windows of ${plan.robotCount} synthetic robots`);
  const network = effortNetwork(plan.seed);
  const epochCount = plan.phases.reduce((sum, phase) => sum + phase.epochCount, 0);
  fitNetwork(network, rows, {
    seed: plan.seed,
    batchRowCount: plan.batchRowCount,
    phases: plan.phases,
    onEpoch: (index, nll) => say(`epoch ${index + 1}/${epochCount}  training NLL ${nll.toFixed(4)}`),
  });
  const files = await saveNetwork(network);
  // Goldens and metrics are computed on cpu, the backend every machine has and every replay uses.
  await backendStarters.cpu();
  const heldOut = trainingRows({
    seed: plan.seed + heldOutSeedOffset,
    robotCount: plan.heldOutRobotCount,
    windowCountPerRobot: plan.windowCountPerRobot,
    dropout: false,
  });
  const draft = draftManifest({ plan, rows, files, goldens: goldenVectors(network, heldOut) });
  const metrics = measure({ plan, rows, heldOut, network, draft });
  network.dispose();
  return { ...files, metrics, manifest: { ...draft, training: { ...draft.training, metrics } } };
}

interface DraftParts {
  readonly plan: TrainingPlan;
  readonly rows: TrainingRows;
  readonly files: NetworkFiles;
  readonly goldens: GoldenVectors;
}

function draftManifest({ plan, rows, files, goldens }: DraftParts): ModelManifest {
  const weights = digestOf(files.weights);
  return {
    ...expectedInterface(),
    modelVersion: `jointEffort-1.${weights.sha256.slice(0, 12)}`,
    files: { [modelFile]: digestOf(files.model), [weightsFile]: weights },
    training: {
      command: 'npm run train',
      origin: 'simulation',
      description: 'Windows of one second of synthetic robots with random friction, inertia, gravity load, gearing, sensors and absences',
      rowCount: rows.rowCount,
      rowsSha256: rowsSha256(rows),
      tensorFlowVersion: version_layers,
      plan,
    },
    goldens,
  };
}

function goldenVectors(network: Sequential, rows: TrainingRows): GoldenVectors {
  const rowCount = Math.min(goldenRowCount, rows.rowCount);
  const step = Math.floor(rows.rowCount / rowCount);
  const inputs = Array.from({ length: rowCount }, (_, index) =>
    Array.from(rows.inputs.subarray(index * step * inputCount, (index * step + 1) * inputCount)),
  );
  const flat = predict(network, Float32Array.from(inputs.flat()), rowCount);
  const outputs = inputs.map((_, index) => Array.from(flat.subarray(index * outputCount, (index + 1) * outputCount)));
  return { toleranceAbs: goldenToleranceAbs, inputs, outputs };
}

interface Measured {
  readonly plan: TrainingPlan;
  readonly rows: TrainingRows;
  readonly heldOut: TrainingRows;
  readonly network: Sequential;
  readonly draft: ModelManifest;
}

function measure({ plan, rows, heldOut, network, draft }: Measured): TrainingMetrics {
  const round = (value: number): number => roundTo(value, metricDecimalCount);
  const detection = detectionTrial(createScorer({ backend: 'cpu', manifest: draft, network }), {
    seed: plan.seed + trialSeedOffset,
    ...plan.trial,
  });
  return {
    heldOutNll: {
      network: round(networkNll(network, heldOut)),
      ridge: round(meanNll(heldOut, ridgeBaseline(rows))),
      constant: round(meanNll(heldOut, constantBaseline(rows))),
    },
    detection: detection.map((row) => ({ ...row, meanAurocRatio: round(row.meanAurocRatio), sdAurocRatio: round(row.sdAurocRatio) })),
  };
}
