import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../agent/contract/errors.ts';
import { createReceiverKey } from '../acknowledge/receiver-key.ts';
import { readReceiverConfiguration } from './read-receiver-configuration.ts';

const example = fileURLToPath(new URL('../../config/receiver.example.yaml', import.meta.url));
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'receiver-configuration-'));
  await createReceiverKey(join(folder, 'receiver-key.pem'));
});

afterEach(() => rm(folder, { recursive: true }));

async function read(text: string) {
  const path = join(folder, 'receiver.yaml');
  await writeFile(path, text);
  return readReceiverConfiguration(path);
}

/** Places of the problems, without the file's name. */
async function placesOf(text: string): Promise<string[]> {
  try {
    await read(text);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ place }) => place.replace(join(folder, 'receiver.yaml'), '').trim());
  }
}

const good = 'broker: {url: "mqtt://127.0.0.1"}\ntenants: [{name: acme}]\nstore: ./r.sqlite\nkey: ./receiver-key.pem\n';

describe('the configuration of a receiver', () => {
  it('is read from the example, with paths beside the file and live tenants unless said otherwise', async () => {
    const { options, logLevel } = await read(await readFile(example, 'utf8'));
    expect(options).toMatchObject({
      broker: { url: 'mqtt://127.0.0.1:1883' },
      tenants: [{ name: 'acme', demo: false }],
      storePath: join(folder, 'receiver.sqlite'),
    });
    expect(logLevel).toBe('info');
  });

  it('takes a password and authorities from files of their own', async () => {
    await writeFile(join(folder, 'password'), 'secret\n');
    await writeFile(join(folder, 'ca.pem'), 'authority');
    const broker = 'broker: {url: "mqtts://broker", username: receiver, passwordFile: password, caFile: ca.pem}';
    const { options } = await read(good.replace(/^broker:.*$/m, broker));
    expect(options.broker).toEqual({ url: 'mqtts://broker', username: 'receiver', password: 'secret', ca: 'authority' });
  });

  it('says all problems at once', async () => {
    expect(await placesOf('broker: {url: "http://x", port: 1}\ntenants: []\ncolour: red\n')).toEqual(
      expect.arrayContaining(['store', 'key', 'colour', 'broker.url', 'broker.port', 'tenants']),
    );
  });

  it.each([
    ['a tenant twice', good.replace('[{name: acme}]', '[{name: acme}, {name: acme}]'), 'tenants'],
    ['a tenant that is no topic level', good.replace('acme', 'a/b'), 'tenants.0.name'],
    ['a username without a password', good.replace('{url:', '{username: x, url:'), 'broker'],
    ['a log level nobody knows', `${good}log: {level: loud}\n`, 'log.level'],
  ])('refuses %s', async (_, text, place) => {
    expect(await placesOf(text)).toEqual([place]);
  });

  it('names the line that is no YAML', async () => {
    expect(await placesOf(`${good}broker: again\n`)).toEqual([expect.stringMatching(/^:5$/)]);
  });

  it('names the files that are missing', async () => {
    expect(await placesOf(good.replace('receiver-key.pem', 'absent.pem'))).toEqual([join(folder, 'absent.pem')]);
    const broker = 'broker: {url: "mqtts://broker", caFile: absent-ca.pem}';
    expect(await placesOf(good.replace(/^broker:.*$/m, broker))).toEqual([join(folder, 'absent-ca.pem')]);
    await expect(readReceiverConfiguration(join(folder, 'absent.yaml'))).rejects.toThrow('does not exist');
  });
});
