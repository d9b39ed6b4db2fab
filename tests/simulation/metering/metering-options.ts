import { parseArgs } from 'node:util';

/** What a run of the simulation of metering is told. */
export interface MeteringOptions {
  readonly fromSeed: number;
  /** Included. */
  readonly toSeed: number;
  /** Virtual hours of each robot. */
  readonly hours: number;
  readonly workerCount: number;
  readonly isJson: boolean;
  /** True for one seed alone: its trace is printed whether it fails or not. */
  readonly isTraced: boolean;
}

export const usage = `npm run simulate:metering -- [--seeds N | A..B] [--seed X] [--hours H] [--workers W] [--json]

  --seeds    robots 1 to N, or A to B, both included (1000)
  --seed     one robot, with the trace of what was done to it
  --hours    virtual hours of each robot (200)
  --workers  processes at once (2)
  --json     one JSON object`;

/** Reads the command line; the text says what is wrong with it. */
export function readMeteringOptions(argv: readonly string[]): MeteringOptions | string {
  const read = parsed(argv);
  if (typeof read === 'string') return read;
  const { seeds = '1000', seed, hours = '200', workers = '2', json = false } = read;
  const range = /^(?:(\d+)\.\.)?(\d+)$/.exec(seed === undefined ? seeds : `${seed}..${seed}`);
  const [hourCount, workerCount] = [Number(hours), Number(workers)];
  if (range === null) return seed === undefined ? `--seeds ${seeds}: write N or A..B` : `--seed ${seed}: write a whole number`;
  if (!(hourCount > 0)) return `--hours ${hours}: write a number above 0`;
  if (!Number.isInteger(workerCount) || workerCount < 1) return `--workers ${workers}: write a whole number above 0`;
  const [fromSeed, toSeed] = [Number(range[1] ?? 1), Number(range[2])];
  if (toSeed < fromSeed) return `--seeds ${seeds}: the first is above the last`;
  return { fromSeed, toSeed, hours: hourCount, workerCount, isJson: json, isTraced: seed !== undefined };
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { seeds: text, seed: text, hours: text, workers: text, json: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
