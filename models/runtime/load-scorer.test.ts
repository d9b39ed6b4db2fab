import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConfigError } from '../../agent/contract/errors.ts';
import { armLimits, livelyWindow } from '../../tests/support/joint-window.ts';
import { backendStarters } from './choose-backend.ts';
import { loadScorer } from './load-scorer.ts';
import { digestOf } from './model-manifest.ts';

const committed = fileURLToPath(new URL('../anomaly/', import.meta.url));
const sizeBytesMax = 200_000;
let directory = '';

/** A copy of the committed model, so that a test can damage it. */
function modelCopy(): string {
  const copy = mkdtempSync(join(directory, 'model-'));
  cpSync(committed, copy, { recursive: true });
  return copy;
}

async function refusalOf(folder: string): Promise<ConfigError> {
  const outcome = await loadScorer({ backend: 'cpu', directory: folder }).catch((error: unknown) => error);
  if (outcome instanceof ConfigError) return outcome;
  throw new Error('the model was not refused');
}

function editManifest(folder: string, edit: (manifest: Record<string, unknown>) => object): void {
  const file = join(folder, 'manifest.json');
  writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, 'utf8')))));
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'scorer-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('the committed model', () => {
  it.each(['cpu', 'wasm'] as const)('loads on %s and states its backend, version and weights', async (backend) => {
    const scorer = await loadScorer({ backend });
    expect(scorer.backend).toBe(backend);
    expect(scorer.weightsSha256).toBe(digestOf(readFileSync(join(committed, 'weights.bin'))).sha256);
    expect(scorer.modelVersion).toContain(scorer.weightsSha256.slice(0, 12));
    expect(scorer.choice).toEqual([{ backend, chosen: true, reason: 'loads and agrees with the golden vectors' }]);
    scorer.close();
  });

  it('fits into 200 kB', () => {
    const sizes = ['model.json', 'weights.bin', 'manifest.json'].map((file) => readFileSync(join(committed, file)).byteLength);
    expect(sizes.reduce((sum, sizeBytes) => sum + sizeBytes, 0)).toBeLessThanOrEqual(sizeBytesMax);
  });

  it('prints nothing while it loads and scores', async () => {
    const spies = (['log', 'warn', 'error', 'info'] as const).map((name) => vi.spyOn(console, name));
    const scorer = await loadScorer({ backend: 'cpu' });
    scorer.score(livelyWindow(6), armLimits(6));
    scorer.close();
    expect(spies.map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0, 0]);
    for (const spy of spies) spy.mockRestore();
  });
});

describe('the choice of a backend', () => {
  it('tries native first and says why the next one was taken', async () => {
    const scorer = await loadScorer({ backend: 'auto' });
    expect(scorer.choice.map(({ backend }) => backend)).toEqual(scorer.backend === 'native' ? ['native'] : ['native', 'wasm']);
    expect(scorer.choice.at(-1)?.chosen).toBe(true);
    expect(scorer.choice.every(({ reason }) => reason.length > 0)).toBe(true);
    scorer.close();
  });

  it('goes on to the next one when a backend does not start', async () => {
    const broken = { ...backendStarters, wasm: () => Promise.reject(new Error('no SIMD here')) };
    const scorer = await loadScorer({ backend: 'wasm', starters: broken });
    expect(scorer.backend).toBe('cpu');
    expect(scorer.choice[0]).toEqual({ backend: 'wasm', chosen: false, reason: 'no SIMD here' });
    scorer.close();
  });

  it('refuses a backend that disagrees with the golden vectors', async () => {
    const folder = modelCopy();
    editManifest(folder, (manifest) => {
      const goldens = manifest.goldens as { outputs: number[][] };
      const outputs = goldens.outputs.map((row) => row.map((value) => value + 0.001));
      return { ...manifest, goldens: { ...goldens, outputs } };
    });
    const refusal = await refusalOf(folder);
    expect(refusal.code).toBe('models/no-backend');
    expect(refusal.problems[0]?.value).toMatch(/^golden vectors differ by 0\.00\d+, allowed 0\.00001$/);
  });

  it('names every backend when none starts', async () => {
    const fails = () => Promise.reject(new Error('no'));
    const outcome = await loadScorer({ backend: 'auto', starters: { native: fails, wasm: fails, cpu: fails } }).catch(
      (error: unknown) => error,
    );
    expect(outcome).toBeInstanceOf(ConfigError);
    expect((outcome as ConfigError).problems.map(({ place }) => place)).toEqual(['backend native', 'backend wasm', 'backend cpu']);
  });
});

describe('a model that does not belong together', () => {
  it('is refused when one byte of the weights differs', async () => {
    const folder = modelCopy();
    const weights = readFileSync(join(folder, 'weights.bin'));
    const stated = digestOf(weights).sha256;
    weights[100] = (weights[100] ?? 0) ^ 1;
    writeFileSync(join(folder, 'weights.bin'), weights);
    const refusal = await refusalOf(folder);
    expect(refusal.code).toBe('models/manifest-mismatch');
    expect(refusal.message).toContain('weights.bin');
    expect(refusal.message).toContain(stated);
    expect(refusal.message).toContain(digestOf(weights).sha256);
  });

  it('is refused when a file is missing, with its name', async () => {
    const folder = modelCopy();
    rmSync(join(folder, 'model.json'));
    const refusal = await refusalOf(folder);
    expect(refusal.code).toBe('models/file-missing');
    expect(refusal.problems.map(({ place }) => place)).toEqual([join(folder, 'model.json')]);
  });

  it('is refused when the directory is not there, with all three names', async () => {
    expect((await refusalOf(join(directory, 'nowhere'))).problems).toHaveLength(3);
  });

  it.each(['{}', 'not json', '{"modelTopology":{},"weightsManifest":[]}'])('is refused when model.json reads %j', async (text) => {
    const folder = modelCopy();
    writeFileSync(join(folder, 'model.json'), text);
    editManifest(folder, (manifest) => ({
      ...manifest,
      files: { ...(manifest.files as object), 'model.json': digestOf(Buffer.from(text)) },
    }));
    expect((await refusalOf(folder)).code).toBe('models/model-unreadable');
  });
});
