import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fragmentsOf } from '../../../tests/support/rosbridge-wire.ts';
import { FragmentAssembler, type FragmentLimits, fragmentLimits } from './fragment-assembler.ts';

type Fragment = Readonly<Record<string, unknown>>;

function assembler(change: Partial<FragmentLimits> = {}) {
  const counts: Record<string, number> = {};
  const count = (code: string): void => {
    counts[code] = (counts[code] ?? 0) + 1;
  };
  return { counts, assembler: new FragmentAssembler({ ...fragmentLimits, charsMax: 1_000_000, ...change }, count) };
}

/** The last thing that came out, of everything that went in. */
const takeAll = (to: FragmentAssembler, fragments: readonly Fragment[]) =>
  fragments.map((one) => to.take(one)).filter((one) => one !== undefined);
const ids = fc.constantFrom(0, '0', 7, '', 'a', null, undefined, 'publish:/x');
const nothingHeld = { messageCount: 0, fragmentCount: 0, charCount: 0 };

describe('fragments', () => {
  it.each([0, '0', 7, 'text', '', null, undefined])('with the id %s are joined', (id) => {
    const { assembler: to, counts } = assembler();
    expect(takeAll(to, fragmentsOf('{"op":"publish"}', 5, id))).toEqual(['{"op":"publish"}']);
    expect(to.held).toEqual(nothingHeld);
    expect(counts).toEqual({});
  });

  it('are joined whatever their order and size (property)', () => {
    const splits = fc.record({ text: fc.string({ minLength: 1, maxLength: 200 }), chars: fc.integer({ min: 1, max: 50 }), id: ids });
    fc.assert(
      fc.property(splits, fc.infiniteStream(fc.nat()), ({ text, chars, id }, order) => {
        const { assembler: to, counts } = assembler();
        const shuffled = fragmentsOf(text, chars, id)
          .map((fragment) => ({ fragment, rank: order.next().value as number }))
          .toSorted((a, b) => a.rank - b.rank);
        expect(
          takeAll(
            to,
            shuffled.map(({ fragment }) => fragment),
          ),
        ).toEqual([text]);
        expect([to.held, counts]).toEqual([nothingHeld, {}]);
      }),
    );
  });

  it('of several messages are told apart by id, interleaved (property)', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(ids, { minLength: 2, maxLength: 5, selector: (id) => (id === null ? undefined : id) }),
        fc.integer({ min: 1, max: 9 }),
        (chosen, chars) => {
          const { assembler: to } = assembler();
          const messages: Fragment[][] = chosen.map((id, index) => fragmentsOf(`message ${index} is long`, chars, id));
          const longest = Math.max(...messages.map(({ length }) => length));
          const woven = Array.from({ length: longest }, (_, num) => messages.flatMap((message) => message.slice(num, num + 1))).flat();
          expect(takeAll(to, woven)).toEqual(chosen.map((_, index) => `message ${index} is long`));
        },
      ),
    );
  });

  it('that come twice are counted and change nothing', () => {
    const { assembler: to, counts } = assembler();
    const [first = {}, ...rest] = fragmentsOf('twice', 2, 0);
    expect(takeAll(to, [first, first, ...rest])).toEqual(['twice']);
    expect(counts).toEqual({ 'rosbridge/fragment-refused': 1 });
  });

  it('of a message that begins again end the unfinished one', () => {
    const { assembler: to, counts } = assembler();
    const [begun = {}] = fragmentsOf('older', 2, 0);
    expect(takeAll(to, [begun, ...fragmentsOf('newer', 2, 0), begun, ...fragmentsOf('other size', 2, 0)])).toEqual(['newer', 'other size']);
    expect(counts).toEqual({ 'rosbridge/fragments-lost': 2 });
    expect(to.held).toEqual(nothingHeld);
  });

  it('take the whole part of a float total', () => {
    const { assembler: to } = assembler();
    const part = { op: 'fragment', id: 0, total: 2.999 };
    expect(
      takeAll(to, [
        { ...part, num: 0, data: 'a' },
        { ...part, num: 1, data: 'b' },
      ]),
    ).toEqual(['ab']);
  });

  it('of one are the message', () => {
    expect(assembler().assembler.take({ id: 0, num: 0, total: 1.4, data: 'whole' })).toBe('whole');
  });

  it.each([
    {},
    { id: 0 },
    { id: 0, num: '0', total: 2, data: '' },
    { id: 0, num: 0.5, total: 2, data: '' },
    { id: 0, num: -1, total: 2, data: '' },
    { id: 0, num: 2, total: 2, data: '' },
    { id: 0, num: 0, total: 0, data: '' },
    { id: 0, num: 0, total: Number.NaN, data: '' },
    { id: 0, num: 0, total: Number.POSITIVE_INFINITY, data: '' },
    { id: 0, num: 0, total: 16_385, data: '' },
    { id: 0, num: 0, total: 2, data: 5 },
    { id: {}, num: 0, total: 2, data: '' },
    { id: 'x'.repeat(257), num: 0, total: 2, data: '' },
    { id: 0, num: 0, total: 2, data: 'x'.repeat(1_000_001) },
  ])('that are none are refused and counted: %#', (fragment) => {
    const { assembler: to, counts } = assembler();
    expect(to.take(fragment)).toBeUndefined();
    expect(counts).toEqual({ 'rosbridge/fragment-refused': 1 });
    expect(to.held).toEqual(nothingHeld);
  });
});

describe('what is held of unfinished messages', () => {
  it('is bounded in messages: the longest untouched one goes', () => {
    const { assembler: to, counts } = assembler({ messagesMax: 2 });
    for (const id of [1, 2, 3]) to.take({ id, num: 0, total: 2, data: 'x' });
    expect([to.held.messageCount, counts]).toEqual([2, { 'rosbridge/fragments-lost': 1 }]);
    expect(to.take({ id: 2, num: 1, total: 2, data: 'y' })).toBe('xy');
  });

  it('is bounded in characters, of others first and then of its own', () => {
    const { assembler: to, counts } = assembler({ charsMax: 10 });
    to.take({ id: 1, num: 0, total: 2, data: '12345678' });
    to.take({ id: 2, num: 0, total: 3, data: '12345678' });
    expect(to.held).toEqual({ messageCount: 1, fragmentCount: 1, charCount: 8 });
    to.take({ id: 2, num: 1, total: 3, data: '12345678' });
    expect([to.held, counts]).toEqual([nothingHeld, { 'rosbridge/fragments-lost': 2 }]);
  });

  it('is bounded in age: it goes when so many others came', () => {
    const { assembler: to, counts } = assembler({ ageFragmentsMax: 3 });
    to.take({ id: 'old', num: 0, total: 2, data: 'x' });
    for (let num = 0; num < 3; num++) to.take({ id: 'new', num, total: 9, data: 'y' });
    expect(to.held.messageCount).toBe(2);
    to.take({ id: 'new', num: 3, total: 9, data: 'y' });
    expect([to.held.messageCount, counts]).toEqual([1, { 'rosbridge/fragments-lost': 1 }]);
  });

  it('never passes its limits, whatever comes, and a whole message still gets through (property)', () => {
    const limits = { charsMax: 40, fragmentsMax: 12, messagesMax: 3, ageFragmentsMax: 9 };
    const odd = fc.constantFrom<unknown>(Number.NaN, -1, 1.5, '1', null, undefined, {});
    const fragment = fc.record({
      id: fc.oneof(ids, odd),
      num: fc.oneof({ weight: 5, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: odd }),
      total: fc.oneof({ weight: 5, arbitrary: fc.double({ min: 0, max: 13, noNaN: true }) }, { weight: 1, arbitrary: odd }),
      data: fc.oneof({ weight: 5, arbitrary: fc.string({ maxLength: 30 }) }, { weight: 1, arbitrary: odd }),
    });
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 60 }), (fragments) => {
        const { assembler: to } = assembler(limits);
        for (const one of fragments) {
          to.take(one);
          expect(to.held.charCount).toBeLessThanOrEqual(limits.charsMax);
          expect(to.held.fragmentCount).toBeLessThanOrEqual(limits.fragmentsMax);
          expect(to.held.messageCount).toBeLessThanOrEqual(limits.messagesMax);
        }
        expect(takeAll(to, fragmentsOf('the next good message', 7, 'fresh'))).toEqual(['the next good message']);
      }),
      { numRuns: 500 },
    );
  });
});
