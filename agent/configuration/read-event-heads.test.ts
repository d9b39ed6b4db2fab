import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { forecastText } from '../assess/watch/watch-messages.ts';
import { ConfigError } from '../contract/errors.ts';
import { readEventHeads } from './read-event-heads.ts';

describe('the event heads that ship', () => {
  it('answer for now, 5 s and 10 s, and every head has a weight per feature and one more', async () => {
    const { heads, jointCount, effortSignal } = await readEventHeads();
    expect([jointCount, effortSignal, heads.map(({ horizonS }) => horizonS)]).toEqual([6, 'currentA', [0, 5, 10]]);
    for (const { featureIndexes, centreScores, spreadScores, weights } of heads) {
      const { length } = featureIndexes;
      expect([centreScores.length, spreadScores.length, weights.length]).toEqual([length, length, length + 1]);
    }
  });

  it('were learned on the recording that the page names, and did as well as the page says', async () => {
    const taught = await readEventHeads();
    expect(taught.robot).toMatch(/^UR3 cobot, one .*49 min at 1 Hz/);
    expect(taught.blockAurocs.map(({ horizonS }) => horizonS)).toEqual([0, 5, 10]);
    for (const { aurocRatio } of taught.blockAurocs) expect(forecastText(taught).en).toContain(aurocRatio.toFixed(2));
  });

  it.each([
    ['without heads', { robot: 'x', jointCount: 6, effortSignal: 'currentA', blockAurocs: [] }],
    ['with a weight that is no number', { jointCount: 6, heads: [{ weights: ['a'] }] }],
    ['of an effort that nobody knows', { robot: 'x', jointCount: 6, effortSignal: 'torque', blockAurocs: [], heads: [] }],
  ])('are refused %s', async (_, value) => {
    const folder = await temporaryFiles({ 'heads.json': value });
    await expect(readEventHeads(join(folder, 'heads.json'))).rejects.toBeInstanceOf(ConfigError);
  });
});
