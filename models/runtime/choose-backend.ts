import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { env, findBackend, setBackend } from '@tensorflow/tfjs-core';

export type BackendName = 'native' | 'wasm' | 'cpu';

/** One line of the choice: which backend was looked at, whether it is used, and why (not). */
export interface BackendChoice {
  readonly backend: BackendName;
  readonly chosen: boolean;
  readonly reason: string;
}

/** Makes a backend the current one of TensorFlow.js; rejects with the reason when it cannot. */
export type BackendStarter = () => Promise<void>;
export type BackendStarters = Readonly<Record<BackendName, BackendStarter>>;

/** Fastest on large models first; each falls back to those after it. */
export const backendOrder: readonly BackendName[] = ['native', 'wasm', 'cpu'];

/** What TensorFlow.js calls them. */
export const tensorFlowNames: Readonly<Record<BackendName, string>> = { native: 'tensorflow', wasm: 'wasm', cpu: 'cpu' };

const requireHere = createRequire(import.meta.url);

/** The name stands in a variable so that neither the compiler nor a bundler needs the optional peer. */
const nativePackage: string = '@tensorflow/tfjs-node';

/**
 * tfjs-node 4.22 calls two functions that Node 23 removed (`util.isNullOrUndefined`, `util.isArray`); giving them back is all it needs.
 * See `docs` of Node, DEP0044 and DEP0051.
 */
function restoreUtilFunctions(): void {
  const util = requireHere('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

async function startNative(): Promise<void> {
  try {
    requireHere.resolve(nativePackage);
  } catch {
    throw new Error(`${nativePackage} is not installed (it is an optional peer)`);
  }
  restoreUtilFunctions();
  await import(nativePackage);
  if (findBackend(tensorFlowNames.native) === null) throw new Error(`${nativePackage} registered itself with another copy of tfjs-core`);
  await activate('native');
}

async function startWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const packageFile = requireHere.resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(join(dirname(packageFile), 'dist') + sep);
  await activate('wasm');
}

async function startCpu(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu');
}

async function activate(backend: BackendName): Promise<void> {
  if (!(await setBackend(tensorFlowNames[backend]))) throw new Error('TensorFlow.js could not initialise it');
}

export const backendStarters: BackendStarters = { native: startNative, wasm: startWasm, cpu: startCpu };

/** The backends to try for a request, in order: `auto` tries all, a named one falls back to those after it. */
export function backendsFor(request: BackendName | 'auto'): readonly BackendName[] {
  return request === 'auto' ? backendOrder : backendOrder.slice(backendOrder.indexOf(request));
}

/** Production mode: TensorFlow.js otherwise prints an advertisement for tfjs-node at the first tensor. */
export function quietTensorFlow(): void {
  env().set('PROD', true);
}
