import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInWorkers } from './run-in-workers.ts';

interface Job {
  readonly name: string;
  /** Ends when a file of that name is there. */
  readonly until?: string;
  readonly does?: 'throw' | 'exit' | 'die';
}

interface Answer {
  readonly name: string;
  readonly pid: number;
  /** Which job of this worker it was. */
  readonly place: number;
  readonly gap: number;
  readonly column: Float64Array;
}

let directory: string;
let module: URL;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'run-in-workers-'));
  module = worker(
    'worker.mjs',
    `import { existsSync, watch } from 'node:fs';
     import { once } from 'node:events';
     import { answerJobs } from '${new URL('answer-jobs.ts', import.meta.url)}';
     let place = 0;
     answerJobs(async ({ name, until, does }) => {
       const watcher = watch('${directory}');
       while (until !== undefined && !existsSync(until)) await once(watcher, 'change');
       watcher.close();
       if (does === 'throw') throw new Error('as asked');
       if (does === 'exit') process.exit(0);
       if (does === 'die') process.kill(process.pid, 'SIGKILL');
       return { name, pid: process.pid, place: place++, gap: Number.NaN, column: Float64Array.of(1.5) };
     });`,
  );
});

afterAll(() => rmSync(directory, { recursive: true }));

function worker(name: string, source: string): URL {
  writeFileSync(join(directory, name), source);
  return pathToFileURL(join(directory, name));
}

describe('jobs over worker processes', () => {
  it('come back in their own order, and are told of in the order they end', async () => {
    const until = join(directory, 'second-is-done');
    const told: string[] = [];
    const results = await runInWorkers<Job, Answer>([{ name: 'first', until }, { name: 'second' }], {
      module,
      workerCount: 2,
      onDone: ({ job, result }) => {
        told.push(`${job.name} ${result.name}`);
        if (job.name === 'second') writeFileSync(until, '');
      },
    });
    expect(results.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(told).toEqual(['second second', 'first first']);
    expect(new Set(results.map(({ pid }) => pid)).size).toBe(2);
  });

  it('are done one after the other by a worker that lives on', async () => {
    const results = await runInWorkers<Job, Answer>([{ name: 'a' }, { name: 'b' }, { name: 'c' }], { module, workerCount: 1 });
    expect(results.map(({ place }) => place)).toEqual([0, 1, 2]);
    expect(new Set(results.map(({ pid }) => pid)).size).toBe(1);
  });

  it('bring back what JSON does not know', async () => {
    const [result] = await runInWorkers<Job, Answer>([{ name: 'a' }], { module, workerCount: 1 });
    expect(result).toMatchObject({ gap: Number.NaN, column: Float64Array.of(1.5) });
  });

  it('have the options of Node that they are given', async () => {
    const answering = worker(
      'options.mjs',
      `import { answerJobs } from '${new URL('answer-jobs.ts', import.meta.url)}';
       answerJobs(() => process.execArgv);`,
    );
    const [options] = await runInWorkers<Job, readonly string[]>([{ name: 'a' }], {
      module: answering,
      workerCount: 1,
      execArgv: ['--max-semi-space-size=32'],
    });
    expect(options).toEqual([...process.execArgv, '--max-semi-space-size=32']);
  });

  it('start no worker that would have nothing to do', async () => {
    const started = join(directory, 'started');
    const leavesMark = worker('mark.mjs', `import { writeFileSync } from 'node:fs'; writeFileSync('${started}', '');`);
    expect(await runInWorkers<Job, Answer>([], { module: leavesMark, workerCount: 2 })).toEqual([]);
    expect(existsSync(started)).toBe(false);
  });

  it.each([
    ['throw', 'ended with 1'],
    ['exit', 'ended with 0'],
    ['die', 'ended with SIGKILL'],
  ] as const)('fail as a whole when a worker meets its end by %s, with the job named', async (does, ending) => {
    const run = runInWorkers<Job, Answer>([{ name: 'good' }, { name: 'bad', does }], { module, workerCount: 1 });
    await expect(run).rejects.toThrow(`the worker of {"name":"bad","does":"${does}"} ${ending}`);
  });

  it('fail when a worker ends without asking for one', async () => {
    const silent = worker('silent.mjs', '');
    await expect(runInWorkers<Job, Answer>([{ name: 'a' }], { module: silent, workerCount: 1 })).rejects.toThrow('ended with 0');
  });
});
