import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentKinds, documentNames, documentRoles, signingRoles, termAt } from './signed-document.ts';

const validFrom = '2026-01-01T00:00:00.000Z';
const validUntil = '2027-01-01T00:00:00.000Z';
const [fromMs, untilMs] = [Date.parse(validFrom), Date.parse(validUntil)];

describe('who may sign what', () => {
  it('is said for every kind, with roles that exist', () => {
    expect(Object.keys(signingRoles)).toEqual([...documentKinds]);
    expect(Object.keys(documentNames)).toEqual([...documentKinds]);
    for (const roles of Object.values(signingRoles)) expect(documentRoles).toEqual(expect.arrayContaining([...roles]));
  });

  it('leaves models and tariffs to the insurer, and nothing to the maker', () => {
    expect(signingRoles.referenceModel).toEqual(['insurer']);
    expect(signingRoles.tariff).toEqual(['insurer']);
    expect(signingRoles.fleetPrior).toEqual(['oem', 'insurer']);
    const { fleetPrior: _, ...others } = signingRoles;
    expect(Object.values(others).flat()).not.toContain('oem');
  });
});

describe('the term of a signature', () => {
  it.each([
    [fromMs - 1, 'notYetValid'],
    [fromMs, 'inForce'],
    [untilMs - 1, 'inForce'],
    [untilMs, 'expired'],
  ])('at %i ms is %s: the first moment belongs to it, the last does not', (wallMs, term) => {
    expect(termAt({ validFrom, validUntil }, wallMs)).toBe(term);
  });

  it('never comes back: once expired, always expired', () => {
    const moment = fc.integer({ min: fromMs - 1e9, max: untilMs + 1e9 });
    const order = ['notYetValid', 'inForce', 'expired'];
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map((ms) => order.indexOf(termAt({ validFrom, validUntil }, ms)));
        expect(late).toBeGreaterThanOrEqual(early ?? 0);
      }),
    );
  });
});
