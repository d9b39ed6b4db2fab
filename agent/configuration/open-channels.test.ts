import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jwksOf } from '../../tests/support/evidence-fixture.ts';
import { MemoryOutbox } from '../../tests/support/memory-outbox.ts';
import { recordingLogger } from '../../tests/support/recording-logger.ts';
import { refusalOf, temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { TcpPeer } from '../../tests/support/tcp-peer.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import { Watched } from '../../tests/support/watched.ts';
import { signingKeyFromSeed } from '../evidence/keys.ts';
import type { AgentConfiguration } from './agent-schema.ts';
import { openChannels } from './open-channels.ts';

const agentKey = signingKeyFromSeed(Buffer.alloc(32, 1));
const jwks = jwksOf([{ key: signingKeyFromSeed(Buffer.alloc(32, 2)), role: 'insurer' }]);
type Recipient = AgentConfiguration['recipients'][number];

const recipient = (change: Partial<Recipient> = {}): Recipient => ({
  id: 'insurer',
  url: 'mqtt://robot:secret@broker.example:1883',
  tenant: 'acme',
  keys: 'keys.json',
  ...change,
});

function open(folder: string, recipients: readonly Recipient[]) {
  const configuration = { recipients } as unknown as AgentConfiguration;
  const setup = { configuration, folder, clock: new VirtualClock(), random: () => 0.5, logger: recordingLogger() };
  return openChannels(setup, agentKey.kid, new MemoryOutbox(agentKey));
}

describe('channels of a configuration', () => {
  it('are none when nobody gets reports', async () => {
    expect(await open('/nowhere', [])).toEqual([]);
  });

  it('are one per recipient, in their order, at rest until they run', async () => {
    const folder = await temporaryFiles({ 'keys.json': jwks });
    const channels = await open(folder, [recipient(), recipient({ id: 'lessor', url: 'mqtts://lessor.example' })]);
    expect(channels.map((channel) => channel.status())).toMatchObject([
      { recipientId: 'insurer', state: 'connecting', sentCount: 0 },
      { recipientId: 'lessor', state: 'connecting', url: 'mqtts://lessor.example' },
    ]);
  });

  it('show no password that somebody wrote into an address', async () => {
    const folder = await temporaryFiles({ 'keys.json': jwks });
    const [channel] = await open(folder, [recipient()]);
    expect(JSON.stringify(channel?.status())).not.toContain('secret');
  });

  it('take keys by an absolute path as well as from beside the configuration', async () => {
    const folder = await temporaryFiles({ 'keys.json': jwks, 'sub/keys.json': jwks });
    expect(await open('/nowhere', [recipient({ keys: join(folder, 'keys.json') })])).toHaveLength(1);
    expect(await open(folder, [recipient({ keys: './sub/keys.json' })])).toHaveLength(1);
  });

  it('say the password of the file beside the configuration to the broker, without its line end', async () => {
    const folder = await temporaryFiles({ 'keys.json': jwks, password: 'opensesame\n' });
    const watched = new Watched();
    const peer = new TcpPeer(watched, () => 'close');
    const url = `mqtt://127.0.0.1:${await peer.listen()}`;
    const [channel] = await open(folder, [recipient({ url, username: 'robot', passwordFile: './password' })]);
    const stop = new AbortController();
    const running = channel?.run(stop.signal);
    await watched.until('the broker was asked', () => peer.received.length > 0);
    stop.abort();
    await running;
    await peer.close();
    const connect = peer.received[0] ?? Buffer.alloc(0);
    // In a CONNECT packet each string follows its length in two bytes, and the password is the last.
    const password = Buffer.concat([Buffer.from([0, 10]), Buffer.from('opensesame')]);
    expect(connect.subarray(-password.length)).toEqual(password);
    expect(connect.includes('robot')).toBe(true);
  });
});

describe('channels that cannot be opened', () => {
  it('name the key file that is not there', async () => {
    const folder = await temporaryFiles({});
    expect(await refusalOf(open(folder, [recipient()]), folder)).toEqual([
      'keys.json | ENOENT | give the path of an existing, readable file',
    ]);
  });

  it('name the password file that is not there', async () => {
    const folder = await temporaryFiles({ 'keys.json': jwks });
    expect(await refusalOf(open(folder, [recipient({ username: 'robot', passwordFile: 'password' })]), folder)).toEqual([
      'password | ENOENT | give the path of an existing, readable file',
    ]);
  });

  it('trust no key that is not written down as somebody’s', async () => {
    const folder = await temporaryFiles({ 'keys.json': JSON.stringify({ keys: [{ ...agentKey.publicJwk }] }) });
    const [problem] = await refusalOf(open(folder, [recipient()]), folder);
    expect(problem).toContain('keys.json /keys/0/role | missing');
  });

  it('pin no key file that holds a private key', async () => {
    const leaked = { ...agentKey.publicJwk, d: 'AAAA', role: 'insurer' };
    const folder = await temporaryFiles({ 'keys.json': JSON.stringify({ keys: [leaked] }) });
    const [problem] = await refusalOf(open(folder, [recipient()]), folder);
    expect(problem).toContain('/keys/0/d | a private key');
  });
});
