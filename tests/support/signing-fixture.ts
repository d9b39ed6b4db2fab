import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { parseYaml } from '../../agent/configuration/read-document.ts';
import type { DocumentKind, DocumentRole } from '../../agent/contract/signed-document.ts';
import { sha256 } from '../../agent/evidence/hash.ts';
import { type SigningKey, signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { type DocumentSignature, signDocument } from '../../agent/evidence/signed-document.ts';
import { readTrustStore, type TrustStore } from '../../agent/evidence/trust-store.ts';
import { jwksOf } from './evidence-fixture.ts';

/** The key of a party, the same for the same name. */
export const partyKey = (name: string): SigningKey => signingKeyFromSeed(sha256(`party ${name}`));

export const fromText = '2020-01-01T00:00:00.000Z';
export const untilText = '2100-01-01T00:00:00.000Z';
export const duringMs = Date.UTC(2026, 5, 1);

export interface TrustedParty {
  readonly role: DocumentRole;
  readonly [member: string]: unknown;
}

/** The text of a trust store with the keys of these parties, from 2020 to 2100 unless said otherwise. */
export function trustText(parties: Readonly<Record<string, TrustedParty>>): string {
  const entries = Object.entries(parties).map(([name, members]) => ({
    key: partyKey(name),
    ...{ validFrom: fromText, validUntil: untilText },
    ...members,
  }));
  return jwksOf(entries);
}

export const trustOf = (parties: Readonly<Record<string, TrustedParty>>): TrustStore => readTrustStore(trustText(parties));

/** One signature of a party on a document with this hash. */
export function signatureBy(name: string, signature: Partial<DocumentSignature> & Pick<DocumentSignature, 'documentSha256'>): string {
  const terms = { kind: 'context', role: 'integrator', signedAt: fromText, validFrom: fromText, validUntil: untilText } as const;
  const { schema: _, ...claims } = { schema: undefined, ...terms, ...signature };
  return signDocument(claims, partyKey(name));
}

export interface SignedFile {
  readonly name?: string;
  readonly kind?: DocumentKind;
  readonly role?: DocumentRole;
  readonly by?: string;
  readonly terms?: Partial<DocumentSignature>;
}

/** Writes a document and a party's signature beside it; gives the path of the document and its hash. */
export function writeSigned(folder: string, value: object, choice: SignedFile = {}): { path: string; sha256: string } {
  const { name = 'context.yaml', kind = 'context', role = 'integrator', by = role, terms = {} } = choice;
  const path = join(folder, name);
  const text = stringify(value);
  const { sha256: documentSha256 } = parseYaml(name, text);
  writeFileSync(path, text);
  writeFileSync(`${path}.sig`, `${signatureBy(by, { documentSha256, kind, role, ...terms })}\n`);
  return { path, sha256: documentSha256 };
}
