import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { buildEvidence, type Draft } from '../../tests/support/evidence-fixture.ts';
import type { ReportPayload } from '../contract/report.ts';
import { reportSchema } from './report-schema.ts';

const validate = new Ajv({ strictTypes: false }).compile(reportSchema);
const payloads = buildEvidence().payloads;
const signedBy = { kid: 'k'.repeat(43), role: 'integrator', validUntil: '2027-01-01T00:00:00.000Z' };
const document = { sha256: `sha256:${'0'.repeat(64)}`, signedBy };

function changed(change: (payload: Draft<ReportPayload> & Record<string, unknown>) => void): unknown {
  const payload = structuredClone(payloads[1]) as Draft<ReportPayload> & Record<string, unknown>;
  change(payload);
  return payload;
}

/** JSON pointers of every object of a value, the value itself included. */
function objectsIn(value: unknown, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, item]) => objectsIn(item, `${pointer}/${key}`));
  return Array.isArray(value) ? below : [pointer, ...below];
}

function at(value: unknown, pointer: string): Record<string, unknown> {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], value) as Record<string, unknown>;
}

/** Free-form by contract: any JSON, or names the schema cannot know. */
const open = ['/versions', '/events/countByClass', '/anomaly', '/intake', '/assessmentState/opening', '/assessmentState/closing'];
const closed = objectsIn(payloads[1]).filter((pointer) => !open.some((prefix) => pointer.startsWith(prefix)));

describe('reportSchema', () => {
  it('accepts the reports of the fixture', () => {
    for (const payload of payloads) expect([validate(payload), validate.errors]).toEqual([true, null]);
  });

  it.each(closed)('refuses an unknown member in "%s"', (pointer) => {
    expect(validate(changed((payload) => Object.assign(at(payload, pointer), { surprise: 1 })))).toBe(false);
  });

  it.each(closed.filter((pointer) => pointer !== '/environment/dimensions'))('refuses "%s" without any one of its members', (pointer) => {
    for (const member of Object.keys(at(payloads[1], pointer))) {
      const lacking = changed((payload) => {
        delete at(payload, pointer)[member];
      });
      expect([member, validate(lacking)]).toEqual([member, false]);
    }
  });

  it.each<[string, (payload: Draft<ReportPayload> & Record<string, unknown>) => void]>([
    ['a price', (payload) => Object.assign(payload, { premium: 12.5 })],
    ['actuarial: true', (payload) => Object.assign(payload, { actuarial: true })],
    ['safetyRelated: true', (payload) => Object.assign(payload, { safetyRelated: true })],
    ['another schema', (payload) => Object.assign(payload, { schema: 'robot-risk/report/2' })],
    ['an unknown origin', (payload) => Object.assign(payload, { origin: 'demo' })],
    ['hours as a fraction of a millisecond', ({ exposure }) => Object.assign(exposure.closing, { operatingMs: 1.5 })],
    ['negative hours', ({ exposure }) => Object.assign(exposure.opening, { gapMs: -1 })],
    ['four grades', ({ exposure }) => Object.assign(exposure.closing, { operatingMsByE: [0, 0, 0, 0] })],
    ['six grades', ({ exposure }) => Object.assign(exposure.closing, { operatingMsByE: [0, 0, 0, 0, 0, 0] })],
    ['grade 6', ({ environment }) => Object.assign(environment, { e: 6 })],
    ['an index above 100', ({ risk }) => Object.assign(risk, { riskIndex: 100.1 })],
    ['null for unknown', ({ risk }) => Object.assign(risk, { riskIndex: null })],
    ['a hash in capitals', (payload) => Object.assign(payload, { prevReport: payload.prevReport?.toUpperCase() })],
    ['an agent that is no thumbprint', (payload) => Object.assign(payload, { agentId: 'robot-1' })],
    ['an empty log', ({ log }) => Object.assign(log, { size: 0 })],
    ['a proof that is no hash', (payload) => Object.assign(payload, { consistency: ['00'] })],
    ['a local time', ({ period }) => Object.assign(period, { to: '2026-01-01T02:00:00.000+01:00' })],
    ['an event class in other spelling', ({ events }) => Object.assign(events, { countByClass: { 'Protective-Stop': 1 } })],
    ['a report without a model', (payload) => Object.assign(payload, { documents: { context: document, referenceModel: null } })],
    [
      'a signer nobody can be',
      (payload) =>
        Object.assign(payload, { documents: { context: null, referenceModel: { ...document, signedBy: { ...signedBy, role: 'agent' } } } }),
    ],
    [
      'a signature without an end',
      (payload) => {
        const { validUntil: _, ...endless } = signedBy;
        Object.assign(payload, { documents: { context: null, referenceModel: { ...document, signedBy: endless } } });
      },
    ],
    ['a driver of no dimension', ({ risk }) => Object.assign(risk.drivers[0] ?? {}, { dimension: 'weather' })],
  ])('refuses %s', (...[, change]) => {
    expect(validate(changed(change))).toBe(false);
  });

  it.each<[string, (payload: Draft<ReportPayload> & Record<string, unknown>) => void]>([
    [
      'an unknown index with its reason',
      ({ risk }) => Object.assign(risk, { riskIndex: { unknown: 'notRated' }, lnM: { unknown: 'notRated' } }),
    ],
    ['no dimension graded', ({ environment }) => Object.assign(environment, { dimensions: {} })],
    ['a serial number', ({ robot }) => Object.assign(robot, { serialNumber: 'SN-1' })],
    [
      'gaps',
      ({ gaps }) =>
        Object.assign(gaps, {
          gapCount: 1,
          durationMs: 5,
          listed: [{ from: '2026-01-01T00:00:00.000Z', durationMs: 5, cause: 'silence' }],
        }),
    ],
    ['who signed context and model', (payload) => Object.assign(payload, { documents: { context: document, referenceModel: document } })],
    [
      'documents nobody declared and nobody signed',
      (payload) => Object.assign(payload, { documents: { context: null, referenceModel: { ...document, signedBy: null } } }),
    ],
    ['any JSON as assessment state', ({ assessmentState }) => Object.assign(assessmentState, { opening: null, closing: [1, { a: 'x' }] })],
  ])('accepts %s', (...[, change]) => {
    expect(validate(changed(change))).toBe(true);
  });
});
