import type { DeclaredContext } from '../contract/declared-context.ts';
import type { CheckedDocument } from '../contract/driver.ts';
import type { Json } from '../contract/schema.ts';
import { documentNames, type ReportedDocument, type ReportedDocuments, type Term, termAt } from '../contract/signed-document.ts';
import type { ReferenceModel } from './reference-model.ts';

/** The documents an agent assesses with, as they were read. */
export interface AssessedDocuments {
  readonly context: CheckedDocument<DeclaredContext> | undefined;
  readonly model: CheckedDocument<ReferenceModel>;
}

/** A fact for the ledger: `context.expired`, `context.notYetValid`, `context.inForce`, and the same of the reference model. */
export interface TermFinding {
  readonly code: `${TermedKind}.${Term}`;
  readonly data: Readonly<Record<string, Json>>;
}

type TermedKind = keyof ReportedDocuments;
type Terms = Readonly<Record<TermedKind, Term>>;

const kinds: readonly TermedKind[] = ['context', 'referenceModel'];

/**
 * Which of the signed documents are in force. A signed context out of its term declares nothing: its values are unknown, as if nobody had
 * signed on. A reference model out of its term still computes, by its hash, and counts as unsigned. What is unsigned has no term.
 * Terms turn only where a report closes, so that a report is of one context.
 */
export class DocumentTerms {
  readonly #context: CheckedDocument<DeclaredContext> | undefined;
  readonly #model: CheckedDocument<ReferenceModel>;
  readonly #isJudged: boolean;
  #terms: Terms;

  /** `wallMs` is the wall clock at start; undefined in a replay, which gives the same on every day and judges no term. */
  constructor({ context, model }: AssessedDocuments, wallMs: number | undefined) {
    this.#context = context;
    this.#model = model;
    this.#isJudged = wallMs !== undefined;
    this.#terms = this.#at(wallMs ?? 0);
  }

  /** The declared context while it is in force. */
  get declared(): DeclaredContext | undefined {
    return this.#terms.context === 'inForce' ? this.#context?.value : undefined;
  }

  /** Hashes of the documents in force, as a report's `versions` names them. */
  get versions(): { readonly referenceModel: string; readonly context: string } {
    const { context, referenceModel } = this.reported;
    return { referenceModel: referenceModel.sha256, context: context?.sha256 ?? 'notDeclared' };
  }

  /** The documents as a report says them. */
  get reported(): ReportedDocuments {
    const { context, referenceModel } = this.#terms;
    return {
      context: this.#context === undefined || context !== 'inForce' ? null : reported(this.#context, context),
      referenceModel: reported(this.#model, referenceModel),
    };
  }

  /** What is out of its term now. */
  outOfTerm(): TermFinding[] {
    return kinds.filter((kind) => this.#terms[kind] !== 'inForce').map((kind) => this.#finding(kind));
  }

  /** The same for people. */
  warnings(): string[] {
    return kinds.flatMap((kind) => {
      const signer = this.#document(kind)?.signedBy;
      if (signer === undefined || this.#terms[kind] === 'inForce') return [];
      const when = this.#terms[kind] === 'expired' ? `ended ${signer.validUntil}` : `begins ${signer.validFrom}`;
      const effect = kind === 'context' ? 'what it declares is unknown' : 'it counts as unsigned';
      return [`the signature on the ${documentNames[kind]} ${when}: ${effect}`];
    });
  }

  /** Whether at this moment of the wall clock something begins or ends. */
  turnsAt(wallMs: number): boolean {
    const now = this.#at(wallMs);
    return kinds.some((kind) => now[kind] !== this.#terms[kind]);
  }

  /** Takes the terms of this moment; says what changed. */
  turn(wallMs: number): TermFinding[] {
    const before = this.#terms;
    this.#terms = this.#at(wallMs);
    return kinds.filter((kind) => before[kind] !== this.#terms[kind]).map((kind) => this.#finding(kind));
  }

  #at(wallMs: number): Terms {
    const termOf = (kind: TermedKind): Term => {
      const signer = this.#document(kind)?.signedBy;
      return signer === undefined || !this.#isJudged ? 'inForce' : termAt(signer, wallMs);
    };
    return { context: termOf('context'), referenceModel: termOf('referenceModel') };
  }

  #document(kind: TermedKind): CheckedDocument<unknown> | undefined {
    return kind === 'context' ? this.#context : this.#model;
  }

  #finding(kind: TermedKind): TermFinding {
    const { sha256 = '', signedBy } = this.#document(kind) ?? {};
    return { code: `${kind}.${this.#terms[kind]}`, data: { documentSha256: sha256, signedBy: { ...signedBy } } };
  }
}

function reported({ sha256, signedBy }: CheckedDocument<unknown>, term: Term): ReportedDocument {
  if (signedBy === undefined || term !== 'inForce') return { sha256, signedBy: null };
  const { kid, role, validUntil } = signedBy;
  return { sha256, signedBy: { kid, role, validUntil } };
}
