import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { humanoidProfile, openSimulator, pourSimulation } from '../../tests/support/simulation-fixture.ts';
import type { ScriptEntry } from './options-schema.ts';

const script: ScriptEntry[] = [
  { atMs: 2000, fault: 'impact' },
  { atMs: 4020, fault: 'overheating', joint: 'right_knee_joint' },
  { atMs: 5000, fault: 'clockStep', stepMs: 60_000 },
  { atMs: 50_000, fault: 'fall' },
];

async function truthOf(path: string, durationMs = 10_000): Promise<unknown[]> {
  await pourSimulation(await openSimulator(humanoidProfile, { script, groundTruth: path, durationMs }));
  const text = await readFile(path, 'utf8');
  return text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
}

describe('ground truth', () => {
  it('is one line per fault that happened: onset, wall, joint, duration, and what should be found', async () => {
    const path = join(await temporaryFiles({}), 'truth.jsonl');
    expect(await truthOf(path)).toEqual([
      { atMs: 2000, wall: '2026-05-04T08:00:02.000Z', fault: 'impact', durationMs: 600, expected: ['impact'] },
      { atMs: 4050, wall: '2026-05-04T08:00:04.050Z', fault: 'overheating', joint: 'right_knee_joint', expected: ['J1', 'J2'] },
      { atMs: 5000, wall: '2026-05-04T08:01:05.000Z', fault: 'clockStep', expected: ['clockStep'] },
    ]);
  });

  it('is begun anew by every run', async () => {
    const path = join(await temporaryFiles({ 'truth.jsonl': 'of yesterday\n' }), 'truth.jsonl');
    expect(await truthOf(path, 1000)).toEqual([]);
  });

  it('is refused with the place and the remedy when it cannot be written', async () => {
    const path = join(await temporaryFiles({}), 'no-such-folder', 'truth.jsonl');
    await expect(truthOf(path)).rejects.toMatchObject({
      code: 'simulator/ground-truth-unwritable',
      problems: [{ place: 'groundTruth', remedy: 'name a file in a directory that exists and may be written' }],
    });
  });
});
