import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordLine } from '../../tests/support/evidence-fixture.ts';
import { ledgerLineBytesMax, readLedgerLine } from './ledger-line.ts';

const line = recordLine({ seq: 3, link: '0123456789abcdef' });
const said = (text: string | Buffer): string => {
  const read = readLedgerLine(Buffer.from(text as string));
  return read.ok ? 'ok' : `${read.code} @ ${read.place}`;
};
/** The record with one member changed, in canonical form. */
const changed = (member: string, value: unknown): string => {
  const members = { ...JSON.parse(line), [member]: value };
  return JSON.stringify(Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1))));
};

describe('readLedgerLine', () => {
  it('reads a canonical record', () => {
    const read = readLedgerLine(Buffer.from(line));
    expect(read.ok && read.record).toEqual(JSON.parse(line));
  });

  it.each<[string, unknown[]]>([
    ['v', [2, '1', null]],
    ['seq', [-1, 0.5, '3', null]],
    ['epoch', [-1, true]],
    ['link', ['0123456789abcde', '0123456789abcdef0', '0123456789ABCDEF', 5]],
    ['bootId', ['', 'x'.repeat(129), 7]],
    ['origin', ['Live', 'demo', null]],
    ['type', ['', 'Meter.tick', 'meter..tick', 'meter_tick', 'meter.', 1]],
    ['monoNs', [5, '-1', '01', '', '1.5']],
    ['wall', ['2026-01-01', '2026-01-01T00:00:00Z', '2026-13-01T00:00:00.000Z', 0]],
    ['data', [[], null, 'x']],
  ])('refuses a wrong %s', (member, values) => {
    for (const value of values) expect(said(changed(member, value))).toBe(`ledger.schema @ /${member}`);
  });

  it.each(Object.keys(JSON.parse(line)))('refuses a record without %s', (member) => {
    expect(said(changed(member, undefined))).toBe(`ledger.schema @ /${member}`);
  });

  it('refuses a member nobody knows', () => {
    expect(said(changed('note', 1))).toBe('ledger.schema @ /note');
    expect(said('{"__proto__":{}}')).toBe('ledger.schema @ /__proto__');
  });

  it.each([
    ['an empty line', '', 'ledger.notStrictJson @ byte 0'],
    ['no object', '[1]', 'ledger.schema @'],
    ['no UTF-8', Buffer.of(0x7b, 0xff), 'ledger.notUtf8 @'],
    ['a carriage return', `${line}\r`, 'ledger.notCanonical @'],
    ['a space', line.replace('"seq":3', '"seq": 3'), 'ledger.notCanonical @'],
    ['another spelling of a number', line.replace('"seq":3', '"seq":3.0'), 'ledger.notCanonical @'],
    ['a duplicate key', line.replace('"seq":3', '"seq":3,"seq":3'), 'ledger.notStrictJson @ byte'],
    ['two records', `${line}${line}`, `ledger.notStrictJson @ byte ${Buffer.byteLength(line)}`],
    ['a line beyond the limit', 'x'.repeat(ledgerLineBytesMax + 1), `ledger.lineTooLong @ byte ${ledgerLineBytesMax}`],
  ])('refuses %s', (...[, text, expected]) => {
    expect(said(text)).toContain(expected.trimEnd());
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(readLedgerLine(bytes).ok).toBe(false);
      }),
    );
  });
});
