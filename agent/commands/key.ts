import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../contract/errors.ts';
import { type Knowable, knownOr, unknown } from '../contract/unknown.ts';
import { type KeyRole, readKeyRegistry } from '../evidence/key-registry.ts';
import { type PublicJwk, publicJwkOf, shortFingerprint, thumbprint } from '../evidence/keys.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { registerKeyEnroll } from './key-enroll.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** What may be said of a key: never anything private. */
export interface ShownKey {
  readonly kid: string;
  readonly fingerprint: string;
  /** Unknown for a bare key file, which does not say what it is for. */
  readonly role: Knowable<KeyRole>;
  readonly publicJwk: PublicJwk;
}

/** `key show FILE`: who a key is, for comparing by eye or by telephone when it is enrolled; `key enroll` stands in a file of its own. */
export const registerKey: RegisterVerb = (program, io, act) => {
  const key = program.command('key').description('the keys that sign and verify');
  key
    .command('show')
    .argument('<file>', 'a JWKS of public keys, or a key file in PEM form')
    .description('prints thumbprint, short fingerprint, role and public key; never private material')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  robot-risk key show out/keys.json')
    .action((file: string, options: JsonOption) => act(() => show(io, file, options)));
  registerKeyEnroll(key, io, act);
};

async function show(io: CommandIo, file: string, { json }: JsonOption): Promise<ExitCode> {
  const keys = await readPublicKeys(file);
  if (json) io.out(JSON.stringify({ keys }));
  else for (const line of keys.flatMap(linesOf)) io.out(line);
  return exitCode.ok;
}

function linesOf({ kid, fingerprint, role, publicJwk }: ShownKey): string[] {
  return [
    `kid          ${kid}`,
    `fingerprint  ${fingerprint}`,
    `role         ${knownOr(role, 'not stated in this file')}`,
    `public key   ${JSON.stringify(publicJwk)}`,
  ];
}

/** The public keys of a JWKS, or of a key in PEM form, private or public; throws ConfigError for a file that is neither. */
export async function readPublicKeys(file: string): Promise<ShownKey[]> {
  const text = await readText(file);
  if (text.trimStart().startsWith('-----BEGIN')) return [shown(publicJwkOf(keyFromPem(file, text)), unknown('notDeclared'))];
  return [...readKeyRegistry(text, file).values()].map(({ jwk, role }) => shown(jwk, role));
}

function shown(publicJwk: PublicJwk, role: Knowable<KeyRole>): ShownKey {
  return { kid: thumbprint(publicJwk), fingerprint: shortFingerprint(publicJwk), role, publicJwk };
}

function keyFromPem(file: string, pem: string): KeyObject {
  const key = parsePem(pem);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  const value = key === undefined ? 'not a PEM key' : `a key of type ${key.asymmetricKeyType}`;
  throw new ConfigError('commands/not-a-key', [{ place: file, value, remedy: 'give an Ed25519 key without passphrase (PKCS#8 or SPKI)' }]);
}

function parsePem(pem: string): KeyObject | undefined {
  try {
    return pem.includes('PRIVATE KEY') ? createPrivateKey(pem) : createPublicKey(pem);
  } catch {
    return undefined;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const value = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new ConfigError('commands/no-key-file', [{ place: file, value, remedy: 'give a JWKS or a PEM key file' }]);
  }
}
