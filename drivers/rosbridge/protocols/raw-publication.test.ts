import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cborOf } from '../../../tests/support/rosbridge-wire.ts';
import { decodeCbor } from './decode-cbor.ts';
import { readRawPublication } from './raw-publication.ts';

const count = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 0xffff_ffff }));
const ascii = fc.string({ unit: 'binary-ascii', maxLength: 40 });
const contents = fc.tuple(ascii, count, count, fc.uint8Array({ maxLength: 400 }));
const publication = contents.map(([topic, secs, nsecs, bytes]) => ({ op: 'publish', topic, msg: { secs, nsecs, bytes } }));

/** Buffers are Uint8Arrays to whoever compares. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, one) => (one instanceof Uint8Array ? [...one] : one)));

function damagedBy(whole: Uint8Array, how: string, { at, value }: { at: number; value: number }): Uint8Array {
  const place = at % whole.length;
  if (how === 'cut') return whole.slice(0, place);
  return how === 'add' ? Uint8Array.of(...whole, value) : whole.with(place, value);
}

describe('a publication of cbor-raw', () => {
  it('is read as every reader of CBOR reads it', () => {
    fc.assert(
      fc.property(publication, (message) => {
        const bytes = cborOf(message);
        expect(plain(readRawPublication(bytes))).toEqual(plain(message));
        expect(plain(decodeCbor(bytes))).toEqual(plain(message));
      }),
    );
  });

  it('gives plain bytes, also out of the middle of a Buffer: a copy of them is a copy', () => {
    const encoded = cborOf({ op: 'publish', topic: '/a', msg: { secs: 1, nsecs: 2, bytes: Uint8Array.of(7, 8) } });
    const within = Buffer.concat([Buffer.alloc(5), encoded, Buffer.alloc(5)]).subarray(5, 5 + encoded.length);
    const { msg } = readRawPublication(within) as { msg: { bytes: Uint8Array } };
    const { bytes } = msg;
    const copy = bytes.slice();
    within.fill(0);
    expect([Buffer.isBuffer(bytes), [...copy]]).toEqual([false, [7, 8]]);
  });

  it('is read with its keys in any order', () => {
    const msg = { bytes: Uint8Array.of(1, 2), nsecs: 70_000, secs: 1_700_000_000 };
    const encoded = cborOf({ msg, topic: '/joint_states', op: 'publish' });
    expect(plain(readRawPublication(encoded))).toEqual(plain({ op: 'publish', topic: '/joint_states', msg }));
  });

  it('with any byte changed, cut or added is read the same as by the whole reader, or left to it, and never throws', () => {
    const damage = fc.tuple(publication, fc.nat(500), fc.nat(255), fc.constantFrom('change', 'cut', 'add'));
    fc.assert(
      fc.property(damage, ([message, at, value, how]) => {
        const damaged = damagedBy(cborOf(message), how, { at, value });
        const read = readRawPublication(damaged);
        if (read !== undefined) expect(plain(read)).toEqual(plain(decodeCbor(damaged)));
        if (how !== 'change') expect(read).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['another operation', { op: 'status', topic: '/a', msg: { secs: 1, nsecs: 2, bytes: new Uint8Array(2) } }],
    ['a message of fields', { op: 'publish', topic: '/a', msg: { voltage: 48.1, current: 1, present: true } }],
    ['a negative time', { op: 'publish', topic: '/a', msg: { secs: -1, nsecs: 2, bytes: new Uint8Array(2) } }],
    ['a list of bytes', { op: 'publish', topic: '/a', msg: { secs: 1, nsecs: 2, bytes: [1, 2] } }],
    ['a topic beyond ASCII', { op: 'publish', topic: '/é', msg: { secs: 1, nsecs: 2, bytes: new Uint8Array(2) } }],
    ['a fourth field', { op: 'publish', topic: '/a', id: 'x', msg: { secs: 1, nsecs: 2, bytes: new Uint8Array(2) } }],
    ['a fourth field in the message', { op: 'publish', topic: '/a', msg: { secs: 1, nsecs: 2, bytes: new Uint8Array(2), more: 1 } }],
    ['no fields', {}],
    ['a number', 7],
  ])('is not %s', (_, value) => expect(readRawPublication(cborOf(value))).toBeUndefined());
});
