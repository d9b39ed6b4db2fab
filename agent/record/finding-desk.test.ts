import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { findingCodes } from '../contract/finding-code.ts';
import type { Json } from '../contract/schema.ts';
import { signingKeyFromSeed } from '../evidence/keys.ts';
import { IncidentFolder } from './black-box/incident-folder.ts';
import { FindingDesk } from './finding-desk.ts';
import { Ledger } from './ledger.ts';

let directory = '';
const pathOf = () => join(directory, 'ledger.sqlite');
beforeEach(() => {
  directory = scratchDirectory('finding-desk');
  mkdirSync(directory, { recursive: true });
});

type Said = readonly [type: string, data?: Readonly<Record<string, Json>>];

/** A ledger with these records, after the start of the agent at 0. */
function ledgerOf(...records: readonly Said[]): FindingDesk {
  const ledger = new Ledger({ path: pathOf(), agentId: 'agent-1', origin: 'live', epoch: 0, identity: {} });
  for (const [type, data = {}] of [['agent.started', { agentId: 'agent-1' }] as Said, ...records])
    ledger.append({ type, time: timeAt(0), data, urgent: true });
  ledger.commit({ state: {} });
  ledger.close();
  return new FindingDesk(directory);
}

const requests = () => new IncidentFolder(join(directory, 'incidents')).requests();

describe('the findings on a ledger', () => {
  it('are every record of a code, oldest first, and nothing else', () => {
    const codes = Object.keys(findingCodes).filter((code) => code !== 'clock.step');
    const desk = ledgerOf(...codes.map((code): Said => [code, { code }]), ['meter.tick'], ['clock.step', { stepMs: 9000 }]);
    expect(desk.list().map(({ seq, epoch, code }) => [seq, epoch, code])).toEqual(codes.map((code, index) => [index + 1, 0, code]));
  });

  it('are none where there is no ledger', async () => {
    const desk = new FindingDesk(directory);
    expect(desk.list()).toEqual([]);
    expect(await desk.reply({ findingSeq: 0, text: 'x', requestId: '1' })).toBe(false);
  });

  it('have a step of the clock where a report found it near its end', () => {
    const desk = ledgerOf(['clock.step', { stepMs: 9000 }], ['clock.step', { stepMs: 8000 }]);
    const payload = Buffer.from(JSON.stringify({ findings: [{ code: 'clock.step', recordSeqs: [2] }] })).toString('base64url');
    const database = new Database(pathOf());
    const add = database.prepare('INSERT INTO report (reportSeq, jws) VALUES (?, ?)');
    for (const [index, jws] of [`e30.${payload}.AA`, 'e30.e30.AA', 'broken', ''].entries()) add.run(index, jws);
    database.close();
    expect(desk.list()).toMatchObject([{ seq: 2, code: 'clock.step', data: { stepMs: 8000 } }]);
  });

  it('have the beginning of an epoch that a rollback caused, and of no other', () => {
    expect(ledgerOf(['epoch.start', { cause: 'rolledBack' }], ['epoch.start', { cause: 'recordsDamaged' }]).list()).toMatchObject([
      { seq: 1, code: 'meter.rollback' },
    ]);
  });

  it('have the replies to each, with the key that signed them where one did', () => {
    const reply = (findingSeq: number, more: object = {}): Said => ['finding.reply', { findingSeq, code: 'x', text: 'y', ...more }];
    const found = ledgerOf(['safety.autoReset'], ['model.changed'], reply(1), reply(1, { kid: 'owner' }), reply(9), reply(2, { kid: 5 }));
    expect(found.list().map(({ replies }) => replies)).toEqual([
      [
        { seq: 3, kid: null },
        { seq: 4, kid: 'owner' },
      ],
      [{ seq: 6, kid: null }],
    ]);
  });

  it('are not looked for in the words of others', () => {
    expect(
      ledgerOf(['fault.noted', { text: '"type":"safety.autoReset"' }], ['behaviour.changed', { to: 'meter.rollback' }]).list(),
    ).toEqual([]);
  });
});

describe('a reply', () => {
  it('waits for the agent as a request, unsigned or with the signature of whoever signs', async () => {
    const desk = ledgerOf(['safety.autoReset']);
    const key = signingKeyFromSeed(Buffer.alloc(32, 1));
    expect(await desk.reply({ findingSeq: 1, text: 'taught', requestId: '1-a' })).toBe(true);
    expect(await desk.reply({ findingSeq: 1, text: 'known', requestId: '2-b', signing: { key, at: '2026-01-01T00:00:00.000Z' } })).toBe(
      true,
    );
    const said = { kind: 'reply', findingSeq: 1, code: 'safety.autoReset' };
    const waiting = await requests();
    expect(waiting.map(([, request]) => request)).toEqual([
      { ...said, text: 'taught' },
      { ...said, text: 'known', kid: key.kid, jws: expect.any(String) },
    ]);
    const [, signed] = waiting[1] ?? [];
    const { jws = '' } = (signed ?? {}) as { jws?: string };
    expect(JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())).toEqual({
      ...{ schema: 'robot-risk/finding-reply/1', finding: 'safety.autoReset', agentId: 'agent-1', epoch: 0, seq: 1 },
      ...{ text: 'known', at: '2026-01-01T00:00:00.000Z' },
    });
  });

  it.each([0, 2, -1, 99])('to record %i, which is no finding, is not taken', async (findingSeq) => {
    expect(await ledgerOf(['safety.autoReset'], ['meter.tick']).reply({ findingSeq, text: 'x', requestId: '1' })).toBe(false);
    expect(await requests()).toEqual([]);
  });

  it('that somebody wrote by hand and that is none is taken away', async () => {
    const desk = ledgerOf(['safety.autoReset']);
    await desk.reply({ findingSeq: 1, text: 'x', requestId: '5' });
    writeFileSync(join(directory, 'incidents', 'requests', '4.json'), '{"kind":"reply","findingSeq":"1"}');
    expect((await requests()).map(([name]) => name)).toEqual(['5.json']);
    expect((await requests()).map(([name]) => name)).toEqual(['5.json']);
  });
});
