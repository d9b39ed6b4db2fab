import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CloudEventInput, cloudEventBytesMax, readCloudEvent, toCloudEvent } from './cloud-event.ts';
import { signingKeyFromSeed } from './keys.ts';

const agentId = signingKeyFromSeed(Buffer.alloc(32, 1)).kid;
const kid = signingKeyFromSeed(Buffer.alloc(32, 2)).kid;
const input: CloudEventInput = { kind: 'report', kid, agentId, epoch: 2, reportSeq: 7, recordedMs: 1_767_225_600_000, jws: 'aa.bb.cc' };

const parsed = (changes: Partial<CloudEventInput> = {}) => JSON.parse(toCloudEvent({ ...input, ...changes }));
const read = (event: unknown) => readCloudEvent(Buffer.from(JSON.stringify(event)));

describe('a CloudEvent', () => {
  it('carries the report and says who sent which one', () => {
    expect(parsed()).toEqual({
      specversion: '1.0',
      id: `${kid}:2:7`,
      source: `urn:robot-risk:agent:${agentId}`,
      type: 'org.robot-risk.report.v1',
      sequence: '000000000007',
      recordedtime: '2026-01-01T00:00:00.000Z',
      datacontenttype: 'application/jose',
      data: 'aa.bb.cc',
    });
  });

  it.each(['report', 'receipt', 'resend'] as const)('of a %s reads back as it was built', (kind) => {
    const event = readCloudEvent(Buffer.from(toCloudEvent({ ...input, kind })));
    const sender = kind === 'report' ? agentId : kid;
    expect(event).toMatchObject({ ok: true, event: { kind, sender, reportSeq: 7, jws: 'aa.bb.cc' } });
  });

  it('is the same event when a receipt is sent again, another when a question is asked again', () => {
    const later = input.recordedMs + 1;
    expect(parsed({ kind: 'receipt', recordedMs: later }).id).toBe(parsed({ kind: 'receipt' }).id);
    expect(parsed({ kind: 'resend', recordedMs: later }).id).not.toBe(parsed({ kind: 'resend' }).id);
    expect(parsed({ kind: 'resend' }).id).not.toBe(parsed({ kind: 'receipt' }).id);
  });

  it('sorts by its sequence as text', () => {
    const sequences = [0, 9, 10, 999_999].map((reportSeq) => parsed({ reportSeq }).sequence);
    expect(sequences.toSorted()).toEqual(sequences);
  });

  it('may have been given extension attributes on its way', () => {
    expect(read({ ...parsed(), traceparent: '00-1', hops: 3 })).toMatchObject({ ok: true });
  });

  it.each([
    ['event.specversion', { specversion: '0.3' }],
    ['event.id', { id: '' }],
    ['event.id', { id: undefined }],
    ['event.source', { source: 'urn:robot-risk:agent:short' }],
    ['event.source', { source: `urn:robot-risk:receiver:${kid}` }],
    ['event.type', { type: 'org.robot-risk.report.v2' }],
    ['event.sequence', { sequence: '7' }],
    ['event.recordedtime', { recordedtime: 'yesterday' }],
    ['event.datacontenttype', { datacontenttype: 'application/json' }],
    ['event.data', { data: { jws: 'aa.bb.cc' } }],
    ['event.member', { data_base64: 'YWE=' }],
    ['event.member', { extension: { nested: true } }],
  ])('is refused with %s for %j', (code, change) => {
    expect(read({ ...parsed(), ...change })).toMatchObject({ ok: false, code });
  });

  it('is refused when its bytes are not one JSON object of bounded size', () => {
    const codeOf = (bytes: Uint8Array) => readCloudEvent(bytes);
    expect(codeOf(Buffer.of(0xff, 0xfe))).toMatchObject({ code: 'event.notUtf8' });
    expect(codeOf(Buffer.from('[]'))).toMatchObject({ code: 'event.notJson' });
    expect(codeOf(Buffer.from(`{"id":"a",${toCloudEvent(input).slice(1)}`))).toMatchObject({ code: 'event.notJson' });
    expect(codeOf(Buffer.alloc(cloudEventBytesMax + 1, ' '))).toMatchObject({ code: 'event.tooLarge' });
  });

  it('never throws on garbage, nor on a good event with a byte changed', () => {
    const good = Buffer.from(toCloudEvent(input));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => readCloudEvent(bytes).ok === false));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (place, byte) => {
        const changed = Buffer.from(good);
        changed[place] = byte;
        return typeof readCloudEvent(changed).ok === 'boolean';
      }),
    );
  });
});

const published = new URL('../../../shared/vectors/cloudevents/cloudevents.json', import.meta.url);

describe.skipIf(!existsSync(published))('the published CloudEvents 1.0 schema (../shared/vectors/cloudevents)', () => {
  const formats = { 'uri-reference': true, uri: true, 'date-time': true, base64: true } as const;
  const ajv = new Ajv({ strict: false, formats });
  const validate = existsSync(published) ? ajv.compile(JSON.parse(readFileSync(published, 'utf8'))) : undefined;

  it.each(['report', 'receipt', 'resend'] as const)('accepts our %s', (kind) => {
    expect(validate?.(parsed({ kind }))).toBe(true);
  });

  it('refuses an event without its id, so it does check', () => {
    expect(validate?.({ ...parsed(), id: undefined })).toBe(false);
  });
});
