import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from '../../agent/main.ts';

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, with its output caught. */
export async function runCli(...args: string[]): Promise<CliResult> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(args, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** Starts the command line as a user would, as a process of its own that can be killed. */
export function spawnCli(args: readonly string[], options: Pick<SpawnOptions, 'timeout' | 'killSignal'> = {}): ChildProcess {
  const launcher = fileURLToPath(new URL('../../packaging/bin/robot-risk.mjs', import.meta.url));
  return spawn(process.execPath, [launcher, ...args], { stdio: 'ignore', ...options });
}

/** A file of the recordings beside the project, or undefined where that folder is absent; tests then say they were skipped. */
export function sharedPath(path: string): string | undefined {
  const found = fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
  return existsSync(found) ? found : undefined;
}

/** A file that ships with the product. */
export function productFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
