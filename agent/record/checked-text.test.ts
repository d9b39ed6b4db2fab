import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedText, textOf } from './checked-text.ts';

describe('a text with its checksum', () => {
  it('comes back as it was, lines and all (property)', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (name, text) => textOf(name, checkedText(name, text)) === text));
    expect(textOf('a', checkedText('a', 'one\ntwo'))).toBe('one\ntwo');
  });

  it('is not believed when any byte of it has changed', () => {
    const checked = checkedText('reference', 'learned');
    for (let at = 0; at < checked.length; at++) {
      const changed = `${checked.slice(0, at)}${checked[at] === 'x' ? 'y' : 'x'}${checked.slice(at + 1)}`;
      expect(textOf('reference', changed)).toBeUndefined();
    }
  });

  it('is not believed under another name, nor without its checksum', () => {
    expect(textOf('open', checkedText('reference', 'learned'))).toBeUndefined();
    expect(textOf('open', 'learned')).toBeUndefined();
    expect(textOf('open', '')).toBeUndefined();
  });
});
