import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../tests/support/cli.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import * as entries from '../record/entries.ts';
import { Ledger } from '../record/ledger.ts';

const explained = (alarmIndex: number, trace: object | null) => ({
  ...{ alarmIndex, joint: 'wrist_1', score: 12.5, channel: 'friction', unit: 'N.m', expectedValue: 5, observedValue: 12 },
  levels: ['L0', 'L1'],
  votes: { L0: 0, L1: 12.5 },
  channels: { friction: 12.5, effort: 3.25 },
  similar:
    alarmIndex === 1
      ? []
      : [{ alarmIndex: 1, wall: '2026-11-20T10:00:00.000Z', joint: 'wrist_1', channel: 'friction', distanceScore: 0.4 }],
  trace: trace as never,
  ...{ decisionRule: 'peaksOverThreshold', referenceSha256: 'sha256:aa', backend: 'none', weightsSha256: 'none' },
});

describe('explain --alarm', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rra-alarm-'));
    const ledger = new Ledger({ path: ':memory:', epoch: 0, agentId: 'a', origin: 'simulation', identity: {} });
    ledger.append(entries.anomalyAlarm(timeAt(1000), explained(1, null)));
    ledger.append(entries.agentStopped(timeAt(2000), 'test'));
    ledger.append(
      entries.anomalyAlarm(
        timeAt(3000),
        explained(2, {
          channel: 'effort',
          unit: 'N.m',
          points: [
            [-1, 5, 5],
            [0, 5, 12],
          ],
        }),
      ),
    );
    ledger.commit({ state: {} });
    await writeFile(join(folder, 'ledger.jsonl'), `${[...ledger.lines()].join('\n')}\n`);
    ledger.close();
  });

  it('says what spoke, expected beside observed, who voted, what judged, and what was like it', async () => {
    const { out, code } = await runCli('explain', folder, '--alarm', '2');
    expect(code).toBe(0);
    for (const text of [
      'Alarm 2 [2]',
      'observed 12 N·m, expected 5 N·m',
      'L1 12.5',
      'friction 12.5, effort 3.3',
      'peaksOverThreshold',
      'sha256:aa',
      '0 (wrist_1, friction',
    ])
      expect(out).toContain(text);
  });

  it('speaks Chinese, and JSON', async () => {
    expect((await runCli('explain', folder, '--alarm', '2', '--lang', 'zh')).out).toContain('关节wrist_1');
    const { out } = await runCli('explain', join(folder, 'ledger.jsonl'), '--alarm', '2', '--json');
    expect(JSON.parse(out)).toMatchObject({ seq: 2, alarmIndex: 2, channel: 'friction' });
  });

  it('writes the plot where there is one', async () => {
    const svg = join(folder, 'alarm.svg');
    expect((await runCli('explain', folder, '--alarm', '2', '--svg', svg)).code).toBe(0);
    expect(await readFile(svg, 'utf8')).toContain('<polyline class="observed"');
    const without = await runCli('explain', folder, '--alarm', '0', '--svg', svg);
    expect([without.code, without.err]).toEqual([2, expect.stringContaining('explain/no-trace')]);
  });

  it('names the alarms there are when asked for another', async () => {
    const { code, err } = await runCli('explain', folder, '--alarm', '1');
    expect([code, err]).toEqual([2, expect.stringContaining('write one of 0, 2')]);
  });
});
