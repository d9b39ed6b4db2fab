import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAnswer } from './decode-answer.ts';

const block = { table: 'holding', at: 270, count: 2 } as const;
const decode = (...bytes: number[]) => decodeAnswer(Uint8Array.from(bytes), block);

describe('answers', () => {
  it('hold registers, high byte first', () => {
    expect(decode(3, 4, 0xff, 0xfe, 0x12, 0x34)).toEqual({ kind: 'registers', registers: Uint16Array.of(0xfffe, 0x1234) });
  });

  it.each([
    [1, 'illegal function'],
    [2, 'illegal data address'],
    [3, 'illegal data value'],
    [4, 'device failure'],
    [6, 'device busy'],
    [11, 'gateway target does not answer'],
    [99, 'unknown exception'],
  ])('name exception %i', (code, text) => {
    expect(decode(0x83, code)).toEqual({ kind: 'exception', code, text });
  });

  it.each([
    ['another function', [4, 4, 0, 0, 0, 0]],
    ['an exception to another function', [0x84, 2]],
    ['too few registers', [3, 2, 0, 0]],
    ['too many registers', [3, 6, 0, 0, 0, 0, 0, 0]],
    ['a byte too few', [3, 4, 0, 0, 0]],
    ['nothing', []],
  ])('are malformed with %s', (_, bytes) => {
    expect(decode(...bytes).kind).toBe('malformed');
  });

  it('never throw, and give as many registers as were asked or none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 260 }), (bytes) => {
        const answer = decodeAnswer(bytes, block);
        if (answer.kind === 'registers') expect(answer.registers).toHaveLength(2);
      }),
    );
  });
});
