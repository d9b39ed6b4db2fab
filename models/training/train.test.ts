import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScorer } from '../runtime/load-scorer.ts';

const program = fileURLToPath(new URL('./train.ts', import.meta.url));
let directory = '';

function train(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'train-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('npm run train', () => {
  it('writes a model directory that loads, and shows progress and metrics on the way', async () => {
    const out = join(directory, 'smoke');
    const { status, stdout, stderr } = train('--smoke', '--seed', '3', '--out', out);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/epoch 1\/2[\s\S]*held-out NLL: network .* ridge .* constant[\s\S]*AUROC frictionRise/);
    expect(readdirSync(out).toSorted()).toEqual(['card.md', 'manifest.json', 'model.json', 'weights.bin']);
    const scorer = await loadScorer({ backend: 'cpu', directory: out });
    expect(readFileSync(join(out, 'card.md'), 'utf8')).toContain(scorer.modelVersion);
    scorer.close();
  });

  it('writes nothing in a smoke run without a directory', () => {
    expect(train('--smoke').stdout).toContain('not written');
  });

  it('refuses what it does not understand with its usage and exit code 2', () => {
    const { status, stdout } = train('--seed');
    expect(stdout).toContain('npm run train -- [--smoke]');
    expect(status).toBe(2);
  });

  it('shows its usage on request', () => {
    expect(train('--help').status).toBe(0);
  });
});
