import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeSource, steadySteps } from '../../tests/support/fake-source.ts';
import { openReplay } from '../../tests/support/open-replay.ts';
import { refusalOf } from '../../tests/support/replay-fixture.ts';
import { filesBeneath, scratchDirectory } from '../../tests/support/replayed.ts';
import type { Agent } from '../agent.ts';
import { signingKeyFromSeed } from '../evidence/keys.ts';
import type { ReplaySummary } from './replay-summary.ts';
import { prepareOutput, writeReplayOutput } from './write-replay-output.ts';

const key = signingKeyFromSeed(Buffer.alloc(32, 7));
const summary = { schema: 'robot-risk/replay-summary/1', zeta: 1, alpha: { b: 2, a: 1 } } as unknown as ReplaySummary;

/** An agent that has run for 1000 s and closed a report every 400 s. */
async function finishedAgent(): Promise<Agent> {
  const source = fakeSource(steadySteps(0, 1000));
  const agent = await openReplay(':memory:', { sources: [{ sourceId: 'arm', driverName: 'fake', source }], reportPeriodMs: 400_000 });
  await agent.run(new AbortController().signal);
  return agent;
}

/** An agent whose ledger cannot be read, or written out, to its end. */
function failingAgent(error: Error): Agent {
  const lines = function* () {
    yield '{"seq":0}';
    throw error;
  };
  return { ledger: { lines, reports: () => [] } } as unknown as Agent;
}

const diskFull = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

describe('writing the results of a replay', () => {
  it('gives every report a file named by its sequence in six digits, and every record a line', async () => {
    const directory = scratchDirectory('out');
    const agent = await finishedAgent();
    await writeReplayOutput({ directory, agent, key, summary });
    const files = filesBeneath(directory);
    expect(Object.keys(files)).toEqual([
      'keys.json',
      'ledger.jsonl',
      'reports/000000.jws',
      'reports/000001.jws',
      'reports/000002.jws',
      'summary.json',
    ]);
    expect(files['ledger.jsonl']).toBe([...agent.ledger.lines()].map((line) => `${line}\n`).join(''));
    expect(agent.ledger.reports().map(({ jws }) => jws)).toEqual([0, 1, 2].map((seq) => files[`reports/00000${seq}.jws`]));
    agent.close();
  });

  it('writes the public key with its role, and nothing private', async () => {
    const directory = scratchDirectory('out');
    await writeReplayOutput({ directory, agent: await finishedAgent(), key, summary });
    const { keys } = JSON.parse(readFileSync(join(directory, 'keys.json'), 'utf8'));
    expect(keys).toEqual([{ kty: 'OKP', crv: 'Ed25519', x: key.publicJwk.x, kid: key.kid, role: 'replay' }]);
  });

  it('sorts the keys of the summary, so that its bytes do not depend on how it was made', async () => {
    const directory = scratchDirectory('out');
    await writeReplayOutput({ directory, agent: await finishedAgent(), key, summary });
    const text = readFileSync(join(directory, 'summary.json'), 'utf8');
    expect(text).toBe(`${JSON.stringify({ alpha: { a: 1, b: 2 }, schema: 'robot-risk/replay-summary/1', zeta: 1 }, null, 2)}\n`);
  });

  it('takes away the reports of a longer run before', async () => {
    const directory = scratchDirectory('out');
    mkdirSync(join(directory, 'reports'));
    writeFileSync(join(directory, 'reports', '000009.jws'), 'old');
    await writeReplayOutput({ directory, agent: await finishedAgent(), key, summary });
    expect(Object.keys(filesBeneath(directory)).filter((name) => name.includes('000009'))).toEqual([]);
  });

  it('starts over what an earlier process left half-written', async () => {
    const directory = scratchDirectory('out');
    mkdirSync(join(directory, 'partial', 'reports'), { recursive: true });
    writeFileSync(join(directory, 'partial', 'reports', '000007.jws'), 'half a rep');
    await writeReplayOutput({ directory, agent: await finishedAgent(), key, summary });
    expect(Object.keys(filesBeneath(directory)).some((name) => name.includes('partial') || name.includes('000007'))).toBe(false);
  });
});

describe('a disk that fails', () => {
  it('leaves the results before as they were, and nothing half-written', async () => {
    const directory = scratchDirectory('out');
    await writeReplayOutput({ directory, agent: await finishedAgent(), key, summary });
    const before = filesBeneath(directory);
    const writing = writeReplayOutput({ directory, agent: failingAgent(diskFull), key, summary });
    expect(await refusalOf(writing, directory)).toEqual([
      `${directory} | ENOSPC | give a directory with --out that this account may write to, on a disk with room`,
    ]);
    expect(filesBeneath(directory)).toEqual(before);
  });

  it('in an empty directory leaves it empty', async () => {
    const directory = scratchDirectory('out');
    await expect(writeReplayOutput({ directory, agent: failingAgent(diskFull), key, summary })).rejects.toThrow('ENOSPC');
    expect(filesBeneath(directory)).toEqual({});
  });

  it('while the results get their names never leaves a summary beside results that are not its own', async () => {
    const directory = scratchDirectory('out');
    writeFileSync(join(directory, 'summary.json'), 'of an earlier run');
    mkdirSync(join(directory, 'ledger.jsonl'));
    await expect(writeReplayOutput({ directory, agent: await finishedAgent(), key, summary })).rejects.toMatchObject({
      code: 'replay/out-unwritable',
    });
    expect(Object.keys(filesBeneath(directory))).not.toContain('summary.json');
  });

  it('is told apart from a defect of ours, which keeps its stack', async () => {
    const defect = new TypeError('undefined is not a function');
    const writing = writeReplayOutput({ directory: scratchDirectory('out'), agent: failingAgent(defect), key, summary });
    await expect(writing).rejects.toBe(defect);
  });
});

describe('the directory of results', () => {
  it('is made with those above it; one that is there stays', async () => {
    const directory = join(scratchDirectory('out'), 'a', 'b');
    await prepareOutput(directory);
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    await prepareOutput(directory);
    expect(filesBeneath(directory)).toEqual({ 'notes.txt': 'mine' });
  });

  it('cannot be a file, or lie beneath one', async () => {
    const folder = scratchDirectory('out');
    const file = join(folder, 'file');
    writeFileSync(file, 'text');
    for (const [path, reason] of [
      [file, 'EEXIST'],
      [join(file, 'sub'), 'ENOTDIR'],
    ] as const) {
      const [problem] = await refusalOf(prepareOutput(path), folder);
      expect(problem).toContain(`| ${reason} | give a directory with --out`);
    }
    expect(readFileSync(file, 'utf8')).toBe('text');
  });
});
