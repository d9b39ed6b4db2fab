import { ConfigError } from '../../agent/contract/errors.ts';
import type { DocumentSigner, ReportedDocument } from '../../agent/contract/signed-document.ts';
import { signatureProblem, verifySignedDocument } from '../../agent/evidence/signed-document.ts';
import type { TrustStore } from '../../agent/evidence/trust-store.ts';

/**
 * What a statement says of a tariff's signature. Out of its term it is said and not refused: what was priced by a tariff that was signed
 * then can be stated again for ever. `notChecked` without a trust store, and of a tariff from the archive, which keeps no signatures.
 */
export interface TariffSignature {
  readonly state: 'inForce' | 'expired' | 'notYetValid' | 'unsigned' | 'notChecked';
  readonly signedBy: ReportedDocument['signedBy'];
}

export const notChecked: TariffSignature = { state: 'notChecked', signedBy: null };

export interface SignedTariff {
  readonly path: string;
  readonly sha256: string;
  /** Undefined where there is none beside the tariff. */
  readonly signatureFile: string | undefined;
}

/** The signature of a tariff, by the keys of a trust store. Throws ConfigError for one that does not stand, naming why and what to do. */
export function checkTariffSignature({ path, sha256, signatureFile }: SignedTariff, trust: TrustStore, nowMs: number): TariffSignature {
  const verdict = verifySignedDocument(signatureFile, { documentSha256: sha256, kind: 'tariff', trust, nowMs });
  if ('signed' in verdict) return { state: 'inForce', signedBy: reported(verdict.signed) };
  const { reason, signer } = verdict;
  if (reason === 'unsigned') return { state: 'unsigned', signedBy: null };
  if (signer !== undefined && (reason === 'expired' || reason === 'notYetValid')) return { state: reason, signedBy: reported(signer) };
  throw new ConfigError('receiver/tariff-signature', [signatureProblem(path, 'tariff', verdict)]);
}

function reported({ kid, role, validUntil }: DocumentSigner): TariffSignature['signedBy'] {
  return { kid, role, validUntil };
}
