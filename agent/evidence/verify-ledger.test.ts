import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochStart } from '../../tests/support/epoch-start.ts';
import { buildEvidence, type EvidenceOptions } from '../../tests/support/evidence-fixture.ts';
import { sha256Prefixed } from './hash.ts';
import { VerdictNotes } from './verdict.ts';
import { unreadableLinesNamedMax, verifyLedgers } from './verify-ledger.ts';
import type { OpenedReport } from './verify-report.ts';

function openedReports(options: EvidenceOptions = {}): OpenedReport[] {
  const fixture = buildEvidence(options);
  const [key] = fixture.registry.values();
  if (key === undefined) throw new Error('the fixture has one key');
  return fixture.reports.map(({ name, bytes }, place) => {
    const payload = fixture.payloads[place];
    if (payload === undefined) throw new Error('one payload per report');
    return { name, sha256: sha256Prefixed(bytes), key, payload };
  });
}

const reports = openedReports();

function saidOf(bytes: Uint8Array, ofAgents: readonly (readonly OpenedReport[])[] = [reports]): string[] {
  const notes = new VerdictNotes();
  verifyLedgers([{ name: 'ledger.jsonl', bytes }], ofAgents, notes);
  return notes.verdict([]).findings.map(({ severity, code, place }) => `${severity} ${code} @ ${place}`);
}

const ledgerOf = (options: EvidenceOptions = {}): Buffer => Buffer.from(buildEvidence(options).ledgers[0]?.bytes ?? []);
const saidWith = (changeLines: (lines: string[]) => string[]): string[] => saidOf(ledgerOf({ changeLines }));

describe('V7, the ledger', () => {
  it('passes when it leads to every signed head and root', () => {
    expect(saidOf(ledgerOf())).toEqual([]);
  });

  it('names the line of any single changed byte', () => {
    const bytes = ledgerOf();
    let line = 1;
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      const [first] = saidOf(changed);
      expect([at, first]).toEqual([at, expect.stringMatching(new RegExp(`^failure ledger\\.\\w+ @ ledger\\.jsonl line ${line}( |$)`))]);
      if (bytes[at] === 0x0a) line += 1;
    }
    expect(line).toBe(13);
  });

  it('names the line of any changed digit or letter, where the JSON stays good', () => {
    const lines = buildEvidence().lines;
    const places = fc.record({
      index: fc.nat({ max: lines.length - 1 }),
      at: fc.nat({ max: 400 }),
      to: fc.constantFrom('0', '1', '7', 'a', 'f'),
    });
    fc.assert(
      fc.property(places, ({ index, at, to }) => {
        const line = lines[index] ?? '';
        const place = at % line.length;
        fc.pre(/[0-9a-z]/.test(line.charAt(place)) && line.charAt(place) !== to);
        const changed = line.slice(0, place) + to + line.slice(place + 1);
        const [first] = saidWith((all) => all.with(index, changed));
        expect(first).toMatch(new RegExp(`^failure ledger\\.\\w+ @ ledger\\.jsonl line ${index + 1}( |$)`));
      }),
      { numRuns: 400 },
    );
  });

  it.each<[string, (lines: string[]) => string[], string]>([
    ['a record taken out', (lines) => lines.toSpliced(5, 1), 'failure ledger.seq @ ledger.jsonl line 6 /seq'],
    ['a record added', (lines) => lines.toSpliced(5, 0, lines[5] ?? ''), 'failure ledger.seq @ ledger.jsonl line 7 /seq'],
    [
      'two records exchanged',
      (lines) => lines.with(5, lines[6] ?? '').with(6, lines[5] ?? ''),
      'failure ledger.seq @ ledger.jsonl line 6 /seq',
    ],
    ['the first record taken out', (lines) => lines.slice(1), 'failure ledger.seq @ ledger.jsonl line 1 /seq'],
    ['an empty line', (lines) => lines.toSpliced(3, 0, ''), 'failure ledger.notStrictJson @ ledger.jsonl line 4 byte 0'],
    [
      'another origin',
      (lines) => lines.map((line) => line.replace('"replay"', '"live"')),
      'failure ledger.origin @ ledger.jsonl line 1 /origin',
    ],
    [
      'another epoch',
      (lines) => lines.map((line, seq) => (seq === 4 ? line.replace('"epoch":0', '"epoch":1') : line)),
      'failure ledger.epoch @ ledger.jsonl line 5 /epoch',
    ],
  ])('fails %s and names the line', (...[, changeLines, expected]) => {
    expect(saidWith(changeLines)).toContain(expected);
  });

  it('fails a ledger that ends before what the reports signed, once per report', () => {
    expect(saidWith((lines) => lines.slice(0, 7))).toEqual([
      'failure ledger.short @ ledger.jsonl line 7',
      'failure ledger.short @ ledger.jsonl line 7',
    ]);
  });

  it('fails a ledger whose last line is cut off', () => {
    expect(saidOf(ledgerOf().subarray(0, -1))).toEqual(['failure ledger.unterminated @ ledger.jsonl line 12']);
    expect(saidOf(ledgerOf().subarray(0, -20))).toContain('failure ledger.unterminated @ ledger.jsonl line 12');
  });

  it('fails an empty file', () => {
    expect(saidOf(Buffer.alloc(0))[0]).toBe('failure ledger.empty @ ledger.jsonl byte 0');
  });

  it('finds records nobody has signed yet, and names their lines', () => {
    expect(saidOf(ledgerOf({ unsealedRecordCount: 1 }))).toEqual(['finding ledger.unsealed @ ledger.jsonl line 13']);
    expect(saidOf(ledgerOf({ unsealedRecordCount: 3 }))).toEqual(['finding ledger.unsealed @ ledger.jsonl lines 13–15']);
  });

  it('fails a history rewritten with fitting links', () => {
    const rewritten = buildEvidence({ robot: 'robot', origin: 'replay', recordsPerReportCount: 4 });
    const other = openedReports({
      changePayload: (payload, seq) => {
        if (seq === 1) payload.log.head = sha256Prefixed('another head');
      },
    });
    expect(saidOf(Buffer.from(rewritten.ledgers[0]?.bytes ?? []), [other])).toEqual(['failure ledger.rewritten @ ledger.jsonl lines 5–8']);
  });

  it('fails a root that is not the ledger’s', () => {
    const other = openedReports({
      changePayload: (payload, seq) => {
        if (seq === 0) payload.log.root = sha256Prefixed('another root');
      },
    });
    expect(saidOf(ledgerOf(), [other])).toEqual(['failure ledger.root @ ledger.jsonl lines 1–4']);
  });

  it('names only so many unreadable lines and counts the rest', () => {
    const said = saidWith((lines) => [...lines, ...Array.from({ length: 50 }, () => '?')]);
    expect(said.filter((one) => one.includes('notStrictJson'))).toHaveLength(unreadableLinesNamedMax);
    expect(said.at(-1)).toContain('ledger.unreadable @ ledger.jsonl');
  });

  it('never throws on any bytes, and never passes them', () => {
    const pieces = fc.constantFrom(...buildEvidence().lines, '\n', '{', '{}', '\r\n', '\ufffd');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.array(pieces, { maxLength: 6 }).map((list) => Buffer.from(list.join(''))),
        ),
        (bytes) => {
          expect(saidOf(bytes).some((one) => one.startsWith('failure'))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('ledgers of several robots and epochs', () => {
  const others = openedReports({ robot: 'other' });

  it('are told apart by their first link', () => {
    expect(saidOf(ledgerOf({ robot: 'other' }), [reports, others])).toEqual([]);
    expect(saidOf(ledgerOf(), [reports, others])).toEqual([]);
  });

  it('fail when they belong to no report among the files', () => {
    expect(saidOf(ledgerOf({ robot: 'third' }), [reports, others])).toEqual(['failure ledger.noReport @ ledger.jsonl line 1']);
    expect(saidOf(Buffer.from('x\n'), [reports, others])).toEqual(['failure ledger.noReport @ ledger.jsonl line 1']);
    expect(saidOf(ledgerOf({ robot: 'third' }))[0]).toBe('failure ledger.changed @ ledger.jsonl line 1');
  });

  it('may hold one epoch after another in one file', () => {
    const begun = { epoch: 1, epochStart: epochStart() };
    const second = openedReports(begun);
    const both = Buffer.concat([ledgerOf(), ledgerOf(begun)]);
    expect(saidOf(both, [[...reports, ...second]])).toEqual([]);
    const changed = Buffer.from(both.toString().replace(/(.*)Wärme/s, '$1Kälte'));
    expect(saidOf(changed, [[...reports, ...second]])).toEqual(['failure ledger.changed @ ledger.jsonl line 24']);
  });

  it('are a finding when an epoch that was reported is not there', () => {
    const second = openedReports({ epoch: 1, reportCount: 1 });
    expect(saidOf(ledgerOf(), [[...reports, ...second]])).toEqual(['finding ledger.epochMissing @ reports/000000.jws /epoch']);
  });

  it('are a finding when an epoch after the first does not begin with its start', () => {
    const second = openedReports({ epoch: 1 });
    expect(saidOf(ledgerOf({ epoch: 1 }), [second])).toEqual(['finding epoch.noRecord @ ledger.jsonl line 1 /data']);
  });

  it('are a finding when the first record and the first report say different things of a start', () => {
    const begun = { epoch: 1, epochStart: epochStart() };
    const other = openedReports({
      ...begun,
      changePayload: (payload, reportSeq) => {
        if (reportSeq === 0) Object.assign(payload, { epochStart: epochStart({ lostReports: { unknown: 'missing' } }) });
      },
    });
    expect(saidOf(ledgerOf(begun), [openedReports(begun)])).toEqual([]);
    expect(saidOf(ledgerOf(begun), [other])).toEqual(['finding epoch.contradiction @ ledger.jsonl line 1 /data']);
  });

  it('may hold an epoch that was lost before it closed a report: its chain is this agent’s', () => {
    expect(saidOf(ledgerOf({ epoch: 3, epochStart: epochStart({ prevEpoch: 2 }) }))).toEqual([
      'finding ledger.unsealed @ ledger.jsonl lines 1–12',
      ...reports.map(({ name }) => `finding ledger.epochMissing @ ${name} /epoch`),
    ]);
    expect(saidOf(ledgerOf({ robot: 'stranger', epoch: 3 }))[0]).toBe('failure ledger.epoch @ ledger.jsonl line 1 /epoch');
  });
});
