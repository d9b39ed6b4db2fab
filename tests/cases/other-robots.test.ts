import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReplaySummary } from '../../agent/commands/replay-summary.ts';
import { runCli, sharedPath } from '../support/cli.ts';

/** Other robots, each with a description of its own and no code: what cannot be true becomes out of range, never a fault. */
const poppy = sharedPath('data/poppy-humanoid/poppy-walk-buffers.csv');
const armpi = sharedPath('data/armpi-fpv/2024');
const temperatureMaxC = 150;
/** 0.2 rad of a servo that turns 240° in 1000 counts. */
const positionToleranceCount = 0.2 * (180 / Math.PI) * (1000 / 240);

async function summaryOf(path: string): Promise<ReplaySummary> {
  const { code, out, err } = await runCli('replay', path, '--json');
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out) as ReplaySummary;
}

const rowsOf = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

describe.skipIf(poppy === undefined)('Poppy humanoid (../shared/data)', () => {
  it('replays its 610 instants of 25 joints, walking', async () => {
    const summary = await summaryOf(poppy ?? '');
    expect(summary.robot.profile).toBe('poppy-humanoid');
    expect(summary.intake).toMatchObject({ recording: { frameCount: rowsOf(poppy ?? '').length / 25 } });
    expect(summary.exposure.operatingMs).toBeGreaterThan(40_000);
    expect(summary.events.countByClass).toEqual({});
  });
});

describe.skipIf(armpi === undefined)('ArmPi-FPV 2024 (../shared/data)', () => {
  const glitches = (session: string): number => {
    const files = readdirSync(join(armpi ?? '', session)).filter((name) => name.endsWith('.csv'));
    const rows = files.flatMap((name) => rowsOf(join(armpi ?? '', session, name)));
    const impossible = ([, counts, temperatureC, milliVolts]: readonly string[]): boolean[] => [
      Math.abs(Number(counts) - 500) > 500 + positionToleranceCount,
      Number(temperatureC) > temperatureMaxC,
      Number(milliVolts) < 0,
    ];
    return rows.flatMap(impossible).filter(Boolean).length;
  };
  const sessions = armpi === undefined ? [] : readdirSync(armpi);
  const withGlitches = sessions.filter((session) => glitches(session) > 0);

  it('has recordings with impossible temperatures or voltages, or this test would show nothing', () => {
    expect(withGlitches.length).toBeGreaterThan(0);
  });

  it.each(withGlitches)('%s: every impossible cell is out of range, none is a fault', async (session) => {
    const summary = await summaryOf(join(armpi ?? '', session));
    const { recording } = summary.intake as unknown as { recording: { cellOutOfRangeCount: number } };
    expect(recording.cellOutOfRangeCount).toBe(glitches(session));
    expect(summary.events.countByClass).toEqual({});
  });
});
