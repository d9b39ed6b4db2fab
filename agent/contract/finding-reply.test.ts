import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repliesCharsMax, repliesListedMax, repliesTo, type SaidReply, sayReply } from './finding-reply.ts';
import type { Json } from './schema.ts';

const taught = { code: 'safety.autoReset', findingSeq: 812, text: 'The gripper was taught.' };

describe('the replies of a period', () => {
  it('keep what was said, to which finding, and the signature where there is one', () => {
    const said = sayReply(sayReply([], 900, taught), 901, { ...taught, jws: 'a.b.c', kid: 'owner' });
    expect(repliesTo(said, 'safety.autoReset')).toEqual([
      { seq: 900, findingSeq: 812, text: 'The gripper was taught.', jws: null },
      { seq: 901, findingSeq: 812, text: 'The gripper was taught.', jws: 'a.b.c' },
    ]);
    expect(repliesTo(said, 'version.changed')).toBeUndefined();
  });

  it('leave room for a smaller one after one that is too large', () => {
    const long = { ...taught, jws: 'x'.repeat(repliesCharsMax) };
    expect(sayReply([], 1, long)).toEqual([]);
    expect(sayReply(sayReply([], 1, long), 2, taught)).toHaveLength(1);
  });

  it('hold a signed reply of a thousand characters in any script, three times at least', () => {
    const one = { ...taught, text: '教'.repeat(1000), jws: 'x'.repeat(4_700) };
    const said = [1, 2, 3].reduce<readonly SaidReply[]>((all, seq) => sayReply(all, seq, one), []);
    expect(said).toHaveLength(3);
  });

  it('are bounded, and take nothing that is no reply (property)', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant('x'.repeat(9000))) as fc.Arbitrary<Json>;
    const data = fc.record({ code: value, findingSeq: value, text: value, jws: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(data, { maxLength: 100 }), (records) => {
        const said = records.reduce<readonly SaidReply[]>((all, one, seq) => sayReply(all, seq, one), []);
        const sizeChars = said.reduce((sum, { text, jws }) => sum + text.length + (jws?.length ?? 0), 0);
        expect(sizeChars).toBeLessThanOrEqual(repliesCharsMax);
        expect(said.length).toBeLessThanOrEqual(repliesListedMax);
        for (const { seq, text, findingSeq } of said) expect([text, findingSeq]).toEqual([records[seq]?.text, records[seq]?.findingSeq]);
      }),
    );
  });
});
