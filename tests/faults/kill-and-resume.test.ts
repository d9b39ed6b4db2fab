import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productFile, runCli, sharedPath, spawnCli } from '../support/cli.ts';
import { openReplay } from '../support/open-replay.ts';
import { filesBeneath, scratchDirectory, seededRandom } from '../support/replayed.ts';

/**
 * A replay killed at 20 seeded moments with SIGKILL and started again by the same command each time must end with the same bytes as
 * one that was never interrupted: same ledger, same counters, same events, same report. The recording is paced, so that the moments
 * fall all over it.
 */
const killCount = 20;
const seed = 20221026;
/** A process needs about this long before it takes its first row; later kills fall between that and the end. */
const startMs = 600;
const spreadMs = 1200;
const speedRatio = '2500';
/** A run that ends before its kill counts for nothing and is begun again. */
const attemptsMax = 80;

const recordings = [
  { name: 'synthetic cobot', path: productFile('config/recordings/synthetic-cobot.csv'), kills: 5 },
  { name: 'UR3 CobotOps (../shared/data)', path: sharedPath('data/ur3-cobotops/ur3-cobotops-session-1.csv'), kills: killCount },
];

async function killAfter(timeout: number, args: readonly string[]): Promise<'killed' | 'finished'> {
  const [, signal] = (await once(spawnCli(args, { timeout, killSignal: 'SIGKILL' }), 'exit')) as [number | null, string | null];
  return signal === 'SIGKILL' ? 'killed' : 'finished';
}

describe('an agent that loses its process between two items', () => {
  it(`ends with the same ledger after ${killCount} losses at seeded items as without any`, { timeout: 60_000 }, async () => {
    const whole = await openReplay(join(scratchDirectory('whole'), 'ledger.sqlite'));
    await whole.run(new AbortController().signal);
    const expected = [...whole.ledger.lines(), ...whole.ledger.reports().map(({ jws }) => jws)];
    const { itemCount } = whole.pipeline.state;
    whole.close();
    const path = join(scratchDirectory('lost'), 'ledger.sqlite');
    const random = seededRandom(seed);
    const moments = Array.from({ length: killCount }, () => Math.floor(random() * itemCount)).sort((a, b) => a - b);
    for (const moment of moments) await loseAt(path, moment);
    const last = await openReplay(path);
    expect(last.pipeline.state.itemCount).toBeGreaterThan(0);
    await last.run(new AbortController().signal);
    expect([...last.ledger.lines(), ...last.ledger.reports().map(({ jws }) => jws)]).toEqual(expected);
    last.close();
  });
});

/** Runs up to an item and then drops everything that was not committed. */
async function loseAt(path: string, moment: number): Promise<void> {
  const agent = await openReplay(path);
  let count = 0;
  const onItem = (): void => {
    count++;
    if (count > moment) throw new Error('process lost');
  };
  const lost = agent.run(new AbortController().signal, { onItem });
  await expect(lost).rejects.toThrow('process lost');
  agent.close();
}

describe.each(recordings)('$name, killed again and again', ({ path, kills }) => {
  it.skipIf(path === undefined)(`ends with the same bytes after ${kills} SIGKILLs as without any`, { timeout: 240_000 }, async () => {
    const whole = scratchDirectory('whole');
    expect((await runCli('replay', path ?? '', '--out', whole)).code).toBe(0);
    const out = scratchDirectory('killed');
    const args = ['replay', path ?? '', '--out', out, '--speed', speedRatio];
    const random = seededRandom(seed);
    let killed = 0;
    for (let attempt = 0; killed < kills && attempt < attemptsMax; attempt++) {
      const ending = await killAfter(Math.round(startMs + random() * spreadMs), args);
      if (ending === 'killed') killed++;
      else expect(existsSync(join(out, 'summary.json'))).toBe(true);
    }
    expect(killed).toBe(kills);
    expect((await runCli('replay', path ?? '', '--out', out)).code).toBe(0);
    expect(filesBeneath(out)).toEqual(filesBeneath(whole));
  });
});
