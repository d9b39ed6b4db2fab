import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvParser, isMalformed, jsonParser, readJsonLine, splitCsvLine } from './parse-line.ts';

describe('a CSV line', () => {
  it('is split at the delimiter', () => {
    expect(splitCsvLine('1,,x ', ',')).toEqual(['1', '', 'x ']);
    expect(splitCsvLine('1;2,5;3', ';')).toEqual(['1', '2,5', '3']);
  });

  it('may quote fields that hold the delimiter or a quote', () => {
    expect(splitCsvLine('1,"a,b","say ""x"""', ',')).toEqual(['1', 'a,b', 'say "x"']);
  });

  it('keeps the inner quotes of a field that was quoted twice', () => {
    expect(splitCsvLine('7,"""2022-10-26T08:53:11.129Z""",', ',')).toEqual(['7', '"2022-10-26T08:53:11.129Z"', '']);
  });

  it.each(['1,"a', '1,"a"b,c', 'a"b,c', '"'])('with a broken quote is no row: %s', (text) => {
    expect(splitCsvLine(text, ',')).toBeUndefined();
  });

  it('gives back what was joined, for any fields', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '1', '.', '-', ' ', ',', '"', '\t', 'é'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(field, { minLength: 2, maxLength: 6 }), (fields) => {
        const line = fields.map((each) => (/[",]/.test(each) ? `"${each.replaceAll('"', '""')}"` : each)).join(',');
        expect(splitCsvLine(line, ',')).toEqual(fields);
      }),
    );
  });
});

describe('the CSV parser', () => {
  const parser = csvParser(['n', 't', 'cycle '], ['t', 'cycle '], ',');

  it('hands the wanted columns on in their order, names matched with their spaces', () => {
    expect(parser('1,2.5,7')).toEqual(['2.5', '7']);
  });

  it('says how many fields there are and should be', () => {
    expect(parser('1,2')).toEqual({ code: 'replay/field-count', text: '2 fields instead of 3' });
    expect(parser('1,2,3,4')).toEqual({ code: 'replay/field-count', text: '4 fields instead of 3' });
  });

  it('reports a broken quote', () => {
    expect(parser('1,"2,3')).toMatchObject({ code: 'replay/quote-broken' });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const cells = parser(text);
        if (!isMalformed(cells)) expect(cells).toHaveLength(2);
      }),
    );
  });
});

describe('a JSON line', () => {
  const parser = jsonParser(['t', 'v', 'on']);

  it('gives cells by key; absent keys and null are empty', () => {
    expect(parser('{"v":-1.5e-3,"t":12,"on":true,"other":1}')).toEqual(['12', '-0.0015', 'true']);
    expect(parser('{"t":"2024-01-01T00:00:00Z","v":null}')).toEqual(['2024-01-01T00:00:00Z', '', '']);
  });

  it('does not read what objects inherit', () => {
    expect(jsonParser(['constructor', 'toString'])('{}')).toEqual(['', '']);
  });

  it.each(['{"t":1', '[1,2]', '3', 'null', '"x"', '{"t":1}{"t":2}', ''])('that is no object is malformed: %s', (text) => {
    expect(parser(text)).toMatchObject({ code: 'replay/broken-json' });
  });

  it('with a bare NaN or Infinity loses the cell and not the row', () => {
    expect(parser('{"t":1,"v": NaN ,"on":false}')).toEqual(['1', 'NaN', 'false']);
    expect(parser('{"t":1,"v":-Infinity}')).toEqual(['1', '-Infinity', '']);
  });

  it('makes no number of a nested value, however deep it is', () => {
    expect(parser('{"t":{"sec":1},"v":[1]}')).toEqual(['{…}', '{…}', '']);
    expect(readJsonLine(`{"t":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)).toBeDefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.json()), (text) => {
        const cells = parser(text);
        if (!isMalformed(cells)) expect(cells).toHaveLength(3);
      }),
    );
  });
});
