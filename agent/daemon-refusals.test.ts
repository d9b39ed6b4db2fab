import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { productFile } from '../tests/support/cli.ts';
import { type DaemonStart, daemonConfiguration, runDaemon } from '../tests/support/daemon-fixture.ts';
import { scratchDirectory } from '../tests/support/replayed.ts';
import { trustText, writeSigned } from '../tests/support/signing-fixture.ts';
import { expectStartsAgain, quickClock, recipientAt, startedDaemon } from '../tests/support/started-daemon.ts';
import { TcpPeer } from '../tests/support/tcp-peer.ts';
import { Watched } from '../tests/support/watched.ts';
import { ConfigError } from './contract/errors.ts';

/** The error a start throws. */
async function refused(options: Partial<DaemonStart> & { folder: string }): Promise<ConfigError> {
  const error = await runDaemon({ configuration: daemonConfiguration(), clock: quickClock(), ...options }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigError)) throw new Error(`expected a ConfigError, got ${error}`);
  return error;
}

describe('a daemon that may not start says what to change, and leaves nothing behind', () => {
  it('where another one runs on the directory', async () => {
    const first = await startedDaemon();
    const error = await refused({ folder: first.folder });
    expect(error.code).toBe('platform/already-running');
    expect(error.message).toContain(`held by process ${process.pid}`);
    expect(error.message).toContain('or give this agent a record.directory of its own');
    expect(first.daemon.status().sources[0]?.state).toBe('running');
    await first.stop();
    await expectStartsAgain(first.folder);
  });

  it('where the port of the page is busy', async () => {
    const peer = new TcpPeer(new Watched(), () => undefined);
    const port = await peer.listen();
    onTestFinished(() => peer.close());
    const folder = scratchDirectory('daemon');
    const error = await refused({ folder, configuration: daemonConfiguration({ pagePort: port }) });
    expect(error.code).toBe('page/port-busy');
    expect(error.message).toContain(`port ${port} on 127.0.0.1 is used by another program`);
    expect(error.message).toContain('another port, or 0 for any free one');
    await expectStartsAgain(folder);
  });

  it('where sources are of two origins', async () => {
    const folder = scratchDirectory('daemon');
    const recording = {
      recording: productFile('config/recordings/synthetic-cobot.csv'),
      description: productFile('config/recordings/synthetic-cobot.yaml'),
    };
    const sources = [
      { id: 'robot', driver: 'simulator', options: { script: [], seed: 1, speedRatio: 1 } },
      { id: 'past', driver: 'replay', options: recording },
    ];
    const error = await refused({ folder, configuration: daemonConfiguration({ sources }) });
    expect(error.message).toContain('simulation, replay — let all sources of one agent be of the same origin');
    const alone = await refused({ folder, configuration: daemonConfiguration({ sources: sources.slice(1) }) });
    expect(alone.message).toContain('run a recording with: robot-risk replay');
    expect(existsSync(join(folder, 'state', 'ledger.sqlite'))).toBe(false);
    await expectStartsAgain(folder);
  });

  it('where a scene is unknown, naming those there are', async () => {
    const folder = scratchDirectory('daemon');
    const error = await refused({ folder, configuration: daemonConfiguration({ simulator: { scene: 'moonLanding' } }) });
    expect(error.message).toMatch(/"moonLanding" — write one of normalShift, .*race/);
    await expectStartsAgain(folder);
  });

  it.each([
    ['is absent', undefined, 'give the path of an existing, readable file'],
    ['is no JSON', 'hello', 'write a JWKS: {"keys":[…]}'],
    ['holds no key', '{"keys":[]}', 'write a JWKS with at least one key'],
    ['holds a private key', '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"x","d":"secret","role":"insurer"}]}', 'treat that key as lost'],
  ])("where the file of the receiver's keys %s", async (_, text, remedy) => {
    const folder = scratchDirectory('daemon');
    const recipient = recipientAt(folder, 1, text);
    const keys = text === undefined ? 'nowhere.json' : recipient.keys;
    const error = await refused({ folder, configuration: daemonConfiguration({ recipients: [{ ...recipient, keys }] }) });
    expect(error.message).toContain(keys);
    expect(error.message).toContain(remedy);
    expect(error.message).not.toContain('secret');
    await expectStartsAgain(folder);
  });

  it.each([
    ['by a key nobody trusts', {}, 'notTrusted'],
    ['by a revoked key', { integrator: { role: 'integrator', revokedAt: '2026-02-01' } }, 'revoked'],
    ['by the maker, who declares no site', { integrator: { role: 'oem' } }, 'wrongRole'],
  ] as const)('where its context is signed %s', async (_, parties, reason) => {
    const folder = scratchDirectory('daemon');
    writeSigned(folder, { trl: 9 });
    writeFileSync(join(folder, 'trust.json'), trustText({ somebody: { role: 'owner' }, ...parties }));
    const configuration = { ...daemonConfiguration(), context: 'context.yaml', trust: 'trust.json' };
    const error = await refused({ folder, configuration });
    expect(error.code).toBe('configuration/signature');
    expect(error.message).toContain(`context.yaml.sig: ${reason}: `);
    await expectStartsAgain(folder);
  });

  it('where its key may be read by others', async () => {
    const folder = scratchDirectory('daemon');
    mkdirSync(join(folder, 'state'), { recursive: true });
    writeFileSync(join(folder, 'state', 'simulation-key.pem'), 'no key', { mode: 0o644 });
    expect((await refused({ folder })).message).toMatch(/mode 644 — run "chmod 600 /);
  });
});
