import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { parseDocument } from 'yaml';
import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import { readReceiverKey } from '../acknowledge/receiver-key.ts';
import type { BrokerAccess } from '../ingest/hold-session.ts';
import type { LogLevel } from '../platform/logger.ts';
import type { ReceiverOptions } from '../receiver.ts';
import { type ReceiverConfiguration, receiverSchema } from './receiver-schema.ts';

/** Largest configuration, characters. */
const documentCharsMax = 262_144;

export interface ReadConfiguration {
  readonly options: Pick<ReceiverOptions, 'broker' | 'tenants' | 'storePath' | 'key'>;
  readonly logLevel: LogLevel;
}

/** Reads a YAML configuration and the files it points to. Throws one ConfigError with every problem of all of them. */
export async function readReceiverConfiguration(path: string): Promise<ReadConfiguration> {
  const configuration = check(path, await readText(path, 'give the path of a receiver configuration'));
  const beside = (name: string): string => resolve(dirname(path), name);
  const problems: Problem[] = [];
  const key = await collect(problems, () => readReceiverKey(beside(configuration.key)));
  const broker = await collect(problems, () => accessOf(path, configuration.broker, beside));
  problems.push(...repeatedTenants(path, configuration));
  if (problems.length > 0 || key === undefined || broker === undefined) throw new ConfigError('receiver/configuration', problems);
  const tenants = configuration.tenants.map(({ name, demo }) => ({ name, demo: demo === true }));
  return { options: { broker, tenants, storePath: beside(configuration.store), key }, logLevel: configuration.log.level };
}

function check(path: string, text: string): ReceiverConfiguration {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      place: `${path}:${error.linePos?.[0].line ?? 1}`,
      value: error.message.split('\n')[0] ?? 'not YAML',
      remedy: 'mend the YAML here; indentation is two spaces, keys are unique',
    }));
    throw new ConfigError('receiver/configuration', problems);
  }
  const value: unknown = document.toJS() ?? {};
  const validate = new Ajv({ allErrors: true, useDefaults: true, verbose: true }).compile(receiverSchema);
  if (validate(value)) return value as ReceiverConfiguration;
  throw new ConfigError(
    'receiver/configuration',
    (validate.errors ?? []).map((error) => problemOf(path, error)),
  );
}

function problemOf(path: string, { instancePath, message, params, data, parentSchema }: ErrorObject): Problem {
  const foreign = params.additionalProperty as string | undefined;
  const missing = params.missingProperty as string | undefined;
  const keys = instancePath.split('/').slice(1);
  const place = `${path} ${[...keys, ...((foreign ?? missing) ? [String(foreign ?? missing)] : [])].join('.')}`.trimEnd();
  if (foreign !== undefined) {
    const known = Object.keys((parentSchema?.properties as object | undefined) ?? {}).join(', ');
    return { place, value: 'unknown key', remedy: `take it out, or write one of ${known}` };
  }
  if (missing !== undefined) return { place, value: 'missing', remedy: `add "${missing}:"` };
  const allowed = params.allowedValues as readonly unknown[] | undefined;
  return {
    place,
    value: JSON.stringify(data) ?? 'nothing',
    remedy: allowed === undefined ? `it ${message}` : `write one of ${allowed.join(', ')}`,
  };
}

async function accessOf(path: string, broker: ReceiverConfiguration['broker'], beside: (name: string) => string): Promise<BrokerAccess> {
  const { url, username, passwordFile, caFile } = broker;
  if ((username === undefined) !== (passwordFile === undefined)) {
    const [value, remedy] = ['only one of username and passwordFile', 'write both, or neither'];
    throw new ConfigError('receiver/configuration', [{ place: `${path} broker`, value, remedy }]);
  }
  const password = passwordFile && (await readText(beside(passwordFile), 'write the password into this file')).split(/\r?\n/)[0];
  const ca = caFile && (await readText(beside(caFile), 'give a PEM file of authorities'));
  return { url, ...(username ? { username } : {}), ...(password ? { password } : {}), ...(ca ? { ca } : {}) };
}

function repeatedTenants(path: string, { tenants }: ReceiverConfiguration): Problem[] {
  const names = tenants.map(({ name }) => name);
  const again = names.filter((name, place) => names.indexOf(name) !== place);
  return again.map((name) => ({ place: `${path} tenants`, value: `"${name}" again`, remedy: 'list every tenant once' }));
}

async function readText(path: string, remedy: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const value = code === 'ENOENT' ? 'does not exist' : (code ?? String(error));
    throw new ConfigError('receiver/configuration', [{ place: path, value, remedy }]);
  }
  if (text.length <= documentCharsMax) return text;
  const problem = { place: path, value: `${text.length} characters`, remedy: `at most ${documentCharsMax}` };
  throw new ConfigError('receiver/configuration', [problem]);
}

async function collect<T>(problems: Problem[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
