import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { allSeeds, defaultSeed } from './training-plans.ts';

export interface TrainRequest {
  readonly seed: number;
  readonly smoke: boolean;
  /** All of them, one after the other; undefined trains the one. */
  readonly seeds?: readonly number[] | undefined;
  /** Undefined writes nothing. */
  readonly directory: string | undefined;
}

const seedMax = 2 ** 31;
const options = {
  smoke: { type: 'boolean' },
  seed: { type: 'string' },
  seeds: { type: 'boolean' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** What was asked for; `help` when that was asked, undefined when it was not understood. A full run takes minutes: nothing is guessed. */
export function trainRequest(args: readonly string[]): TrainRequest | 'help' | undefined {
  const values = parsed(args);
  if (values === undefined) return undefined;
  if (values.help === true) return 'help';
  const seed = /^\d+$/.test(values.seed ?? String(defaultSeed)) ? Number(values.seed ?? defaultSeed) : Number.NaN;
  if (!(seed <= seedMax) || values.out === '') return undefined;
  if (values.seeds === true && values.seed !== undefined) return undefined;
  const smoke = values.smoke === true;
  const seeds = values.seeds === true ? allSeeds : undefined;
  const shipped = smoke ? undefined : fileURLToPath(new URL('../anomaly/', import.meta.url));
  return { seed, smoke, seeds, directory: values.out ?? shipped };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    // An unknown option, a value too many or too few: the usage says what there is.
    return undefined;
  }
}
