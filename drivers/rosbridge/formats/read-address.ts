import { readFile } from 'node:fs/promises';
import type { DriverContext } from '../../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../../agent/contract/errors.ts';
import type { OptionsSchema } from '../../../agent/contract/schema.ts';
import type { RosbridgeOptions } from '../options-schema.ts';
import type { BridgeAddress } from '../protocols/bridge-address.ts';

const headersSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['headers'],
  properties: {
    headers: {
      type: 'object',
      propertyNames: { pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" },
      additionalProperties: { type: 'string', pattern: '^[\\x20-\\x7e]*$' },
      description: 'Sent with the handshake of the WebSocket.',
    },
  },
} as const satisfies OptionsSchema;

/** The address with the contents of its files, and a problem for each file that cannot be used. */
export async function readAddress(
  options: RosbridgeOptions,
  { readDocument }: Pick<DriverContext, 'readDocument'>,
): Promise<{ readonly address: BridgeAddress; readonly problems: readonly Problem[] }> {
  const { url, connectMs, payloadBytesMax, pingMs, tls, headersFile } = options;
  const problems: Problem[] = [];
  const read = async (place: string, path: string | undefined): Promise<string | undefined> =>
    path === undefined ? undefined : await readText(path).catch((error: Error) => note(problems, place, `${path}: ${error.message}`));
  const [ca, cert, key] = [
    await read('tls.caFile', tls.caFile),
    await read('tls.certFile', tls.certFile),
    await read('tls.keyFile', tls.keyFile),
  ];
  const headers = headersFile === undefined ? {} : await readHeaders(headersFile, readDocument, problems);
  const given = Object.entries({ ca, cert, key, serverName: tls.serverName }).filter(([, value]) => value !== undefined);
  return { address: { url, connectMs, payloadBytesMax, pingMs, headers, tls: Object.fromEntries(given) }, problems };
}

async function readText(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  if (!text.includes('-----BEGIN ')) throw new Error('holds no PEM block');
  return text;
}

function note(problems: Problem[], place: string, value: string): undefined {
  problems.push({ place, value, remedy: 'give the path of a PEM file that can be read' });
}

async function readHeaders(
  path: string,
  readDocument: DriverContext['readDocument'],
  problems: Problem[],
): Promise<BridgeAddress['headers']> {
  try {
    return (await readDocument<{ headers: Record<string, string> }>(path, headersSchema)).value.headers;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems.map((problem) => ({ ...problem, place: `headersFile → ${problem.place}` })));
    return {};
  }
}
