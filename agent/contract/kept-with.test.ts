import { describe, expect, it } from 'vitest';
import { keptWith } from './kept-with.ts';

describe('what is kept with an object', () => {
  it('is made once for each object and text', () => {
    let madeCount = 0;
    const madeOf = keptWith((owner: object, text: string) => ({ owner, text, place: ++madeCount }));
    const [one, other] = [{}, {}];
    expect(madeOf(one, 'a')).toBe(madeOf(one, 'a'));
    expect(madeOf(one, 'a')).toMatchObject({ owner: one, text: 'a' });
    expect(new Set([madeOf(one, 'a'), madeOf(one, 'b'), madeOf(other, 'a')]).size).toBe(3);
    expect(madeCount).toBe(3);
  });

  it('is not kept where making it fails', () => {
    let fails = true;
    const madeOf = keptWith(() => {
      if (fails) throw new RangeError('not yet');
      return 'made';
    });
    const owner = {};
    expect(() => madeOf(owner, 'a')).toThrow('not yet');
    fails = false;
    expect(madeOf(owner, 'a')).toBe('made');
  });
});
