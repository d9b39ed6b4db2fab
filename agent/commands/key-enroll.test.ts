import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runVerb, type VerbRun } from '../../tests/support/captured-io.ts';
import { checkEnrolment } from '../evidence/enrolment.ts';
import { loadDeviceKey } from './device-key.ts';
import { registerKey } from './key.ts';

let folder = '';
const state = () => join(folder, 'state');
const file = () => join(folder, 'enrolment.json');
const enroll = (...options: string[]): Promise<VerbRun> =>
  runVerb(registerKey, ['key', 'enroll', '--state', state(), '--serial', 'SN-1', '--out', file(), ...options]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-enroll-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('key enroll', () => {
  it('writes a file that the code it shows belongs to', async () => {
    const { code, out } = await enroll();
    expect(code).toBe(0);
    const told = out.find((line) => line.startsWith('code'))?.split(/\s+/)[1] ?? '';
    const enrolment = checkEnrolment(await readFile(file(), 'utf8'), told);
    const key = await loadDeviceKey({ directory: state(), origin: 'live' });
    expect(enrolment).toMatchObject({ agentId: key.kid, role: 'agent', robot: { serialNumber: 'SN-1' } });
  });

  it('takes maker and model from a profile, and the key of the simulation when asked', async () => {
    const { code, out } = await enroll('--profile', 'ur3e', '--origin', 'simulation', '--json');
    const shown = JSON.parse(out.join(''));
    const enrolment = checkEnrolment(await readFile(file(), 'utf8'), shown.code);
    expect({ code, role: shown.role }).toEqual({ code: 0, role: 'simulation' });
    expect(enrolment.robot).toMatchObject({ manufacturer: expect.any(String), model: expect.any(String) });
    expect(enrolment.agentId).toBe((await loadDeviceKey({ directory: state(), origin: 'simulation' })).kid);
  });

  it('shows nothing private', async () => {
    const { out } = await enroll();
    const pem = await readFile(join(state(), 'agent-key.pem'), 'utf8');
    const secret = pem.split('\n')[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    expect(`${out.join('\n')}${await readFile(file(), 'utf8')}`).not.toContain(secret.slice(-43));
  });

  it('does not write over an enrolment that may have been sent', async () => {
    await enroll();
    const before = await readFile(file(), 'utf8');
    const { code, err } = await enroll();
    expect({ code, err }).toEqual({ code: 2, err: [expect.stringContaining('every enrolment has a code of its own')] });
    expect(await readFile(file(), 'utf8')).toBe(before);
  });

  it('wants a serial number, an existing profile and a known origin', async () => {
    expect((await enroll('--serial', ' ')).code).toBe(2);
    expect((await enroll('--profile', 'nobody')).code).toBe(2);
    expect((await enroll('--origin', 'replay')).code).toBe(2);
  });
});
