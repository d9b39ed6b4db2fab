import { describe, expect, it } from 'vitest';
import { illustrative } from '../../tests/support/assessment-fixture.ts';
import type { DocumentSigner } from '../contract/signed-document.ts';
import { DocumentTerms } from './document-terms.ts';

const [fromMs, untilMs] = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)];
const signerOf = (kid: string, role: DocumentSigner['role']): DocumentSigner => ({
  ...{ kid, role },
  validFrom: new Date(fromMs).toISOString(),
  validUntil: new Date(untilMs).toISOString(),
});
const context = { value: { trl: 9 }, sha256: 'sha256:context', signedBy: signerOf('kid-c', 'integrator') };
const model = { value: illustrative, sha256: 'sha256:model', signedBy: signerOf('kid-m', 'insurer') };
const unsignedModel = { value: illustrative, sha256: 'sha256:model' };
const { validFrom: _, ...reportedContext } = context.signedBy;
const { validFrom: __, ...reportedModel } = model.signedBy;

describe('documents nobody signed', () => {
  const terms = new DocumentTerms({ context: { value: { trl: 9 }, sha256: 'sha256:context' }, model: unsignedModel }, 0);

  it('have no term: they hold at any moment, and are said to be unsigned', () => {
    expect([0, fromMs, untilMs, Number.MAX_SAFE_INTEGER].map((ms) => terms.turnsAt(ms))).toEqual([false, false, false, false]);
    expect(terms.declared).toEqual({ trl: 9 });
    expect(terms.reported).toEqual({
      context: { sha256: 'sha256:context', signedBy: null },
      referenceModel: { sha256: 'sha256:model', signedBy: null },
    });
    expect([terms.outOfTerm(), terms.warnings()]).toEqual([[], []]);
  });

  it('are told from a context nobody declared', () => {
    const none = new DocumentTerms({ context: undefined, model: unsignedModel }, 0);
    expect([none.declared, none.reported.context, none.versions.context]).toEqual([undefined, null, 'notDeclared']);
  });
});

describe('signed documents in force', () => {
  it('are reported with whoever signed them', () => {
    const terms = new DocumentTerms({ context, model }, fromMs);
    expect(terms.declared).toEqual({ trl: 9 });
    expect(terms.versions).toEqual({ context: 'sha256:context', referenceModel: 'sha256:model' });
    expect(terms.reported).toEqual({
      context: { sha256: 'sha256:context', signedBy: reportedContext },
      referenceModel: { sha256: 'sha256:model', signedBy: reportedModel },
    });
  });
});

describe('a signed context', () => {
  it.each([
    ['expired', untilMs, 'ended 2027-01-01T00:00:00.000Z'],
    ['notYetValid', fromMs - 1, 'begins 2026-01-01T00:00:00.000Z'],
  ])('that is %s declares nothing, and that is said', (term, wallMs, words) => {
    const terms = new DocumentTerms({ context, model: unsignedModel }, wallMs);
    expect([terms.declared, terms.reported.context, terms.versions.context]).toEqual([undefined, null, 'notDeclared']);
    expect(terms.outOfTerm()).toEqual([
      { code: `context.${term}`, data: { documentSha256: 'sha256:context', signedBy: { ...context.signedBy } } },
    ]);
    expect(terms.warnings()).toEqual([`the signature on the context ${words}: what it declares is unknown`]);
  });

  it('ends while the agent runs at the moment it says, once', () => {
    const terms = new DocumentTerms({ context, model: unsignedModel }, fromMs);
    expect([terms.turnsAt(untilMs - 1), terms.turnsAt(untilMs)]).toEqual([false, true]);
    expect(terms.declared).toEqual({ trl: 9 });
    expect(terms.turn(untilMs).map(({ code }) => code)).toEqual(['context.expired']);
    expect([terms.declared, terms.turnsAt(untilMs), terms.turn(untilMs)]).toEqual([undefined, false, []]);
  });

  it('begins to hold once a clock that woke up in 1970 is set', () => {
    const terms = new DocumentTerms({ context, model: unsignedModel }, 0);
    expect(terms.turnsAt(fromMs)).toBe(true);
    expect(terms.turn(fromMs).map(({ code }) => code)).toEqual(['context.inForce']);
    expect(terms.declared).toEqual({ trl: 9 });
  });
});

describe('a signed reference model', () => {
  it('out of its term still computes, and counts as unsigned', () => {
    const terms = new DocumentTerms({ context: undefined, model }, untilMs);
    expect(terms.reported.referenceModel).toEqual({ sha256: 'sha256:model', signedBy: null });
    expect(terms.versions.referenceModel).toBe('sha256:model');
    expect(terms.outOfTerm().map(({ code }) => code)).toEqual(['referenceModel.expired']);
    expect(terms.warnings()).toEqual(['the signature on the reference model ended 2027-01-01T00:00:00.000Z: it counts as unsigned']);
  });

  it('ends together with the context, in one turn', () => {
    const terms = new DocumentTerms({ context, model }, fromMs);
    expect(terms.turn(untilMs).map(({ code }) => code)).toEqual(['context.expired', 'referenceModel.expired']);
  });
});

describe('a replay', () => {
  it('judges no term: it gives the same on every day', () => {
    const terms = new DocumentTerms({ context, model }, undefined);
    expect([terms.turnsAt(0), terms.turnsAt(untilMs), terms.turn(untilMs)]).toEqual([false, false, []]);
    expect([terms.declared, terms.reported.context?.signedBy]).toEqual([{ trl: 9 }, reportedContext]);
  });
});
