import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { isFoldedLine, readFoldedLine } from './folded-line.ts';
import { leafHash } from './merkle-log.ts';

const hash = leafHash('x').toString('hex');
const head = `sha256:${hash}`;
const subtrees = [
  { leafCount: 1, hash },
  { leafCount: 4, hash },
];
const folded = { firstSeq: 3, lastSeq: 7, subtrees, head };
const bytesOf = (value: unknown): Buffer => Buffer.from(canonicalJson(value as Json));
const line = (change: object = {}, within: object = {}): Buffer => bytesOf({ v: 1, epoch: 2, folded: { ...folded, ...within }, ...change });

describe('a folded line', () => {
  it('says which records it stands for, by which hashes, and where the chain goes on', () => {
    expect(isFoldedLine(line())).toBe(true);
    expect(readFoldedLine(line())).toEqual({
      epoch: 2,
      firstSeq: 3,
      lastSeq: 7,
      subtrees: subtrees.map(({ leafCount }) => ({ leafCount, hash: Buffer.from(hash, 'hex') })),
      head: Buffer.from(hash, 'hex'),
    });
  });

  it('is no record, and no record is one', () => {
    expect(isFoldedLine(Buffer.from('{"bootId":"a","data":{}}'))).toBe(false);
    expect(isFoldedLine(Buffer.alloc(0))).toBe(false);
  });

  it.each<[string, Buffer]>([
    ['of another version', line({ v: 2 })],
    ['of no epoch', line({ epoch: -1 })],
    ['with a further member', line({ more: 1 })],
    ['with a further member within', line({}, { more: 1 })],
    ['with a subtree that cannot begin there', line({}, { firstSeq: 2, lastSeq: 6 })],
    ['with a subtree that is no power of two', line({}, { subtrees: [{ leafCount: 5, hash }] })],
    ['with fewer leaves than records', line({}, { lastSeq: 8 })],
    ['with no subtree at all', line({}, { firstSeq: 8, lastSeq: 7, subtrees: [] })],
    ['with a hash that is too short', line({}, { subtrees: [subtrees[0], { leafCount: 4, hash: hash.slice(1) }] })],
    ['with a member too many in a subtree', line({}, { subtrees: [subtrees[0], { leafCount: 4, hash, at: 1 }] })],
    ['with a head of another hash', line({}, { head: `sha512:${hash}` })],
    ['that is not canonical', Buffer.from(line().toString().replace('{"epoch"', '{ "epoch"'))],
    ['that is not UTF-8', Buffer.concat([line(), Buffer.of(0xff)])],
    ['cut off', line().subarray(0, 40)],
  ])('%s is none', (_, bytes) => {
    expect(readFoldedLine(bytes)).toBeUndefined();
  });

  it('of any bytes or JSON never throws (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(readFoldedLine(bytes)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readFoldedLine(Buffer.from(JSON.stringify({ epoch: 0, folded: value, v: 1 })))).toBeUndefined();
      }),
    );
  });
});
