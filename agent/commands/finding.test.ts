import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runVerb } from '../../tests/support/captured-io.ts';
import { daemonConfiguration } from '../../tests/support/daemon-fixture.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { BlackBox } from '../record/black-box/black-box.ts';
import { Ledger } from '../record/ledger.ts';
import { registerFinding } from './finding.ts';

let folder = '';
const state = () => join(folder, 'state');
const finding = (...args: string[]) => runVerb(registerFinding, ['finding', ...args, '--config', join(folder, 'agent.yaml')]);
const openLedger = () => new Ledger({ path: join(state(), 'ledger.sqlite'), agentId: 'a', origin: 'live', epoch: 0, identity: {} });

/** A ledger with two findings, at 1 and 3. */
beforeEach(() => {
  folder = scratchDirectory('finding');
  mkdirSync(join(state(), 'incidents'), { recursive: true });
  writeFileSync(join(folder, 'agent.yaml'), stringify(daemonConfiguration()));
  const ledger = openLedger();
  const types = ['agent.started', 'safety.autoReset', 'meter.tick', 'version.changed', 'clock.step'];
  for (const type of types) ledger.append({ type, time: timeAt(0), data: { what: type }, urgent: true });
  ledger.commit({ state: {} });
  ledger.close();
});

/** The agent starts, looks at its folder of requests, and records what it finds. */
async function agentLooks(): Promise<readonly object[]> {
  const ledger = openLedger();
  const directory = join(state(), 'incidents');
  const box = ledger.join((database) => new BlackBox({ database, directory, agentId: 'a', origin: 'live', options: {} }));
  const said: object[] = [];
  for (const ms of [10_000, 20_000, 30_000]) {
    const notices = box.advance(timeAt(ms));
    await box.settle();
    for (const { type, data } of [...notices, ...box.take()]) {
      ledger.append({ type, time: timeAt(ms), data, urgent: true });
      said.push({ type, ...data });
    }
    ledger.commit({ state: {} });
  }
  ledger.close();
  return said;
}

describe('finding list', () => {
  it('lists the findings with their neutral text and innocent explanations', async () => {
    const { code, out } = await finding('list');
    expect(code).toBe(0);
    expect(out.filter((line) => !line.startsWith(' ')).map((line) => line.split('  ')[0])).toEqual(['1', '3']);
    expect(out[0]).toContain('safety.autoReset: protective stops were cleared');
    expect(out[1]).toMatch(/^ {4}an operator/);
    expect((await finding('list', '--lang', 'zh')).out[0]).toContain('保护性停止');
  });

  it('says so where there is none, or no ledger yet', async () => {
    writeFileSync(join(folder, 'agent.yaml'), stringify({ ...daemonConfiguration(), record: { directory: 'elsewhere' } }));
    expect(await finding('list')).toMatchObject({ code: 0, out: ['No finding.'] });
  });
});

describe('finding reply', () => {
  it('becomes a record once the agent has looked, and stands beside its finding', async () => {
    expect(await finding('reply', '1', '--text', 'Teaching day.')).toMatchObject({ code: 0, out: [expect.stringContaining('Asked')] });
    expect(await agentLooks()).toEqual([{ type: 'finding.reply', findingSeq: 1, code: 'safety.autoReset', text: 'Teaching day.' }]);
    expect(readdirSync(join(state(), 'incidents', 'requests'))).toEqual([]);
    const { findings } = JSON.parse((await finding('list', '--json')).out[0] ?? '') as { findings: { seq: number; replySeqs: number[] }[] };
    expect(findings.map(({ seq, replySeqs }) => [seq, replySeqs])).toEqual([
      [1, [5]],
      [3, []],
    ]);
    expect((await finding('list')).out[0]).toContain('replied in 5');
  });

  it.each(['2', '4', '99'])('knows no finding %s: another record, a clock step, none at all', async (seq) => {
    expect(await finding('reply', seq, '--text', 'x')).toMatchObject({ code: 1, out: [`There is no finding ${seq}; see list.`] });
    expect(await agentLooks()).toEqual([]);
  });

  it.each([' ', 'x'.repeat(1001)])('refuses a text that is empty or too long', async (text) => {
    expect((await finding('reply', '1', '--text', text)).code).toBe(2);
  });

  it.each(['{"kind":"reply"}', '{"kind":"reply","findingSeq":1,"code":"unheard.of","text":""}', '{"kind":"reply","findingSeq":-0.5}'])(
    'is not believed when somebody wrote %s by hand',
    async (text) => {
      mkdirSync(join(state(), 'incidents', 'requests'));
      writeFileSync(join(state(), 'incidents', 'requests', '1.json'), text);
      expect(await agentLooks()).toEqual([]);
    },
  );
});
