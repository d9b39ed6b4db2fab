import { describe, expect, it } from 'vitest';
import { chainNext, chainStart, linkHexCount, linkOf } from './chain.ts';
import { sha256 } from './hash.ts';

describe('the chain', () => {
  const start = chainStart('agent', 0);

  it('starts from agent and epoch under a domain of its own', () => {
    expect(start).toEqual(sha256('rra/chain/v1\n{"agent":"agent","epoch":0}'));
    expect(chainStart('agent', 1)).not.toEqual(start);
    expect(chainStart('other', 0)).not.toEqual(start);
  });

  it('hashes the head before and the hash of the record behind the domain byte 2', () => {
    expect(chainNext(start, '{}')).toEqual(sha256(Buffer.concat([Buffer.of(2), start, sha256('{}')])));
    expect(chainNext(start, Buffer.from('{}'))).toEqual(chainNext(start, '{}'));
  });

  it('gives another head for another record, another order, another start', () => {
    const heads = [
      chainNext(chainNext(start, 'a'), 'b'),
      chainNext(chainNext(start, 'b'), 'a'),
      chainNext(start, 'ab'),
      chainNext(chainNext(chainStart('agent', 1), 'a'), 'b'),
    ];
    expect(new Set(heads.map((head) => head.toString('hex'))).size).toBe(heads.length);
  });

  it('links by the first hex digits of the head', () => {
    expect(linkOf(start)).toBe(start.toString('hex').slice(0, linkHexCount));
    expect(linkOf(start)).toMatch(/^[0-9a-f]{16}$/);
  });
});
