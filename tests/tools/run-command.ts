import { spawn } from 'node:child_process';
import { repositoryRoot } from './source-tree.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than any command run here may take; a hanging one is killed and fails. */
const deadlineMs = 60_000;

/** Runs `robot-risk ARGS` with the Node that runs this (the pinned one under npm), in `root`, as a child process without a terminal. */
export function runRobotRisk(args: readonly string[], root: string = repositoryRoot): Promise<CommandResult> {
  return runNode([`${root}/packaging/bin/robot-risk.mjs`, ...args], root);
}

/** Runs Node on these arguments; resolves whatever the exit code, rejects only when the process cannot start. */
export function runNode(args: readonly string[], cwd: string): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], signal: AbortSignal.timeout(deadlineMs) });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? -1, ...output }));
  });
}
