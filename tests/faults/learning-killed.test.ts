import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Agent } from '../../agent/agent.ts';
import { shortCommissioning } from '../../agent/assess/watch/commissioning.ts';
import { openReplay } from '../support/open-replay.ts';
import { scratchDirectory, seededRandom } from '../support/replayed.ts';

/** The bundled recording is learned in a minute and calibrated in half of one, so that losses fall into every phase. */
const commissioning = { ...shortCommissioning, collectMs: 60_000, collectMsMax: 60_000, calibrateMs: 30_000 };
const lossCount = 12;
const seed = 9;

const opened = (name: string): Promise<Agent> => openReplay(name, { commissioning });

const evidenceOf = (agent: Agent): string[] => [...agent.ledger.lines(), ...agent.ledger.reports().map(({ jws }) => jws)];

/** Runs up to an item and drops what was not committed. */
async function loseAt(path: string, moment: number): Promise<void> {
  const agent = await opened(path);
  let count = 0;
  const onItem = (): void => {
    count++;
    if (count > moment) throw new Error('process lost');
  };
  await expect(agent.run(new AbortController().signal, { onItem })).rejects.toThrow('process lost');
  agent.close();
}

describe('an agent that loses its process while it learns its robot', () => {
  it('has learned the same in the end as without any loss, and says it by the same hash', { timeout: 120_000 }, async () => {
    const whole = await opened(join(scratchDirectory('whole'), 'ledger.sqlite'));
    await whole.run(new AbortController().signal);
    const expected = evidenceOf(whole);
    const { itemCount } = whole.pipeline.state;
    whole.close();
    // The record of the frozen reference names its hash: what was learned is part of the evidence.
    expect(expected.filter((line) => line.includes('"referenceSha256":"sha256:')).length).toBeGreaterThan(0);
    const path = join(scratchDirectory('lost'), 'ledger.sqlite');
    const random = seededRandom(seed);
    for (const moment of Array.from({ length: lossCount }, () => Math.floor(random() * itemCount)).sort((a, b) => a - b)) {
      await loseAt(path, moment);
    }
    const last = await opened(path);
    await last.run(new AbortController().signal);
    expect(evidenceOf(last)).toEqual(expected);
    expect(last.assessor.anomalyReport()).toMatchObject({ rebaselineCount: 0, isShortCommissioning: true });
    last.close();
  });

  it('does not go on with a ledger that was begun without the short commissioning', async () => {
    const path = join(scratchDirectory('mixed'), 'ledger.sqlite');
    await loseAt(path, 50);
    await expect(openReplay(path)).rejects.toMatchObject({ code: 'record/other-run' });
  });
});
