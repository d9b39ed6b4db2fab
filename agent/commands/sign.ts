import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { referenceModelSchema } from '../assess/reference-model.ts';
import { checkDocument, parseYaml, readDocumentText } from '../configuration/read-document.ts';
import { contextSchema } from '../contract/declared-context.ts';
import { ConfigError } from '../contract/errors.ts';
import { fleetPriorSchema } from '../contract/fleet-prior.ts';
import { rebaselineSchema } from '../contract/rebaseline.ts';
import {
  type DocumentKind,
  type DocumentRole,
  documentKinds,
  documentNames,
  documentRoles,
  signingRoles,
} from '../contract/signed-document.ts';
import { signaturesMax, signDocument } from '../evidence/signed-document.ts';
import { withSignature } from '../evidence/with-signature.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { type CommandIo, type ExitCode, exitCode, type RegisterVerb } from './command.ts';
import { readSigningKey } from './read-signing-key.ts';
import { replaceFile } from './replace-file.ts';
import { readValidity, type ValidityOptions } from './validity-options.ts';

interface SignOptions extends ValidityOptions {
  readonly role: DocumentRole;
  readonly key: string;
  readonly kind?: DocumentKind;
  readonly json?: boolean;
}

const help = `
Writes FILE.sig beside the document; send both. Signed is what the document says (SHA-256 of its canonical JSON): comments and layout
may change, a value may not. Signatures of other keys on the same document stay; your own earlier one is replaced.
Who may sign what: ${documentKinds.map((kind) => `${documentNames[kind]}: ${signingRoles[kind].join(', ')}`).join('; ')}.
A key: openssl genpkey -algorithm ed25519 -out owner-key.pem && chmod 600 owner-key.pem
Exit code: 0 signed, 2 wrong usage, or a document, key or role that cannot be used.

Example:
  robot-risk sign context.yaml --role owner --key owner-key.pem --valid-days 365`;

/** `sign FILE --role ROLE --key PEM`: a responsible party answers for a document, for a time. */
export const registerSign: RegisterVerb = (program, io, act) => {
  program
    .command('sign')
    .argument('<file>', 'the document: a context, reference model, tariff, policy, order to learn anew or fleet prior (YAML or JSON)')
    .description('signs a document for a time, in a role')
    .addOption(new Option('--role <role>', 'as what you sign').choices(documentRoles).makeOptionMandatory())
    .requiredOption('--key <file>', 'your private key, PEM, readable for you alone')
    .addOption(new Option('--kind <kind>', 'what the document is; told from its members when left out').choices(documentKinds))
    .option('--valid-from <time>', 'UTC day or moment from which it holds; now when left out')
    .option('--valid-days <n>', 'how long it holds', '365')
    .option('--json', 'one JSON object')
    .addHelpText('after', help)
    .action((file: string, options: SignOptions) => act(() => sign(io, file, options)));
};

async function sign(io: CommandIo, file: string, options: SignOptions): Promise<ExitCode> {
  const nowMs = createSystemClock().now().wallMs;
  const { validFromMs, validUntilMs } = readValidity(options, nowMs);
  const { kind, documentSha256 } = await readSignable(file, options.kind);
  checkRole(file, kind, options.role);
  const key = await readSigningKey(options.key);
  const utc = (ms: number): string => new Date(ms).toISOString();
  const terms = { signedAt: utc(nowMs), validFrom: utc(validFromMs), validUntil: utc(validUntilMs) };
  const signature = { documentSha256, kind, role: options.role, ...terms };
  const path = `${file}.sig`;
  await replaceFile(path, checkCount(path, withSignature(await earlierSignatures(path), signDocument(signature, key))));
  if (options.json) io.out(JSON.stringify({ file, signatureFile: path, kid: key.kid, ...signature }));
  else for (const line of signedLines(path, key.kid, signature)) io.out(line);
  return exitCode.ok;
}

function signedLines(path: string, kid: string, signature: { kind: DocumentKind; role: DocumentRole; documentSha256: string } & Terms) {
  return [
    `signed    ${documentNames[signature.kind]} ${signature.documentSha256}`,
    `by        ${kid} as ${signature.role}`,
    `holds     from ${signature.validFrom} until ${signature.validUntil}`,
    `wrote     ${path}; whoever reads the document needs this key in a trust store: robot-risk trust add`,
  ];
}

interface Terms {
  readonly validFrom: string;
  readonly validUntil: string;
}

/** What would be refused when it is read is not signed either; the forms of tariffs and policies are known to the receiver alone. */
async function readSignable(file: string, wanted: DocumentKind | undefined): Promise<{ kind: DocumentKind; documentSha256: string }> {
  const text = await readDocumentText(file);
  const { value, sha256 } = parseYaml(file, text);
  const kind = wanted ?? kindOf(value);
  if (kind === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) {
    const remedy = `say what it is with --kind, one of ${documentKinds.join(', ')}`;
    throw new ConfigError('sign/unknown-kind', [{ place: file, value: 'is neither a context nor a reference model nor a tariff', remedy }]);
  }
  if (kind === 'context') checkDocument(file, text, contextSchema);
  if (kind === 'referenceModel') checkDocument(file, text, referenceModelSchema);
  if (kind === 'rebaseline') checkDocument(file, text, rebaselineSchema);
  if (kind === 'fleetPrior') checkDocument(file, text, fleetPriorSchema);
  return { kind, documentSha256: sha256 };
}

/** Told from members that only one kind has; a document without any of its own is a context when every member is one of a context. */
function kindOf(value: unknown): DocumentKind | undefined {
  const members = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (members.includes('gradeRelativities')) return 'referenceModel';
  if (members.includes('ratesPerH')) return 'tariff';
  if (members.includes('relearn')) return 'rebaseline';
  if (members.includes('fleetPrior')) return 'fleetPrior';
  const isContext = members.length > 0 && members.some((member) => Object.hasOwn(contextSchema.properties, member));
  return isContext ? 'context' : undefined;
}

function checkRole(file: string, kind: DocumentKind, role: DocumentRole): void {
  if (signingRoles[kind].includes(role)) return;
  const remedy = `have it signed by ${signingRoles[kind].join(', ')}`;
  throw new ConfigError('sign/role', [{ place: file, value: `a ${documentNames[kind]}, to be signed as ${role}`, remedy }]);
}

async function earlierSignatures(path: string): Promise<string> {
  return existsSync(path) ? readDocumentText(path) : '';
}

function checkCount(path: string, text: string): string {
  const count = text.split('\n').length - 1;
  if (count <= signaturesMax) return text;
  const remedy = `take old lines out: at most ${signaturesMax} signatures on one document`;
  throw new ConfigError('sign/too-many-signatures', [{ place: path, value: `${count} signatures`, remedy }]);
}
