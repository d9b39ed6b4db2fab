import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildEvidence } from '../../../tests/support/evidence-fixture.ts';
import type { ReportPayload } from '../../contract/report.ts';
import { sha256 } from '../../evidence/hash.ts';
import { signingKeyFromSeed } from '../../evidence/keys.ts';
import { ownReport, type ReadReport, rememberedReportsMax, remembering, signedSeqOf } from './own-report.ts';

const { reports, payloads } = buildEvidence({ robot: 'own reports', origin: 'live' });
const texts = reports.map(({ bytes }) => Buffer.from(bytes).toString());
const numbers = payloads.map(({ reportSeq }) => reportSeq);
/** Nothing is remembered of a key object that was made just now. */
const freshKey = () => signingKeyFromSeed(sha256('own reports'));
const numbersBy = (readReport: ReadReport) => texts.map((jws) => signedSeqOf(jws, readReport));

function changedAt(jws: string, place: number): string {
  const other = jws[place] === 'A' ? 'B' : 'A';
  return `${jws.slice(0, place)}${other}${jws.slice(place + 1)}`;
}

/** Believes every text that is a number, and counts how often it is asked. */
function countingReader() {
  const asked: string[] = [];
  const read = (jws: string): ReportPayload | undefined => {
    asked.push(jws);
    return /^\d+$/.test(jws) ? ({ reportSeq: Number(jws) } as ReportPayload) : undefined;
  };
  return { asked, read };
}

describe('ownReport', () => {
  it('reads what the key signed, and nothing else', () => {
    const [jws = ''] = texts;
    const readReport = ownReport(freshKey(), 'live');
    expect(readReport(jws)).toEqual(payloads[0]);
    expect(numbersBy(readReport)).toEqual(numbers);
    const stranger = ownReport(signingKeyFromSeed(sha256('somebody else')), 'live');
    expect([stranger(jws), signedSeqOf(jws, stranger), signedSeqOf('', stranger)]).toEqual([undefined, undefined, undefined]);
  });

  it('refuses a report that was changed after it was found good, wherever it was', () => {
    const [jws = ''] = texts;
    const readReport = ownReport(freshKey(), 'live');
    expect(signedSeqOf(jws, readReport)).toBe(0);
    fc.assert(
      fc.property(fc.nat({ max: jws.length - 1 }), (place) => {
        expect(signedSeqOf(changedAt(jws, place), readReport)).toBeUndefined();
      }),
    );
    expect(numbersBy(readReport)).toEqual(numbers);
  });
});

describe('remembering', () => {
  it('asks for a report once, however often and through whichever reader of this key', () => {
    const key = freshKey();
    const { asked, read } = countingReader();
    const [first, second] = [remembering(key, read), remembering(key, read)];
    expect(['4', '5'].map((jws) => [first, first, second].map((readReport) => signedSeqOf(jws, readReport)))).toEqual([
      [4, 4, 4],
      [5, 5, 5],
    ]);
    expect(asked).toEqual(['4', '5']);
    expect(signedSeqOf('4', remembering(freshKey(), read))).toBe(4);
    expect(asked).toEqual(['4', '5', '4']);
  });

  it('remembers nothing of a report that was refused, and reads every payload anew', () => {
    const { asked, read } = countingReader();
    const readReport = remembering(freshKey(), read);
    expect([signedSeqOf('no', readReport), signedSeqOf('no', readReport)]).toEqual([undefined, undefined]);
    expect([readReport('7')?.reportSeq, readReport('7')?.reportSeq]).toEqual([7, 7]);
    expect(asked).toEqual(['no', 'no', '7', '7']);
  });

  it('remembers so many, and asks for the others each time', () => {
    const { asked, read } = countingReader();
    const readReport = remembering(freshKey(), read);
    for (let seq = 0; seq < rememberedReportsMax; seq++) signedSeqOf(String(seq), readReport);
    asked.length = 0;
    const oneMore = String(rememberedReportsMax);
    expect([oneMore, oneMore, '0'].map((jws) => signedSeqOf(jws, readReport))).toEqual([rememberedReportsMax, rememberedReportsMax, 0]);
    expect(asked).toEqual([oneMore, oneMore]);
  });
});

describe('signedSeqOf', () => {
  it('asks for the payload where a reader knows no shorter way', () => {
    const { read } = countingReader();
    expect([signedSeqOf('2', read), signedSeqOf('other', read)]).toEqual([2, undefined]);
  });
});
