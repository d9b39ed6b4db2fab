import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../contract/errors.ts';
import { unknown } from '../contract/unknown.ts';
import { buildEnrolment, checkEnrolment, codeOf, type Enrolment, enrolmentCharsMax } from './enrolment.ts';
import { signingKeyFromSeed } from './keys.ts';

const key = signingKeyFromSeed(Buffer.alloc(32, 1));
const other = signingKeyFromSeed(Buffer.alloc(32, 2));
const enrolment = buildEnrolment({
  publicJwk: key.publicJwk,
  role: 'agent',
  robot: { manufacturer: 'Example', model: unknown('notDeclared'), serialNumber: 'SN-1' },
  createdMs: 1_767_225_600_000,
});
const code = codeOf(enrolment);

/** What is said when this file comes with this code; empty when it is enrolled. */
function problemsOf(text: string, told = code): string[] {
  try {
    checkEnrolment(text, told);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ place }) => place);
  }
}

const changed = (change: Partial<Record<keyof Enrolment, unknown>>) => JSON.stringify({ ...enrolment, ...change });

describe('an enrolment', () => {
  it('is believed with the code from the robot, whatever the layout of its JSON', () => {
    expect(enrolment).toMatchObject({ agentId: key.kid, role: 'agent', createdAt: '2026-01-01T00:00:00.000Z' });
    expect(checkEnrolment(JSON.stringify(enrolment, null, 2), code)).toEqual(enrolment);
    expect(checkEnrolment(JSON.stringify(Object.fromEntries(Object.entries(enrolment).reverse())), code)).toEqual(enrolment);
  });

  it('is refused when anything in it was changed on the way, and says that file and code do not belong together', () => {
    const foreignKey = { publicJwk: other.publicJwk, agentId: other.kid, fingerprint: buildOther().fingerprint };
    expect(problemsOf(changed(foreignKey))).toEqual(['--code']);
    expect(problemsOf(changed({ robot: { ...enrolment.robot, serialNumber: 'SN-2' } }))).toEqual(['--code']);
    expect(problemsOf(changed({ role: 'simulation' }))).toEqual(['--code']);
  });

  it('is refused when its key is not the key it speaks of, and says which word is wrong', () => {
    expect(problemsOf(changed({ publicJwk: other.publicJwk }))).toEqual(['enrolment /agentId', 'enrolment /fingerprint']);
    expect(problemsOf(changed({ fingerprint: '0000' }))).toEqual(['enrolment /fingerprint']);
  });

  it.each([
    ['/publicJwk', { publicJwk: { ...key.publicJwk, d: 'secret' } }],
    ['/publicJwk', { publicJwk: { ...key.publicJwk, x: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' } }],
    ['/role', { role: 'insurer' }],
    ['/robot', { robot: { serialNumber: 'SN-1' } }],
    ['/robot', { robot: { ...enrolment.robot, serialNumber: '' } }],
    ['/createdAt', { createdAt: 'today' }],
    ['/schema', { schema: 'robot-risk/enrolment/2' }],
    ['/extra', { extra: 1 }],
  ])('is refused at %s for %j', (pointer, change) => {
    expect(problemsOf(changed(change as Partial<Enrolment>))).toContain(`enrolment ${pointer}`);
  });

  it('says a mistyped code before anything else, and never prints the right one', () => {
    expect(problemsOf(JSON.stringify(enrolment), 'ABC')).toEqual(['--code']);
    const right = codeOf({ ...enrolment, role: 'replay' });
    const said = messageOf(() => checkEnrolment(changed({ role: 'replay' }), code));
    expect(said).toContain('does not belong to');
    expect(said).not.toContain(right);
  });

  it('never throws anything but a problem to mend, on any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => problemsOf(text).length > 0));
    expect(problemsOf(' '.repeat(enrolmentCharsMax + 1))).toEqual(['enrolment']);
  });
});

function buildOther(): Enrolment {
  return buildEnrolment({ publicJwk: other.publicJwk, role: 'agent', robot: enrolment.robot, createdMs: 0 });
}

function messageOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    return String(error);
  }
}
