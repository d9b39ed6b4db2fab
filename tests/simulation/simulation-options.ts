import { parseArgs } from 'node:util';

/** What a run of the simulation is told. */
export interface SimulationOptions {
  readonly fromSeed: number;
  /** Included. */
  readonly toSeed: number;
  /** Virtual hours of each seed of the whole agent. */
  readonly hours: number;
  readonly levels: readonly ('agent' | 'ledger')[];
  readonly workerCount: number;
  readonly isJson: boolean;
}

/** Ledger, outbox and receiver are cheap: each seed lives so many times longer with them. */
export const ledgerHoursRatio = 9;

export const usage = `npm run simulate -- [--seeds N | A..B] [--seed X] [--hours H] [--level agent|ledger] [--workers W] [--json]

  --seeds    seeds 1 to N, or A to B, both included (10)
  --seed     one seed, to replay what failed
  --hours    virtual hours of each seed of the whole agent; ledger, outbox and receiver get ${ledgerHoursRatio} times as many (24)
  --level    only one of the two levels
  --workers  processes at once (2)
  --json     one JSON object`;

/** Reads the command line; the text says what is wrong with it. */
export function readSimulationOptions(argv: readonly string[]): SimulationOptions | string {
  const read = parsed(argv);
  if (typeof read === 'string') return read;
  const { seeds = '10', seed, hours = '24', level, workers = '2', json = false } = read;
  const range = /^(?:(\d+)\.\.)?(\d+)$/.exec(seed === undefined ? seeds : `${seed}..${seed}`);
  const [hourCount, workerCount] = [Number(hours), Number(workers)];
  if (range === null) return `--seeds ${seeds}: write N or A..B`;
  if (!(hourCount > 0)) return `--hours ${hours}: write a number above 0`;
  if (!Number.isInteger(workerCount) || workerCount < 1) return `--workers ${workers}: write a whole number above 0`;
  if (level !== undefined && level !== 'agent' && level !== 'ledger') return `--level ${level}: write agent or ledger`;
  const [fromSeed, toSeed] = [Number(range[1] ?? 1), Number(range[2])];
  if (toSeed < fromSeed) return `--seeds ${seeds}: the first is above the last`;
  return { fromSeed, toSeed, hours: hourCount, levels: level === undefined ? ['agent', 'ledger'] : [level], workerCount, isJson: json };
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { seeds: text, seed: text, hours: text, level: text, workers: text, json: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
