import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CdrCursor } from './cdr-cursor.ts';

function cursorAt(...bytes: readonly number[]): CdrCursor {
  const cursor = new CdrCursor();
  cursor.open(Uint8Array.from(bytes));
  return cursor;
}

const little = [0, 1, 0, 0];
const big = [0, 0, 0, 0];

describe('a cursor over CDR', () => {
  it('reads words in the byte order of the head', () => {
    expect(cursorAt(...little, 1, 2, 3, 0x84).uint32()).toBe(0x84030201);
    expect(cursorAt(...big, 1, 2, 3, 4).uint32()).toBe(0x01020304);
    expect(cursorAt(...little, 0xfe, 255, 255, 255).int32()).toBe(-2);
  });

  it('aligns words to four bytes and doubles to eight behind the head', () => {
    const cursor = cursorAt(...little, 9, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f);
    cursor.skip(1);
    expect(cursor.uint32()).toBe(7);
    expect(cursor.float64s(new Float64Array(0), 4)).toEqual(Float64Array.of(1));
    expect([cursor.isAtEnd(), cursor.offset]).toEqual([true, 28]);
  });

  it('gives strings without their closing zero, also empty ones', () => {
    const cursor = cursorAt(...little, 3, 0, 0, 0, 0x6a, 0x30, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    expect([cursor.text(), cursor.text(), cursor.text()]).toEqual(['j0', '', '']);
    expect(cursor.isAtEnd()).toBe(true);
  });

  it('may have three bytes of padding left, and no more', () => {
    expect(cursorAt(...little, 0, 0, 0).isAtEnd()).toBe(true);
    expect(cursorAt(...little, 0, 0, 0, 0).isAtEnd()).toBe(false);
  });
});

describe('a cursor that ran out of bytes', () => {
  it('stays unsound, reads 0 and nothing, and never says that it is at the end', () => {
    const cursor = cursorAt(...little, 255, 255, 255, 255);
    expect(cursor.text()).toBe('');
    expect([cursor.isSound, cursor.uint32(), cursor.text(), cursor.isAtEnd()]).toEqual([false, 0, '', false]);
    expect(cursor.float64s(Float64Array.of(5), 4)).toEqual(Float64Array.of(5));
  });

  it('is sound again over other bytes', () => {
    const cursor = cursorAt(0, 1);
    expect(cursor.isSound).toBe(false);
    cursor.open(Uint8Array.of(...little, 5, 0, 0, 0));
    expect([cursor.isSound, cursor.uint32()]).toEqual([true, 5]);
  });

  it('never stands beyond its bytes while it is sound, nor makes an array they cannot fill (property)', () => {
    const step = fc.constantFrom<(cursor: CdrCursor) => unknown>(
      (cursor) => cursor.uint32(),
      (cursor) => cursor.text(),
      (cursor) => cursor.skip(3),
      (cursor) => expect(cursor.float64s(new Float64Array(0), 1000).length).toBeLessThanOrEqual(8),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.constantFrom(little, big), fc.array(step), (body, head, steps) => {
        const cursor = cursorAt(...head, ...body);
        for (const take of steps) {
          take(cursor);
          expect(!cursor.isSound || cursor.offset <= head.length + body.length).toBe(true);
        }
      }),
    );
  });
});
