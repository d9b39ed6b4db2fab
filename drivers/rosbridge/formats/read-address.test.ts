import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../agent/configuration/read-document.ts';
import { temporaryFiles } from '../../../tests/support/replay-fixture.ts';
import { rosbridgeOptions } from '../../../tests/support/rosbridge-fixture.ts';
import { readAddress } from './read-address.ts';

const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const url = 'wss://robot.example:9090';

const read = (written: object) => readAddress(rosbridgeOptions({ url, ...written }), { readDocument });

async function placesOf(written: object): Promise<string[]> {
  return (await read(written)).problems.map(({ place }) => place.split(' ')[0] ?? '');
}

describe('the address', () => {
  it('is what the options say when there are no files', async () => {
    expect(await read({ tls: { serverName: 'robot' }, connectMs: 10, pingMs: 20, payloadBytesMax: 4096 })).toEqual({
      address: { url, connectMs: 10, pingMs: 20, payloadBytesMax: 4096, headers: {}, tls: { serverName: 'robot' } },
      problems: [],
    });
  });

  it('holds the contents of its files', async () => {
    const folder = await temporaryFiles({
      'ca.pem': pem,
      'cert.pem': pem,
      'key.pem': pem,
      'headers.yaml': 'headers: {Authorization: Bearer abc}',
    });
    const at = (name: string): string => join(folder, name);
    const tls = { caFile: at('ca.pem'), certFile: at('cert.pem'), keyFile: at('key.pem') };
    const { address, problems } = await read({ tls, headersFile: at('headers.yaml') });
    expect(problems).toEqual([]);
    expect(address).toMatchObject({ tls: { ca: pem, cert: pem, key: pem }, headers: { Authorization: 'Bearer abc' } });
  });

  it('names every file that is absent or holds something else', async () => {
    const folder = await temporaryFiles({ 'text.pem': 'no certificate' });
    const tls = { caFile: join(folder, 'absent.pem'), certFile: join(folder, 'text.pem'), keyFile: folder };
    const { problems, address } = await read({ tls, headersFile: join(folder, 'absent.yaml') });
    expect(problems.map(({ place }) => place)).toEqual([
      'tls.caFile',
      'tls.certFile',
      'tls.keyFile',
      `headersFile → ${join(folder, 'absent.yaml')}`,
    ]);
    expect(problems[1]?.value).toContain('holds no PEM block');
    expect(address.tls).toEqual({});
  });

  it.each([
    ['a name with a space', 'headers: {"a b": x}'],
    ['a value that would end the header', 'headers: {a: "x\\r\\nHost: other"}'],
    ['a number', 'headers: {a: 1}'],
    ['no headers', 'other: 1'],
  ])('refuses headers with %s', async (_, text) => {
    const folder = await temporaryFiles({ 'headers.yaml': text });
    const places = await placesOf({ headersFile: join(folder, 'headers.yaml') });
    expect(places.length).toBeGreaterThan(0);
    expect(new Set(places)).toEqual(new Set(['headersFile']));
  });
});
