import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent } from '../agent.ts';
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

/** Writes results under other names first and renames them at the end, so that nothing half-written ever has its final name. */
export async function writeReplayOutput({ directory, agent, key, summary }: ReplayOutput): Promise<void> {
  const partial = join(directory, 'partial');
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(partial, 'reports'), { recursive: true });
  await writeLines(join(partial, 'ledger.jsonl'), agent.ledger.lines());
  for (const { reportSeq, jws } of agent.ledger.reports()) {
    await writeFile(join(partial, 'reports', `${String(reportSeq).padStart(reportDigits, '0')}.jws`), jws);
  }
  const jwks = { keys: [{ ...key.publicJwk, kid: key.kid, role: 'replay' }] };
  await writeFile(join(partial, 'keys.json'), `${JSON.stringify(jwks, null, 2)}\n`);
  await writeFile(join(partial, 'summary.json'), inKeyOrder(summary));
  await rm(join(directory, 'reports'), { recursive: true, force: true });
  for (const name of ['reports', 'ledger.jsonl', 'keys.json', 'summary.json']) await rename(join(partial, name), join(directory, name));
  await rm(partial, { recursive: true });
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
