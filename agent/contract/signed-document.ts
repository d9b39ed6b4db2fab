/** What a responsible party may sign beside its file (decisions D5). */
export const documentKinds = ['context', 'referenceModel', 'tariff', 'policy', 'rebaseline', 'fleetPrior'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** Roles a key in a trust store may have; none of them ever signs records or reports. */
export const documentRoles = ['insurer', 'lessor', 'owner', 'integrator', 'oem'] as const;
export type DocumentRole = (typeof documentRoles)[number];

/** Who may sign what. */
export const signingRoles: Readonly<Record<DocumentKind, readonly DocumentRole[]>> = {
  context: ['lessor', 'owner', 'integrator', 'insurer'],
  referenceModel: ['insurer'],
  tariff: ['insurer'],
  policy: ['insurer', 'owner'],
  rebaseline: ['owner', 'integrator', 'lessor'],
  fleetPrior: ['oem', 'insurer'],
};

/** How each kind is called in sentences. */
export const documentNames: Readonly<Record<DocumentKind, string>> = {
  context: 'context',
  referenceModel: 'reference model',
  tariff: 'tariff',
  policy: 'policy',
  rebaseline: 'order to learn anew',
  fleetPrior: 'fleet prior',
};

/** Whose signature on a document was found sound, and from when until when it holds: UTC, `validUntil` excluded. */
export interface DocumentSigner {
  readonly kid: string;
  readonly role: DocumentRole;
  readonly validFrom: string;
  readonly validUntil: string;
}

export type Term = 'inForce' | 'notYetValid' | 'expired';

/** Whether a signature holds at this moment of the wall clock, ms. */
export function termAt({ validFrom, validUntil }: Pick<DocumentSigner, 'validFrom' | 'validUntil'>, wallMs: number): Term {
  if (wallMs >= Date.parse(validUntil)) return 'expired';
  return wallMs < Date.parse(validFrom) ? 'notYetValid' : 'inForce';
}

/** A document a report was made with; `signedBy` is null where nobody's signature on it was in force. */
export interface ReportedDocument {
  readonly sha256: string;
  readonly signedBy: Pick<DocumentSigner, 'kid' | 'role' | 'validUntil'> | null;
}

/** `context` is null where none was declared, and where the one declared was out of its term. */
export interface ReportedDocuments {
  readonly context: ReportedDocument | null;
  readonly referenceModel: ReportedDocument;
}
