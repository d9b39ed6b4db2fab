import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CodeTable, codesOf, meaning } from './code-table.ts';

const hot = meaning('too hot', 'overTemperature', 'error');
const stop = meaning('stop', 'emergencyStop', 'warning');
const base = { codeSpace: 'test', version: 1, source: 'this test', component: 'joint' } as const;
const bits: CodeTable = { ...base, form: 'bits', codes: { 0: hot, 31: stop } };
const values: CodeTable = { ...base, form: 'values', codes: { 7: hot, [-1]: stop } };

const rawsOf = (raw: number, table: CodeTable) => codesOf(raw, table).map(({ codeRaw }) => codeRaw);

describe('a word of bits', () => {
  it('says every set bit, lowest first, with its meaning', () => {
    expect(codesOf(0x8000_0001, bits)).toEqual([
      { codeRaw: 'bit0', meaning: hot },
      { codeRaw: 'bit31', meaning: stop },
    ]);
  });

  it('means the same when it came as a signed number', () => {
    expect(rawsOf(-1, bits)).toEqual(rawsOf(0xffff_ffff, bits));
  });

  it('keeps a bit that is not listed as unknown, a warning', () => {
    expect(codesOf(2, bits)).toEqual([{ codeRaw: 'bit1', meaning: meaning('not in the published table', 'unknown', 'warning') }]);
  });

  it('says as many codes as it has bits set (property)', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (word) => {
        const sum = rawsOf(word, bits).reduce((total, raw) => total + 2 ** Number(raw.slice(3)), 0);
        expect(sum).toBe(word);
      }),
    );
  });
});

describe('a code that is a value', () => {
  it('says itself', () => {
    expect(codesOf(7, values)).toEqual([{ codeRaw: '7', meaning: hot }]);
    expect(codesOf(-1, values)).toEqual([{ codeRaw: '-1', meaning: stop }]);
  });

  it('says what the table says of all others', () => {
    expect(codesOf(8, { ...values, others: stop })).toEqual([{ codeRaw: '8', meaning: stop }]);
  });

  it('is no fault when it is 0, unless the table lists 0', () => {
    expect(codesOf(0, { ...values, others: stop })).toEqual([]);
    expect(codesOf(0, { ...values, codes: { 0: hot } })).toEqual([{ codeRaw: '0', meaning: hot }]);
    expect(codesOf(0, { ...bits, codes: { 0: hot } })).toEqual([]);
  });
});

describe('a raw value that cannot be a code', () => {
  it.each([[Number.NaN], [Infinity], [1.5], [2 ** 32], [-(2 ** 32)]])('%d says nothing', (raw) => {
    expect(codesOf(raw, bits)).toEqual([]);
    expect(codesOf(raw, values)).toEqual([]);
  });
});
