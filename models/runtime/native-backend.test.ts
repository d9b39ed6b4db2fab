import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  copyRegisteredKernels,
  findBackend,
  getKernel,
  getKernelsForBackend,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { armLimits, livelyWindow } from '../../tests/support/joint-window.ts';
import { type BackendStarters, backendStarters } from './choose-backend.ts';
import { loadScorer } from './load-scorer.ts';

const requireHere = createRequire(import.meta.url);
const native = 'tensorflow';

/** Starts a native backend that is the JavaScript one by another name; `change` spoils it before it is used. */
const startersWith = (change: () => void): BackendStarters => ({
  ...backendStarters,
  native: async () => {
    await backendStarters.cpu();
    registerBackend(native, () => new MathBackendCPU(), 1);
    copyRegisteredKernels('cpu', native);
    change();
    await setBackend(native);
  },
});

afterEach(() => {
  for (const { kernelName } of getKernelsForBackend(native)) unregisterKernel(kernelName, native);
  if (findBackend(native) !== null) removeBackend(native);
});

describe('a native backend', () => {
  it('is taken first when it agrees with the goldens, and scores as the others do', async () => {
    const scorer = await loadScorer({ backend: 'auto', starters: startersWith(() => undefined) });
    expect([scorer.backend, scorer.choice]).toEqual([
      'native',
      [{ backend: 'native', chosen: true, reason: 'loads and agrees with the golden vectors' }],
    ]);
    const cpu = await loadScorer({ backend: 'cpu' });
    expect(scorer.score(livelyWindow(12), armLimits(12))).toEqual(cpu.score(livelyWindow(12), armLimits(12)));
    for (const each of [scorer, cpu]) each.close();
  });

  it('that computes something else is left, with how far off it is', async () => {
    const spoil = (): void => {
      const relu = getKernel('_FusedMatMul', native) ?? getKernel('Relu', native);
      if (relu === undefined) throw new TypeError('the network uses no such kernel');
      unregisterKernel(relu.kernelName, native);
      registerKernel({
        ...relu,
        kernelFunc: (call) => {
          const output = relu.kernelFunc(call);
          const tensor = Array.isArray(output) ? output[0] : output;
          const values = (call.backend as MathBackendCPU).readSync(tensor?.dataId ?? {}) as Float32Array;
          values.forEach((value, index) => {
            values[index] = value * 1.01;
          });
          return output;
        },
      });
    };
    const scorer = await loadScorer({ backend: 'auto', starters: startersWith(spoil) });
    expect(scorer.backend).toBe('wasm');
    expect(scorer.choice[0]).toMatchObject({ backend: 'native', chosen: false });
    expect(scorer.choice[0]?.reason).toMatch(/^golden vectors differ by \d+(?:\.\d+)?, allowed 0\.00001$/);
    scorer.close();
  });

  it('that lacks an operation is left as one that disagrees without bound', async () => {
    const starters = startersWith(() => {
      for (const { kernelName } of getKernelsForBackend(native)) if (/MatMul/.test(kernelName)) unregisterKernel(kernelName, native);
    });
    const scorer = await loadScorer({ backend: 'auto', starters });
    expect(scorer.choice.map(({ backend, reason }) => `${backend}: ${reason}`)).toEqual([
      'native: golden vectors differ by Infinity, allowed 0.00001',
      'wasm: loads and agrees with the golden vectors',
    ]);
    scorer.close();
  });

  it.each(['native', 'wasm', 'cpu'] as const)('named or not, what fails is told in order up to %s', async (last) => {
    const order = ['native', 'wasm', 'cpu'] as const;
    const failing = order.slice(0, order.indexOf(last));
    const starters = {
      ...startersWith(() => undefined),
      ...Object.fromEntries(failing.map((name) => [name, () => Promise.reject(new Error(`no ${name}`))])),
    };
    const scorer = await loadScorer({ backend: 'auto', starters });
    expect(scorer.choice.map(({ backend, chosen, reason }) => (chosen ? backend : reason))).toEqual([
      ...failing.map((name) => `no ${name}`),
      last,
    ]);
    scorer.close();
  });
});

/** Packages of the stand-in for `@tensorflow/tfjs-node`, whose absence is what this machine usually has. */
const stubs = {
  working: `const util = require('node:util');
    const tf = require('@tensorflow/tfjs-core');
    const { MathBackendCPU } = require('@tensorflow/tfjs-backend-cpu');
    if (!util.isNullOrUndefined(undefined) || !util.isNullOrUndefined(null) || util.isNullOrUndefined(0)) throw new Error('no shim');
    if (!util.isArray([]) || util.isArray({})) throw new Error('no shim');
    tf.registerBackend('tensorflow', () => new MathBackendCPU(), 3);`,
  foreign: '// It has a tfjs-core of its own and registers itself there.',
  broken: `require('@tensorflow/tfjs-core').registerBackend('tensorflow', () => { throw new Error('no libtensorflow'); }, 3);`,
  throwing: `throw new Error('wrong version of the native library');`,
} as const;

/** A folder whose modules hold this stand-in, or none, and a copy of the chooser beside them. */
function furnish(home: string, stub: string | undefined): string {
  const scope = join(home, 'node_modules', '@tensorflow');
  mkdirSync(scope, { recursive: true });
  for (const name of ['tfjs-core', 'tfjs-backend-cpu', 'tfjs-backend-wasm']) {
    symlinkSync(dirname(requireHere.resolve(`@tensorflow/${name}/package.json`)), join(scope, name));
  }
  if (stub !== undefined) {
    mkdirSync(join(scope, 'tfjs-node'));
    writeFileSync(join(scope, 'tfjs-node', 'package.json'), '{"name":"@tensorflow/tfjs-node","version":"4.22.0","main":"index.js"}');
    writeFileSync(join(scope, 'tfjs-node', 'index.js'), stub);
  }
  copyFileSync(fileURLToPath(new URL('./choose-backend.ts', import.meta.url)), join(home, 'choose-backend.ts'));
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  return join(home, 'choose-backend.ts');
}

/** Asks each chooser for native, in a process that has never seen another one. */
const probe = `import { findBackend, getBackend, removeBackend, setBackend, tensor1d } from '@tensorflow/tfjs-core';
const outcomes = [];
for (const path of process.argv.slice(2)) {
  const { backendStarters, quietTensorFlow } = await import(path);
  quietTensorFlow();
  outcomes.push(await backendStarters.native().then(() => 'started ' + getBackend(), (error) => error.message));
  if (findBackend('tensorflow') !== null) removeBackend('tensorflow');
}
await import('@tensorflow/tfjs-backend-cpu');
await setBackend('cpu');
tensor1d([1, 2]).dataSync();
process.stdout.write(JSON.stringify(outcomes));`;

describe('the optional package of the native backend', () => {
  const outcomes = new Map<string, string>();
  let printed = '';
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'native-'));
    const names = ['working', 'foreign', 'broken', 'throwing'] as const;
    const choosers = [...names.map((name) => furnish(join(folder, name), stubs[name])), furnish(join(folder, 'absent'), undefined)];
    writeFileSync(join(folder, 'working', 'probe.ts'), probe);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, 'working', 'probe.ts'), ...choosers]);
    printed = stderr;
    const found = JSON.parse(stdout) as readonly string[];
    [...names, 'absent'].forEach((name, index) => {
      outcomes.set(name, found[index] ?? 'no outcome');
    });
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['working', 'started tensorflow'],
    ['foreign', '@tensorflow/tfjs-node registered itself with another copy of tfjs-core'],
    ['broken', 'TensorFlow.js could not initialise it'],
    ['throwing', 'wrong version of the native library'],
    ['absent', '@tensorflow/tfjs-node is not installed (it is an optional peer)'],
  ])('that is %s: %s', (stub, outcome) => {
    expect(outcomes.get(stub)).toBe(outcome);
  });

  it('is not advertised: a process that computes in JavaScript prints nothing about it', () => {
    expect(printed).not.toMatch(/tensorflow|tfjs/i);
  });
});
