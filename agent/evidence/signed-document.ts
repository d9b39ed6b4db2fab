import type { Problem } from '../contract/errors.ts';
import type { Json } from '../contract/schema.ts';
import {
  type DocumentKind,
  type DocumentRole,
  type DocumentSigner,
  documentKinds,
  documentNames,
  documentRoles,
  signingRoles,
  termAt,
} from '../contract/signed-document.ts';
import { openEnvelope, signEnvelope } from './envelope.ts';
import type { SigningKey } from './keys.ts';
import { parseStrictJson } from './parse-strict.ts';
import type { TrustedKey, TrustStore } from './trust-store.ts';

/** Header values of a document's signature. */
export const documentSignatureKind = {
  typ: 'robot-risk-document+jws',
  cty: 'application/vnd.robot-risk.document-signature+json',
} as const;
export const documentSignatureSchemaId = 'robot-risk/document-signature/1';
/** Signatures in one file, one a line. */
export const signaturesMax = 16;
/** Largest signature file, characters. */
export const signatureFileCharsMax = 65_536;

/** What is signed: which document (SHA-256 of its canonical JSON, decisions A8), as what, in which role, and for how long. */
export interface DocumentSignature {
  readonly schema: typeof documentSignatureSchemaId;
  readonly documentSha256: string;
  readonly kind: DocumentKind;
  readonly role: DocumentRole;
  readonly signedAt: string;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** One line of a signature file, without its line feed: a JWS over the canonical JSON of the signature's claims. */
export function signDocument(signature: Omit<DocumentSignature, 'schema'>, key: SigningKey): string {
  const payload = { schema: documentSignatureSchemaId, ...signature } as unknown as Json;
  return signEnvelope({ payload, key, ...documentSignatureKind });
}

/** Why a document does not count as signed, in the order the checks are made. */
export const signatureRefusals = [
  'unsigned',
  'malformed',
  'notTrusted',
  'revoked',
  'wrongKind',
  'hashDiffers',
  'wrongRole',
  'expired',
  'notYetValid',
] as const;
export type SignatureRefusal = (typeof signatureRefusals)[number];

export type SignatureVerdict =
  | { readonly signed: DocumentSigner }
  /** `signer` where only time stands against the signature. */
  | { readonly reason: SignatureRefusal; readonly text: string; readonly signer?: DocumentSigner };

export interface DocumentClaim {
  /** `sha256:` of the document's canonical JSON. */
  readonly documentSha256: string;
  readonly kind: DocumentKind;
  readonly trust: TrustStore;
  /** Wall clock of whoever asks, ms. */
  readonly nowMs: number;
}

/**
 * Whether one of the signatures in the file beside a document stands: it verifies under a trusted, unrevoked key of a role that may sign
 * this kind, names this document, and holds now. Of several the one that holds longest; of none the refusal that came furthest.
 * A key's own validity bounds that of its signatures. Never throws on the bytes of the file.
 */
export function verifySignedDocument(signatureFile: string | undefined, claim: DocumentClaim): SignatureVerdict {
  if (signatureFile === undefined) return { reason: 'unsigned', text: 'no signature file beside it' };
  if (signatureFile.length > signatureFileCharsMax)
    return malformed(`${signatureFile.length} characters, at most ${signatureFileCharsMax}`);
  const lines = signatureFile.replace(/\n$/, '').split('\n');
  if (lines.length > signaturesMax) return malformed(`${lines.length} signatures, at most ${signaturesMax}`);
  const verdicts = lines.map((line) => verifyLine(line, claim));
  return verdicts.reduce((best, verdict) => (standing(verdict) > standing(best) ? verdict : best));
}

function malformed(text: string): SignatureVerdict {
  return { reason: 'malformed', text };
}

/** Orders verdicts: a signature that stands before every refusal, and among those the later its end the better. */
function standing(verdict: SignatureVerdict): number {
  return 'signed' in verdict ? Date.parse(verdict.signed.validUntil) : signatureRefusals.indexOf(verdict.reason) - signatureRefusals.length;
}

function verifyLine(line: string, { documentSha256, kind, trust, nowMs }: DocumentClaim): SignatureVerdict {
  const opened = openEnvelope(Buffer.from(line), trust, documentSignatureKind);
  if (!opened.ok) return { reason: opened.code === 'key.unknown' ? 'notTrusted' : 'malformed', text: `${opened.place}: ${opened.text}` };
  const { key } = opened;
  const signature = readSignature(opened.payload);
  if (signature === undefined) return malformed(`what key ${key.kid} signed is not a ${documentSignatureSchemaId}`);
  const refused = refusalOf(signature, key, { documentSha256, kind });
  if (refused !== undefined) return refused;
  const signer = signerOf(signature, key);
  const term = termAt(signer, nowMs);
  if (term === 'inForce') return { signed: signer };
  return { reason: term, signer, text: `signed by ${signer.kid} from ${signer.validFrom} until ${signer.validUntil}` };
}

function refusalOf(
  signature: DocumentSignature,
  { kid, role, revokedAtMs }: TrustedKey,
  { documentSha256, kind }: Pick<DocumentClaim, 'documentSha256' | 'kind'>,
): SignatureVerdict | undefined {
  if (revokedAtMs !== undefined) return { reason: 'revoked', text: `key ${kid} was revoked at ${new Date(revokedAtMs).toISOString()}` };
  if (signature.kind !== kind)
    return { reason: 'wrongKind', text: `signed as a ${documentNames[signature.kind]}, read as a ${documentNames[kind]}` };
  if (signature.documentSha256 !== documentSha256)
    return { reason: 'hashDiffers', text: `signed was ${signature.documentSha256}, this document is ${documentSha256}` };
  if (signature.role !== role) return { reason: 'wrongRole', text: `signed as ${signature.role} with the key of the ${role}` };
  if (signingRoles[kind].includes(role)) return undefined;
  return { reason: 'wrongRole', text: `signed by the ${role}; a ${documentNames[kind]} is signed by ${signingRoles[kind].join(', ')}` };
}

function signerOf({ validFrom, validUntil }: DocumentSignature, { kid, role, validFromMs, validUntilMs }: TrustedKey): DocumentSigner {
  const utc = (ms: number): string => new Date(ms).toISOString();
  return {
    kid,
    role,
    validFrom: utc(Math.max(Date.parse(validFrom), validFromMs)),
    validUntil: utc(Math.min(Date.parse(validUntil), validUntilMs)),
  };
}

const isOneOf = (words: readonly string[]) => (value: unknown) => typeof value === 'string' && words.includes(value);

const rules: Readonly<Record<keyof DocumentSignature, (value: unknown) => boolean>> = {
  schema: (value) => value === documentSignatureSchemaId,
  documentSha256: (value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value),
  kind: isOneOf(documentKinds),
  role: isOneOf(documentRoles),
  signedAt: isUtc,
  validFrom: isUtc,
  validUntil: isUtc,
};

/** The claims of a signature whose bytes were verified; undefined for anything but exactly their form. */
function readSignature(payload: Buffer): DocumentSignature | undefined {
  const parsed = parseStrictJson(payload.toString('utf8'));
  const value = parsed.ok ? parsed.value : null;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = value as Readonly<Record<string, Json>>;
  if (Object.keys(members).length !== Object.keys(rules).length) return undefined;
  if (!Object.entries(rules).every(([name, fits]) => fits(members[name]))) return undefined;
  const signature = members as unknown as DocumentSignature;
  return signature.validFrom < signature.validUntil ? signature : undefined;
}

/** Exactly the text a moment has, so that no two spellings mean one time. */
function isUtc(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return false;
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value;
}

const remedies: Readonly<Record<SignatureRefusal, (path: string, kind: DocumentKind) => string>> = {
  unsigned: (path, kind) => `have it signed: robot-risk sign ${path} --role ${signingRoles[kind][0]} --key KEY`,
  malformed: (path) => `get ${path}.sig again from whoever signed it, or take the file away: the document is then unsigned`,
  notTrusted: (path) =>
    `compare the key's fingerprint with its owner and add it: robot-risk trust add KEYFILE --trust FILE --role ROLE, name that file as trust, or take ${path}.sig away`,
  revoked: (path) => `have it signed anew with another key, or take ${path}.sig away: the document is then unsigned`,
  wrongKind: (path, kind) => `sign it as what it is: robot-risk sign ${path} --kind ${kind} --role ${signingRoles[kind][0]} --key KEY`,
  hashDiffers: (path, kind) =>
    `restore the document that was signed, or have this one signed: robot-risk sign ${path} --role ${signingRoles[kind][0]} --key KEY`,
  wrongRole: (_, kind) => `have it signed by ${signingRoles[kind].join(', ')}`,
  notYetValid: () => 'use it when it is valid, or have it signed with an earlier --valid-from',
  expired: (path, kind) => `have it signed anew: robot-risk sign ${path} --role ${signingRoles[kind][0]} --key KEY`,
};

/** A refusal as a problem a person can mend, placed at the signature file of the document. */
export function signatureProblem(path: string, kind: DocumentKind, refusal: { reason: SignatureRefusal; text: string }): Problem {
  return { place: `${path}.sig`, value: `${refusal.reason}: ${refusal.text}`, remedy: remedies[refusal.reason](path, kind) };
}
