import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AlarmRule } from './alarm-stream.ts';
import { armPiSeries } from './armpi-series.ts';
import type { Resampling } from './compare-methods.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { type SimulatedPlan, simulatedSeries } from './simulated-series.ts';
import { ur3Series } from './ur3-series.ts';

/** Recordings of real robots lie beside the repository; they are not ours to copy into it. */
export const recordingsFolder = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

export const dataSetNames = ['armpi-2023', 'armpi-2024', 'ur3', 'simulated'] as const;
export type DataSetName = (typeof dataSetNames)[number];

export interface DataSet {
  /** Beside the repository; '' where robots are simulated. */
  readonly path: string;
  readonly robot: string;
  readonly licence: string;
  readonly split: string;
  readonly rule: AlarmRule;
  /** What an hour is an hour of. */
  readonly hourOf: 'motor' | 'robot';
  readonly ratesPerH: readonly number[];
  readonly resampling: Resampling;
}

const armPi = {
  robot: 'ArmPi-FPV, six serial bus servos, one of them heated per fault (temperature, position, voltage; no effort)',
  licence: 'MIT, sonic160/digital_twin_robot 7074bd5',
  split: 'learned from the sessions without a fault, rated on the sessions with one',
  rule: { unit: 'joint', confirmCount: 3 },
  hourOf: 'motor',
  ratesPerH: [2, 10],
  resampling: 'runs',
} as const;

export const dataSets: Readonly<Record<DataSetName, DataSet>> = {
  'armpi-2023': { ...armPi, path: 'armpi-fpv/2023-11-20' },
  'armpi-2024': { ...armPi, path: 'armpi-fpv/2024' },
  ur3: {
    path: 'ur3-cobotops/ur3-cobotops-session-1.csv',
    robot: 'UR3 cobot, one pick-and-place session of 49 min at 1 Hz; the fault is a protective stop of the robot (median 3 s)',
    licence: 'CC BY 4.0, M. Tyrovolas, K. Aliev, D. Antonelli, C. Stylios, doi 10.24432/C5J891',
    split: 'four blocks of time; each rated by what was learned from the other three without the stops and ten seconds around them',
    // A stop lasts three seconds in the median: three windows to confirm would be more than there are.
    rule: { unit: 'robot', confirmCount: 1 },
    hourOf: 'robot',
    ratesPerH: [2, 10],
    resampling: 'minutes',
  },
  simulated: {
    path: '',
    robot: 'synthetic robots with repeating tasks, payloads, warming joints, eight kinds of fault',
    licence: 'our own (tests/evaluation/simulated)',
    split:
      'each robot learns for four hours and is calibrated for four more; seeds, joint counts and faults of the evaluation are not those of training',
    rule: { unit: 'robot', confirmCount: 3 },
    hourOf: 'robot',
    ratesPerH: [0.1, 0.02],
    resampling: 'robots',
  },
};

export const hasRecording = (name: Exclude<DataSetName, 'simulated'>): boolean => existsSync(recordingsFolder + dataSets[name].path);

/** The series of a recording, each with its own commissioning. */
export async function recordedDataSet(name: Exclude<DataSetName, 'simulated'>): Promise<readonly LabelledSeries[]> {
  const path = recordingsFolder + dataSets[name].path;
  return name === 'ur3' ? ur3Series(path) : [await armPiSeries(path, name)];
}

/** A simulated robot under a name of its own. */
export function simulatedRobot(plan: SimulatedPlan): LabelledSeries {
  return { ...simulatedSeries(plan), name: `seed ${plan.seed}, ${plan.jointCount} joints` };
}

/** SHA-256 over names and contents of every file of a recording, in the order of their names. */
export function recordingSha256(path: string): string {
  const hash = createHash('sha256');
  for (const file of filesOf(path)) hash.update(`${file.slice(path.length)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}
