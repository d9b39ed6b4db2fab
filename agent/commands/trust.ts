import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { readTrust } from '../configuration/read-signed-document.ts';
import { ConfigError } from '../contract/errors.ts';
import { type DocumentRole, documentRoles, termAt } from '../contract/signed-document.ts';
import { isKnown } from '../contract/unknown.ts';
import { shortFingerprint, verifyingKey } from '../evidence/keys.ts';
import { type TrustedKey, type TrustStore, trustStoreText } from '../evidence/trust-store.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { readPublicKeys, type ShownKey } from './key.ts';
import { replaceFile } from './replace-file.ts';
import { readValidity, type ValidityOptions } from './validity-options.ts';

interface TrustOptions {
  readonly trust: string;
  readonly json?: boolean;
}

interface AddOptions extends TrustOptions, ValidityOptions {
  readonly role?: DocumentRole;
  readonly name?: string;
  readonly fingerprint?: string;
}

const addHelp = `
The fingerprint must reach you by another way than the key, for example by telephone; with --fingerprint the two are compared here.

Example:
  robot-risk trust add acme-key.pem --trust trust.json --role integrator --name "ACME integration"`;

const revokeHelp = `
A revoked key stays listed and is believed at no moment, whatever it signed before. Agents read the file when they start.

Example:
  robot-risk trust revoke 3Tm2wFxZ --trust trust.json`;

/** `trust list`, `trust add`, `trust revoke`: whose signatures on documents are believed, in which role, and for how long. */
export const registerTrust: RegisterVerb = (program, io, act) => {
  const trust = program.command('trust').description('whose signatures on documents are believed');
  trust
    .command('list')
    .description('prints the keys of a trust store, their roles and terms')
    .requiredOption('--trust <file>', 'the trust store')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  robot-risk trust list --trust trust.json')
    .action((options: TrustOptions) => act(() => list(io, options)));
  trust
    .command('add')
    .argument('<key>', 'a public key: PEM, or a JWKS with one key')
    .description('believes a key, in one role and for a time; makes the trust store at the first call')
    .requiredOption('--trust <file>', 'the trust store')
    .addOption(new Option('--role <role>', 'as what it signs; told by a JWKS when left out').choices(documentRoles))
    .option('--name <name>', 'whose key it is, for people')
    .option('--fingerprint <text>', 'the short fingerprint its owner read to you')
    .option('--valid-from <time>', 'UTC day or moment from which it is believed; now when left out')
    .option('--valid-days <n>', 'how long it is believed', '1825')
    .option('--json', 'one JSON object')
    .addHelpText('after', addHelp)
    .action((file: string, options: AddOptions) => act(() => add(io, file, options)));
  trust
    .command('revoke')
    .argument('<kid>', 'the key: its thumbprint, or its first characters, at least 8')
    .description('believes a key no longer')
    .requiredOption('--trust <file>', 'the trust store')
    .option('--json', 'one JSON object')
    .addHelpText('after', revokeHelp)
    .action((kid: string, options: TrustOptions) => act(() => revoke(io, kid, options)));
};

const wallMs = (): number => createSystemClock().now().wallMs;

async function list(io: CommandIo, { trust, json }: TrustOptions): Promise<ExitCode> {
  const keys = [...(await readTrust(trust)).values()].map((key) => shown(key, wallMs()));
  if (json) io.out(JSON.stringify({ keys }));
  else for (const line of keys.flatMap(keyLines)) io.out(line);
  return exitCode.ok;
}

async function add(io: CommandIo, file: string, options: AddOptions): Promise<ExitCode> {
  const nowMs = wallMs();
  const validity = readValidity(options, nowMs);
  const found = onlyKey(file, await readPublicKeys(file));
  const role = roleOf(file, found, options.role);
  checkFingerprint(file, found, options.fingerprint);
  const store: TrustStore = existsSync(options.trust) ? await readTrust(options.trust) : new Map();
  if (store.has(found.kid)) {
    const remedy = 'it keeps its entry: edit role and term there; a revoked key does not come back, its owner makes a new one';
    throw new ConfigError('trust/known-key', [{ place: options.trust, value: `key ${found.kid} is listed`, remedy }]);
  }
  const { publicJwk: jwk, kid } = found;
  const key: TrustedKey = { kid, role, name: options.name, jwk, publicKey: verifyingKey(jwk), ...validity, revokedAtMs: undefined };
  await replaceFile(options.trust, trustStoreText(new Map([...store, [kid, key]])));
  if (options.json) io.out(JSON.stringify({ trust: options.trust, ...shown(key, nowMs) }));
  else {
    for (const line of keyLines(shown(key, nowMs))) io.out(line);
    if (options.fingerprint === undefined)
      io.out('Have its owner read the fingerprint to you by another way; revoke the key if it is another one.');
  }
  return exitCode.ok;
}

async function revoke(io: CommandIo, wanted: string, { trust, json }: TrustOptions): Promise<ExitCode> {
  const nowMs = wallMs();
  const store = await readTrust(trust);
  const key = keyNamed(store, wanted, trust);
  const revoked: TrustedKey = { ...key, revokedAtMs: key.revokedAtMs ?? nowMs };
  await replaceFile(trust, trustStoreText(new Map([...store, [key.kid, revoked]])));
  if (json) io.out(JSON.stringify({ trust, ...shown(revoked, nowMs) }));
  else for (const line of keyLines(shown(revoked, nowMs))) io.out(line);
  return exitCode.ok;
}

function onlyKey(file: string, keys: readonly ShownKey[]): ShownKey {
  const [key] = keys;
  if (key !== undefined && keys.length === 1) return key;
  throw new ConfigError('trust/several-keys', [
    { place: file, value: `${keys.length} keys`, remedy: 'give a file with the one key to believe' },
  ]);
}

function roleOf(file: string, { role: stated }: ShownKey, wanted: DocumentRole | undefined): DocumentRole {
  const known = documentRoles.find((role) => isKnown(stated) && role === stated);
  if (wanted !== undefined && (!isKnown(stated) || stated === wanted)) return wanted;
  if (wanted === undefined && known !== undefined) return known;
  const remedy = isKnown(stated)
    ? `a key of the ${String(stated)} is believed as that or not at all; give --role ${known ?? documentRoles.join(', ')}`
    : `say as what it signs: --role ${documentRoles.join(', ')}`;
  throw new ConfigError('trust/role', [{ place: file, value: isKnown(stated) ? `role ${String(stated)}` : 'states no role', remedy }]);
}

function checkFingerprint(file: string, { fingerprint }: ShownKey, told: string | undefined): void {
  const plain = (text: string): string => text.replaceAll(/[\s:-]/g, '').toLowerCase();
  if (told === undefined || plain(told) === plain(fingerprint)) return;
  // The right one is not printed: who copies it from here has compared the file with itself.
  const remedy = 'this is not the key its owner has, or it was misheard: have the fingerprint read again, and do not believe this key';
  throw new ConfigError('trust/fingerprint', [{ place: file, value: `is not ${told}`, remedy }]);
}

const kidCharsMin = 8;

function keyNamed(store: TrustStore, wanted: string, trust: string): TrustedKey {
  const found = [...store.values()].filter(({ kid }) => kid === wanted || (wanted.length >= kidCharsMin && kid.startsWith(wanted)));
  const [key] = found;
  if (key !== undefined && found.length === 1) return key;
  const remedy = `write one of ${[...store.keys()].join(', ')}`;
  throw new ConfigError('trust/unknown-key', [{ place: trust, value: `${found.length} keys are ${JSON.stringify(wanted)}`, remedy }]);
}

function shown({ kid, role, name, jwk, validFromMs, validUntilMs, revokedAtMs }: TrustedKey, nowMs: number) {
  const utc = (ms: number): string => new Date(ms).toISOString();
  const term = { validFrom: utc(validFromMs), validUntil: utc(validUntilMs) };
  const revokedAt = revokedAtMs === undefined ? null : utc(revokedAtMs);
  const state = revokedAt === null ? termAt(term, nowMs) : 'revoked';
  return { kid, fingerprint: shortFingerprint(jwk), role, name: name ?? null, ...term, revokedAt, state };
}

function keyLines({ kid, fingerprint, role, name, validFrom, validUntil, revokedAt, state }: ReturnType<typeof shown>): string[] {
  return [
    `kid          ${kid}`,
    `fingerprint  ${fingerprint}`,
    `role         ${role}${name === null ? '' : `, ${name}`}`,
    `believed     from ${validFrom} until ${validUntil}: ${state}${revokedAt === null ? '' : ` since ${revokedAt}`}`,
  ];
}
