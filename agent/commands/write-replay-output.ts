import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent } from '../agent.ts';
import { ConfigError } from '../contract/errors.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import type { SigningKey } from '../evidence/keys.ts';
import type { ReplaySummary } from './replay-summary.ts';

export interface ReplayOutput {
  readonly directory: string;
  readonly agent: Agent;
  readonly key: SigningKey;
  readonly summary: ReplaySummary;
}

const reportDigits = 6;
/** In the order in which they get their names: a summary stands only beside a whole result. */
const resultNames = ['reports', 'ledger.jsonl', 'keys.json', 'summary.json'] as const;

/** Makes the directory of results. Throws ConfigError when it cannot be made, or holds a `reports` that is no result of ours. */
export async function prepareOutput(directory: string): Promise<void> {
  const reports = join(directory, 'reports');
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw unwritable(directory, error);
  }
  const strangers = (await readdir(reports).catch(() => [])).filter((name) => !name.endsWith('.jws'));
  if (strangers.length === 0) return;
  const problem = { place: reports, value: `holds ${strangers[0]}, which is no report`, remedy: 'give a directory of its own with --out' };
  throw new ConfigError('replay/out-occupied', [problem]);
}

/**
 * Writes results under other names first and renames them at the end, so that nothing half-written ever has its final name.
 * Throws ConfigError when the disk refuses; the result before stays, or is taken away whole.
 */
export async function writeReplayOutput(output: ReplayOutput): Promise<void> {
  const { directory } = output;
  const partial = join(directory, 'partial');
  try {
    await rm(partial, { recursive: true, force: true });
    await writeResults(partial, output);
    await rm(join(directory, 'summary.json'), { force: true });
    await rm(join(directory, 'reports'), { recursive: true, force: true });
    for (const name of resultNames) await rename(join(partial, name), join(directory, name));
  } catch (error) {
    throw unwritable(directory, error);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function writeResults(folder: string, { agent, key, summary }: ReplayOutput): Promise<void> {
  await mkdir(join(folder, 'reports'), { recursive: true });
  await writeLines(join(folder, 'ledger.jsonl'), agent.ledger.lines());
  for (const { reportSeq, jws } of agent.ledger.reports()) {
    await writeFile(join(folder, 'reports', `${String(reportSeq).padStart(reportDigits, '0')}.jws`), jws);
  }
  const jwks = { keys: [{ ...key.publicJwk, kid: key.kid, role: 'replay' }] };
  await writeFile(join(folder, 'keys.json'), `${JSON.stringify(jwks, null, 2)}\n`);
  await writeFile(join(folder, 'summary.json'), inKeyOrder(summary));
}

function unwritable(directory: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const remedy = 'give a directory with --out that this account may write to, on a disk with room';
  return new ConfigError('replay/out-unwritable', [{ place: directory, value: String(error.code), remedy }]);
}

async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const line of lines) await file.write(`${line}\n`);
  } finally {
    await file.close();
  }
}

/** The order in which keys were made differs between a resumed run and an uninterrupted one; the bytes must not. */
function inKeyOrder(summary: ReplaySummary): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(summary as unknown as Json)), null, 2)}\n`;
}
