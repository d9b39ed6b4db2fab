import { existsSync } from 'node:fs';
import type { CheckedDocument } from '../contract/driver.ts';
import { ConfigError } from '../contract/errors.ts';
import type { OptionsSchema } from '../contract/schema.ts';
import type { DocumentKind } from '../contract/signed-document.ts';
import { signatureProblem, verifySignedDocument } from '../evidence/signed-document.ts';
import { readTrustStore, type TrustStore } from '../evidence/trust-store.ts';
import { readDocument, readDocumentText } from './read-document.ts';

/** As what a document is read, whose signatures are believed (nobody's, when undefined), and when, ms of the wall clock. */
export interface SignatureCheck {
  readonly kind: DocumentKind;
  readonly trust: TrustStore | undefined;
  readonly nowMs: number;
}

/** The trust store in this file; throws ConfigError with every problem. */
export async function readTrust(path: string): Promise<TrustStore> {
  return readTrustStore(await readDocumentText(path), path);
}

/**
 * As `readDocument`, with the signature file beside it (`<path>.sig`) verified when there is one; without one the document is unsigned.
 * A signature that is only out of its term comes along: whoever uses the document judges its term. Throws ConfigError for any other
 * signature that does not stand, naming why and what to do.
 */
export async function readSignedDocument<T>(path: string, schema: OptionsSchema, check: SignatureCheck): Promise<CheckedDocument<T>> {
  const document = await readDocument<T>(path, schema);
  const signatureFile = existsSync(`${path}.sig`) ? await readDocumentText(`${path}.sig`) : undefined;
  const { kind, nowMs, trust = new Map() } = check;
  const verdict = verifySignedDocument(signatureFile, { documentSha256: document.sha256, kind, trust, nowMs });
  if ('signed' in verdict) return { ...document, signedBy: verdict.signed };
  if (verdict.signer !== undefined) return { ...document, signedBy: verdict.signer };
  if (verdict.reason === 'unsigned') return document;
  throw new ConfigError('configuration/signature', [signatureProblem(path, kind, verdict)]);
}
