import { describe, expect, it } from 'vitest';
import { recordLine } from '../../tests/support/evidence-fixture.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { chainNext, chainStart, linkOf } from './chain.ts';
import { prefixed } from './hash.ts';
import { type Departure, LedgerEpoch, type Seal } from './ledger-epoch.ts';
import { CompactRange, leafHash } from './merkle-log.ts';

const agentId = 'agent';

/** Records `0…count-1` with fitting links, each saying `word(seq)`. */
function linesOf(count: number, word: (seq: number) => string = () => 'honest'): string[] {
  let head = chainStart(agentId, 0);
  return Array.from({ length: count }, (_, seq) => {
    const line = recordLine({ seq, link: linkOf(head), data: { word: word(seq) } });
    head = chainNext(head, line);
    return line;
  });
}

function sealAt(size: number, lines: readonly string[]): Seal {
  const range = new CompactRange();
  for (const line of lines.slice(0, size)) range.append(leafHash(line));
  const head = lines.slice(0, size).reduce((before, line) => chainNext(before, line), chainStart(agentId, 0));
  return { name: `r${size}`, size, root: prefixed(range.root()), head: prefixed(head) };
}

const honest = linesOf(8);
const seals = [sealAt(3, honest), sealAt(6, honest), sealAt(8, honest)];

function walk(lines: readonly string[], signed: readonly Seal[] = seals): Departure | undefined {
  const epoch = new LedgerEpoch({ agentId, epoch: 0, seals: signed });
  for (const line of lines) epoch.take(Buffer.from(line), JSON.parse(line) as LedgerRecord);
  expect(epoch.size).toBe(lines.length);
  return epoch.end();
}

const place = (departure: Departure | undefined): string | undefined =>
  departure && `${departure.code} ${departure.firstIndex}–${departure.lastIndex}`;

describe('LedgerEpoch', () => {
  it('departs nowhere when all signed heads and roots are found', () => {
    expect(walk(honest)).toBeUndefined();
    expect(walk([])).toBeUndefined();
    expect(walk(honest, [])).toBeUndefined();
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('names record %i when its data was changed', (index) => {
    const lines = honest.with(index, (honest[index] ?? '').replace('honest', 'forged'));
    expect(place(walk(lines))).toBe(`ledger.changed ${index}–${index}`);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('names record %i when its link was changed', (index) => {
    const lines = honest.with(index, (honest[index] ?? '').replace(/"link":"../, '"link":"zz'));
    expect(place(walk(lines))).toBe(`ledger.changed ${index}–${index}`);
  });

  it('names the range between two signatures when links were made to fit again', () => {
    const rewritten = linesOf(8, (seq) => (seq === 4 ? 'forged' : 'honest'));
    expect(walk(rewritten)).toMatchObject({ code: 'ledger.rewritten', firstIndex: 3, lastIndex: 5, text: expect.stringContaining('r6') });
  });

  it('names the last record, and what else it could be, when the rewriting ends with the file', () => {
    const rewritten = linesOf(8, (seq) => (seq === 6 ? 'forged' : 'honest'));
    const departure = walk(rewritten);
    expect(place(departure)).toBe('ledger.changed 7–7');
    expect(departure?.text).toContain('from seq 6 on');
  });

  it('names the root when only the root is not the signed one', () => {
    const wrongRoot = { ...sealAt(6, honest), root: prefixed(leafHash('forged')) };
    expect(place(walk(honest, [sealAt(3, honest), wrongRoot]))).toBe('ledger.root 0–5');
  });

  it('names the first record for another agent or epoch', () => {
    const other = new LedgerEpoch({ agentId: 'other', epoch: 0, seals });
    for (const line of honest) other.take(Buffer.from(line), JSON.parse(line) as LedgerRecord);
    expect(place(other.end())).toBe('ledger.changed 0–0');
  });

  it('says nothing more after a line that cannot be read', () => {
    const epoch = new LedgerEpoch({ agentId, epoch: 0, seals });
    honest.forEach((line, index) => {
      epoch.take(Buffer.from(line), index === 4 ? undefined : (JSON.parse(line) as LedgerRecord));
    });
    expect(epoch.end()).toBeUndefined();
    expect(epoch.size).toBe(8);
  });

  it('keeps what it found before a line that cannot be read', () => {
    const epoch = new LedgerEpoch({ agentId, epoch: 0, seals });
    const lines = honest.with(2, (honest[2] ?? '').replace('honest', 'forged'));
    lines.forEach((line, index) => {
      epoch.take(Buffer.from(line), index === 6 ? undefined : (JSON.parse(line) as LedgerRecord));
    });
    expect(place(epoch.end())).toBe('ledger.changed 2–2');
  });
});
