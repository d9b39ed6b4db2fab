import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordingLogger } from '../../tests/support/recording-logger.ts';
import { duringMs, trustOf, writeSigned } from '../../tests/support/signing-fixture.ts';
import { ConfigError } from '../contract/errors.ts';
import { openScorer, openWatch } from './open-watch.ts';

const order = { relearn: 'maintenance', orderedAt: '2026-05-30' };
const trust = trustOf({ owner: { role: 'owner' }, insurer: { role: 'insurer' }, oem: { role: 'oem' } });
const off = { backend: 'off', shortCommissioning: false, eventForecast: 'off' } as const;

async function orderBy(role: 'owner' | 'insurer', value: object = order, terms = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'rra-order-'));
  return writeSigned(folder, value, { name: 'relearn.yaml', kind: 'rebaseline', role, terms });
}

const profileSha256 = `sha256:${'a'.repeat(64)}`;
const opened = (change: object = {}) =>
  openWatch({
    anomaly: { ...off, ...change },
    logger: recordingLogger(),
    pathOf: (path) => path,
    profileSha256,
    check: { trust, nowMs: duringMs },
  });

describe('the watch of a configuration', () => {
  it('runs rules and physics alone unless it says otherwise', async () => {
    expect(await opened()).toEqual({ scorer: undefined, commissioning: undefined, rebaseline: undefined, fleet: undefined });
  });

  it('takes the network and a short commissioning where it says so', async () => {
    const { scorer, commissioning } = await opened({ backend: 'cpu', shortCommissioning: true });
    expect([scorer?.backend, commissioning?.isShort]).toEqual(['cpu', true]);
    scorer?.close();
  });

  it('has heads for an early warning only where the page is to show one', async () => {
    expect((await opened()).eventHeads).toBeUndefined();
    expect((await opened({ eventForecast: 'page' })).eventHeads?.robot).toContain('UR3');
  });

  it('follows an order to learn anew that the owner signed', async () => {
    const { path, sha256 } = await orderBy('owner');
    expect((await opened({ rebaseline: path })).rebaseline).toEqual({ sha256, reason: 'maintenance', signedBy: expect.any(String) });
  });

  it.each([
    ['signed by somebody who may not', () => orderBy('insurer'), 'configuration/signature'],
    ['out of its term', () => orderBy('owner', order, { validUntil: '2021-01-01T00:00:00.000Z' }), 'configuration/rebaseline-unsigned'],
    ['of another form', () => orderBy('owner', { ...order, relearn: 'because' }), 'configuration/'],
  ])('refuses an order %s', async (_, make, code) => {
    const { path } = await make();
    const refusal = await opened({ rebaseline: path }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigError);
    expect((refusal as ConfigError).code).toContain(code);
  });
});

describe('a fleet prior', () => {
  const joints = { j1: { frictionRatio: { low: 0.01, high: 0.05 } } };
  const prior = { fleetPrior: 1, profileSha256, robotCount: 24, joints };
  const priorBy = async (role: 'oem' | 'owner', value: object = prior, terms = {}) => {
    const folder = await mkdtemp(join(tmpdir(), 'rra-fleet-'));
    return writeSigned(folder, value, { name: 'fleet-prior.yaml', kind: 'fleetPrior', role, terms });
  };

  it('of this profile is gone by when the maker signed it', async () => {
    const { path, sha256 } = await priorBy('oem');
    expect((await opened({ fleetPrior: path })).fleet).toEqual({ robotCount: 24, joints, sha256, signedBy: expect.any(String) });
  });

  it.each([
    ['signed by the owner, who would choose what is judged', () => priorBy('owner'), 'configuration/signature', 'oem, insurer'],
    [
      'out of its term',
      () => priorBy('oem', prior, { validUntil: '2021-01-01T00:00:00.000Z' }),
      'configuration/fleet-prior-unsigned',
      '--role oem',
    ],
    [
      'of robots with another profile',
      () => priorBy('oem', { ...prior, profileSha256: `sha256:${'b'.repeat(64)}` }),
      'configuration/fleet-prior-profile',
      profileSha256,
    ],
    ['of too few robots', () => priorBy('oem', { ...prior, robotCount: 19 }), 'configuration/', '20'],
  ] as const)('is refused when it is %s', async (...[, make, code, remedy]) => {
    const { path } = await make();
    const refusal = await opened({ fleetPrior: path }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigError);
    const { code: said, problems } = refusal as ConfigError;
    expect([said, JSON.stringify(problems)]).toEqual([expect.stringContaining(code), expect.stringContaining(remedy)]);
  });
});

describe('the network', () => {
  it('is left out, and that is said, when no backend works', async () => {
    const logger = recordingLogger();
    const none = () =>
      Promise.reject(new ConfigError('models/no-backend', [{ place: 'backend cpu', value: 'broken', remedy: 'reinstall' }]));
    expect(await openScorer('auto', logger, none)).toBeUndefined();
    expect(logger.codes()).toEqual(['models/no-backend']);
  });

  it('is refused, not left out, when its manifest does not match', async () => {
    const mismatch = () =>
      Promise.reject(new ConfigError('models/manifest-mismatch', [{ place: 'manifest.json', value: 'x', remedy: 'y' }]));
    await expect(openScorer('auto', recordingLogger(), mismatch)).rejects.toThrow(ConfigError);
  });
});
