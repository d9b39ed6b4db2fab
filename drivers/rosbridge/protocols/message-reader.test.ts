import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cborOf, fragmentsOf, jsonOf } from '../../../tests/support/rosbridge-wire.ts';
import { MessageReader } from './message-reader.ts';

const codes = [
  'rosbridge/unreadable-json',
  'rosbridge/unreadable-cbor',
  'rosbridge/not-an-operation',
  'rosbridge/png-refused',
  'rosbridge/fragment-refused',
  'rosbridge/fragments-lost',
];

function reader(payloadBytesMax = 1_000_000) {
  const counts: Record<string, number> = {};
  const count = (code: string): void => {
    counts[code] = (counts[code] ?? 0) + 1;
  };
  const unusedCount = () => codes.reduce((sum, code) => sum + (counts[code] ?? 0), 0);
  return { counts, unusedCount, reader: new MessageReader(payloadBytesMax, count) };
}

const publication = { op: 'publish', topic: '/joint_states', msg: { position: [1.5, 2] } };

describe('a message of a bridge', () => {
  it.each([
    publication,
    { op: 'service_response', id: 'ask:1', service: '/rosapi/topics', values: {}, result: true },
    { op: 'status', level: 'info', msg: 'well' },
  ])('is given as it is: $op', (message) => {
    const { reader: from, counts } = reader();
    expect(from.readText(JSON.stringify(message))).toEqual(message);
    expect(counts).toEqual({});
  });

  it('is the same in text, in fragments of any size, and in bytes but for typed arrays (property)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 60 }), (inner, chars) => {
        const message = { ...publication, msg: { inner } };
        const text = JSON.stringify(message);
        const { reader: from, unusedCount } = reader();
        const whole = from.readText(text);
        expect(whole).toEqual(JSON.parse(text));
        const pieces = fragmentsOf(text, chars, 0).map((fragment) => from.readText(JSON.stringify(fragment)));
        expect(pieces.filter((one) => one !== undefined)).toEqual([whole]);
        const plain = from.readBytes(cborOf(message));
        expect(JSON.parse(jsonOf(plain, false))).toEqual(whole);
        expect(unusedCount()).toBe(0);
      }),
    );
  });

  it.each([
    ['{"op":"publish","topic":"/a"}', 'rosbridge/not-an-operation'],
    ['{"op":"publish","topic":7,"msg":{}}', 'rosbridge/not-an-operation'],
    ['{"op":"publish","topic":"/a","msg":[1]}', 'rosbridge/not-an-operation'],
    ['{"op":"publish","topic":"/a","msg":null}', 'rosbridge/not-an-operation'],
    ['{"op":"publish","topic":"error","msg":{}}', 'rosbridge/not-an-operation'],
    ['{"op":"service_response","id":0}', 'rosbridge/not-an-operation'],
    ['{"op":"call_service","service":"/stop","id":"1"}', 'rosbridge/not-an-operation'],
    ['{"topic":"/a"}', 'rosbridge/not-an-operation'],
    ['"publish"', 'rosbridge/not-an-operation'],
    ['null', 'rosbridge/not-an-operation'],
    ['{"op":"png","data":"iVBORw0KGgo="}', 'rosbridge/png-refused'],
    ['{"op":"publish","topic', 'rosbridge/unreadable-json'],
    ['{"op":"fragment","id":0}', 'rosbridge/fragment-refused'],
  ])('%s is gone and counted once', (text, code) => {
    const { reader: from, counts } = reader();
    expect(from.readText(text)).toBeUndefined();
    expect(counts).toEqual({ [code]: 1 });
  });

  it('with bare numbers is repaired and counted, not lost; in fragments too', () => {
    const { reader: from, counts } = reader();
    const text = '{"op":"publish","topic":"/imu","msg":{"orientation_covariance":[NaN,0,-Infinity]}}';
    const expected = { op: 'publish', topic: '/imu', msg: { orientation_covariance: [null, 0, null] } };
    expect(from.readText(text)).toEqual(expected);
    const [last] = fragmentsOf(text, 30, 0)
      .map((fragment) => from.readText(JSON.stringify(fragment)))
      .slice(-1);
    expect(last).toEqual(expected);
    expect(counts).toEqual({ 'rosbridge/bare-number': 2 });
  });

  it('made of fragments of a fragment is none', () => {
    const { reader: from, counts } = reader();
    const inner = JSON.stringify({ op: 'fragment', id: 0, num: 0, total: 1, data: JSON.stringify(publication) });
    expect(from.readText(JSON.stringify({ op: 'fragment', id: 0, num: 0, total: 1, data: inner }))).toBeUndefined();
    expect(counts).toEqual({ 'rosbridge/not-an-operation': 1 });
  });

  it('in fragments is no longer than a whole one may be', () => {
    const { reader: from, counts } = reader(100);
    const text = JSON.stringify({ ...publication, msg: { text: 'x'.repeat(100) } });
    for (const fragment of fragmentsOf(text, 40, 0)) from.readText(JSON.stringify(fragment));
    expect(counts['rosbridge/fragments-lost']).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['error', 1],
    ['warning', 1],
    ['info', undefined],
    ['none', undefined],
  ])('of status %s is given, and counted when the bridge complains', (level, count) => {
    const { reader: from, counts } = reader();
    expect(from.readText(JSON.stringify({ op: 'status', level, msg: 'm' }))).toMatchObject({ level });
    expect(counts['rosbridge/bridge-complained']).toBe(count);
  });

  it('is given or counted, never both, never thrown: any JSON (property)', () => {
    const fields = fc.record(
      {
        op: fc.constantFrom('publish', 'service_response', 'status', 'fragment', 'png', 'auth', 7),
        topic: fc.constantFrom('/a', 'close', 3),
        msg: fc.jsonValue(),
        id: fc.constantFrom('a', 0, null),
        num: fc.integer({ min: -1, max: 3 }),
        total: fc.double({ min: 0, max: 4, noNaN: true }),
        data: fc.oneof(fc.json(), fc.string(), fc.constant(1)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fields, fc.jsonValue()), { maxLength: 8 }), (messages) => {
        const { reader: from, unusedCount } = reader();
        for (const message of messages) {
          const before = unusedCount();
          const read = from.readText(JSON.stringify(message));
          const isFragment = typeof message === 'object' && message !== null && 'op' in message && message.op === 'fragment';
          if (!isFragment) expect(unusedCount() - before).toBe(read === undefined ? 1 : 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is given or counted: any text and any bytes (property)', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ maxLength: 60 }), (text, bytes) => {
        const { reader: from, unusedCount } = reader();
        const given = [from.readText(text), from.readBytes(bytes)].filter((one) => one !== undefined);
        expect(given.length + unusedCount()).toBe(2);
      }),
      { numRuns: 500 },
    );
  });
});
