import { afterEach, describe, expect, it } from 'vitest';
import { hasOpenssl, makeCertificates } from '../../../tests/support/rosbridge-certificates.ts';
import { addressOf, answeredOnce } from '../../../tests/support/rosbridge-connection.ts';
import { RosbridgeServer } from '../../../tests/support/rosbridge-server.ts';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { Watched } from '../../../tests/support/watched.ts';
import { connectBridge } from '../connection/roslib-client.ts';
import type { BridgeAddress } from './bridge-address.ts';

const serverName = 'bridge.example';

describe.skipIf(!hasOpenssl)('a bridge behind TLS (needs openssl on PATH)', () => {
  const servers: RosbridgeServer[] = [];
  const certificates = hasOpenssl ? makeCertificates() : undefined;
  const ca = certificates?.ca ?? '';
  const server = certificates?.server ?? { cert: '', key: '' };
  const client = certificates?.client ?? { cert: '', key: '' };

  afterEach(async () => {
    for (const one of servers.splice(0)) await one.kill();
  });

  async function connect(tls: BridgeAddress['tls'], wantsClient = true) {
    const bridge = new RosbridgeServer(new Watched(), { generation: 'ros2', tls: wantsClient ? { ...server, ca } : server });
    servers.push(bridge);
    return connectBridge(addressOf(await bridge.start(), { tls }), new VirtualClock(), new AbortController().signal);
  }

  it('is read with a client certificate', async () => {
    const connection = await connect({ ca, ...client, serverName });
    await answeredOnce(connection);
    connection.close();
    expect(connection.counts).toEqual({});
  });

  it('is read without one where none is asked for', async () => {
    const connection = await connect({ ca, serverName }, false);
    await answeredOnce(connection);
    connection.close();
  });

  it('does not take a client without a certificate', async () => {
    const refused = connect({ ca, serverName });
    // Under TLS 1.3 the refusal may come after the handshake of this side: before or after the connection counts as open.
    await expect(refused.then((connection) => answeredOnce(connection))).rejects.toMatchObject({ name: 'TransientError' });
  });

  it.each([
    ['of an authority nobody told us', {}, /unable to (?:verify|get)|self[- ]signed/],
    ['for another name', { ca, serverName: 'other.example' }, /other\.example/],
    ['for a name, asked for by address', { ca }, /127\.0\.0\.1/],
    ['where our own key is broken', { ca, serverName, cert: 'broken', key: 'broken' }, /PEM|no start line|unsupported/i],
  ])('is refused with a certificate %s', async (_, tls, said) => {
    const refused = connect(tls, false);
    await expect(refused).rejects.toMatchObject({ code: 'rosbridge/unreachable' });
    await expect(refused).rejects.toThrow(said);
  });
});
