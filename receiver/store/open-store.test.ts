import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildEvidence } from '../../tests/support/evidence-fixture.ts';
import { enrolmentOf } from '../../tests/support/receiver-fixture.ts';
import { openStore } from './open-store.ts';
import { storeVersion } from './store-schema.ts';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
  path = join(folder, 'receiver.sqlite');
});

afterEach(() => rm(folder, { recursive: true }));

describe('the store', () => {
  it('keeps what it was told when it is closed and opened again', () => {
    const { key } = buildEvidence();
    const first = openStore(path, { mayCreate: true });
    first.agents.enrol(enrolmentOf(key), 'live', 5);
    first.close();
    const second = openStore(path, { mayCreate: false });
    expect(second.agents.find(key.kid)).toMatchObject({ tenant: 'live', enrolledMs: 5, serialNumber: 'SN-1' });
    second.close();
  });

  it('is seen by two processes at once: a robot enrolled beside a running receiver is known at once', () => {
    const { key } = buildEvidence();
    const [running, beside] = [openStore(path, { mayCreate: true }), openStore(path, { mayCreate: true })];
    beside.agents.enrol(enrolmentOf(key), 'live', 0);
    expect(running.agents.find(key.kid)?.agentId).toBe(key.kid);
    running.close();
    beside.close();
  });

  it('is not made where it is only to be read', () => {
    expect(() => openStore(path, { mayCreate: false })).toThrow(expect.objectContaining({ code: 'receiver/store' }));
  });

  it('is not opened when a newer version wrote it, nor when it is no store', async () => {
    const newer = new Database(path);
    newer.pragma(`user_version = ${storeVersion + 1}`);
    newer.close();
    expect(() => openStore(path, { mayCreate: true })).toThrow(expect.objectContaining({ message: expect.stringContaining('newer') }));
    const text = join(folder, 'text');
    await writeFile(text, 'not a database, but long enough to have a header of one hundred bytes: '.repeat(4));
    expect(() => openStore(text, { mayCreate: true })).toThrow(expect.objectContaining({ code: 'receiver/store' }));
  });

  it('says which folder is missing', () => {
    const absent = join(folder, 'absent', 'receiver.sqlite');
    expect(() => openStore(absent, { mayCreate: true })).toThrow(expect.objectContaining({ message: expect.stringContaining(absent) }));
  });
});
