import { describe, expect, it } from 'vitest';
import { epochStart } from '../../tests/support/epoch-start.ts';
import { buildEvidence, type EvidenceOptions, jwksOf } from '../../tests/support/evidence-fixture.ts';
import { reportProblems } from '../commands/report-problems.ts';
import type { EpochStart } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { reportKind, signEnvelope } from './envelope.ts';
import { sha256, sha256Prefixed } from './hash.ts';
import { readKeyRegistry } from './key-registry.ts';
import { signingKeyFromSeed } from './keys.ts';
import { verifyEvidence } from './verify-evidence.ts';
import type { ReceivedFile } from './verify-report.ts';

type Change = NonNullable<EvidenceOptions['changePayload']>;

const forgedHash = sha256Prefixed('forged');

/** What V4 and V6 say of the reports of this evidence, after leaving out, adding or renaming files. */
function said(options: EvidenceOptions, change: (reports: ReceivedFile[]) => ReceivedFile[] = (reports) => reports): string[] {
  const fixture = buildEvidence({ reportCount: 4, ...options });
  const reports = change([...fixture.reports]);
  const { findings } = verifyEvidence({ ...fixture, reports, ledgers: [], validateSchema: reportProblems });
  return findings.map(({ check, severity, code, place }) => `${check} ${severity} ${code} @ ${place}`);
}

const without =
  (...seqs: readonly number[]) =>
  (reports: ReceivedFile[]) =>
    reports.filter((_, seq) => !seqs.includes(seq));

describe('V4, the sequence of reports', () => {
  it('passes a contiguous sequence from 0', () => {
    expect(said({})).toEqual([]);
  });

  it('finds a missing report, names the next one, and does not call it a fraud', () => {
    expect(said({}, without(1))).toEqual(['V4 finding report.missing @ reports/000002.jws /reportSeq']);
    expect(said({}, without(0, 1))).toEqual(['V4 finding report.missing @ reports/000002.jws /reportSeq']);
    expect(said({}, without(0, 2))).toHaveLength(2);
    expect(said({}, without(3))).toEqual([]);
  });

  it('says which reports are missing', () => {
    const fixture = buildEvidence({ reportCount: 5 });
    const textOf = (...seqs: number[]) =>
      verifyEvidence({ ...fixture, reports: without(...seqs)([...fixture.reports]), ledgers: [], validateSchema: reportProblems })
        .findings[0]?.text;
    expect(textOf(0)).toContain('report 0 is not among the files');
    expect(textOf(1, 2, 3)).toContain('reports 1–3 are not among the files');
  });

  it('fails a report that names another one before it', () => {
    const change: Change = (payload, reportSeq) => {
      if (reportSeq === 2) payload.prevReport = forgedHash;
    };
    expect(said({ changePayload: change })).toEqual(['V4 failure report.chain @ reports/000002.jws /prevReport']);
  });

  it('fails a first report that names one before it, and a later one that names none', () => {
    const first: Change = (payload, reportSeq) => {
      if (reportSeq === 0) payload.prevReport = forgedHash;
    };
    const later: Change = (payload, reportSeq) => {
      if (reportSeq === 2) payload.prevReport = null;
    };
    expect(said({ changePayload: first })).toEqual(['V4 failure report.chain @ reports/000000.jws /prevReport']);
    expect(said({ changePayload: later })).toEqual(['V4 failure report.chain @ reports/000002.jws /prevReport']);
    expect(said({ changePayload: later }, without(1))).toContain('V4 failure report.chain @ reports/000002.jws /prevReport');
  });

  it('takes a copy for a finding, and a second version of a report for a fork', () => {
    const copy = (reports: ReceivedFile[]) => [...reports, { name: 'z-copy.jws', bytes: reports[1]?.bytes ?? Buffer.alloc(0) }];
    expect(said({}, copy)).toEqual(['V4 finding report.duplicate @ z-copy.jws /reportSeq']);
    const second = buildEvidence({
      reportCount: 4,
      changePayload: (payload) => {
        payload.statement = 'another version';
      },
    });
    const fork = (reports: ReceivedFile[]) => [...reports, { name: 'z-fork.jws', bytes: second.reports[3]?.bytes ?? Buffer.alloc(0) }];
    expect(said({}, fork)).toEqual(['V4 failure report.fork @ z-fork.jws /reportSeq']);
  });

  it('fails when the origin changes within one robot’s history, though a key of that agent signed it', () => {
    const fixture = buildEvidence({ reportCount: 2 });
    const simulator = signingKeyFromSeed(Buffer.alloc(32, 5));
    const payload = { ...fixture.payloads[1], origin: 'simulation' } as unknown as Json;
    const jws = signEnvelope({ payload, key: simulator, ...reportKind });
    const registry = readKeyRegistry(
      jwksOf([
        { key: fixture.key, role: 'replay' },
        { key: simulator, role: 'simulation', agentId: fixture.key.kid },
      ]),
    );
    const reports = fixture.reports.with(1, { name: 'reports/000001.jws', bytes: Buffer.from(jws) });
    const { findings } = verifyEvidence({ registry, reports, ledgers: [], validateSchema: reportProblems });
    expect(findings.map(({ code, place }) => `${code} @ ${place}`)).toEqual(['report.origin @ reports/000001.jws /origin']);
  });
});

describe('V6, the growth of the log', () => {
  const at =
    (seq: number, change: Change): Change =>
    (payload, reportSeq) => {
      if (reportSeq === seq) change(payload, reportSeq);
    };

  it.each<[string, Change, string[]]>([
    [
      'a proof with a changed node',
      at(2, (payload) => {
        payload.consistency[0] = sha256('forged').toString('hex');
      }),
      ['V6 failure log.consistency @ reports/000002.jws /consistency'],
    ],
    [
      'a missing proof',
      at(2, (payload) => {
        payload.consistency = [];
      }),
      ['V6 failure log.consistency @ reports/000002.jws /consistency'],
    ],
    [
      'a proof where none belongs',
      at(0, (payload) => {
        payload.consistency = [sha256('forged').toString('hex')];
      }),
      ['V6 failure log.consistency @ reports/000000.jws /consistency'],
    ],
    [
      'another root, which fits neither neighbour',
      at(1, (payload) => {
        payload.log.root = forgedHash;
      }),
      ['V6 failure log.consistency @ reports/000001.jws /consistency', 'V6 failure log.consistency @ reports/000002.jws /consistency'],
    ],
    [
      'a last record that is not the last',
      at(3, (payload) => {
        payload.log.lastSeq += 1;
      }),
      ['V6 failure log.range @ reports/000003.jws /log/lastSeq'],
    ],
    [
      'a first record that leaves some out',
      at(3, (payload) => {
        payload.log.firstSeq += 1;
      }),
      ['V6 failure log.range @ reports/000003.jws /log/firstSeq'],
    ],
    [
      'a first report that does not begin at 0',
      at(0, (payload) => {
        payload.log.firstSeq = 1;
      }),
      ['V6 failure log.range @ reports/000000.jws /log/firstSeq'],
    ],
    [
      'an epoch that jumps',
      at(3, (payload) => {
        payload.epoch = 2;
      }),
      ['V6 failure epoch.order @ reports/000003.jws /epoch'],
    ],
  ])('fails %s', (...[, changePayload, expected]) => {
    expect(said({ changePayload })).toEqual(expected);
  });

  it('fails a log that shrank, also across a gap', () => {
    const shrink = at(3, (payload) => {
      payload.log.size = 2;
      payload.log.lastSeq = 1;
    });
    expect(said({ changePayload: shrink })).toContain('V6 failure log.shrunk @ reports/000003.jws /log/size');
    expect(said({ changePayload: shrink }, without(2))).toContain('V6 failure log.shrunk @ reports/000003.jws /log/size');
  });

  it('fails two logs of the same size with different roots', () => {
    const same = at(3, (payload) => {
      payload.log = { ...payload.log, size: 8, firstSeq: 8, lastSeq: 7 };
      payload.consistency = [];
    });
    expect(said({ changePayload: same }, without(2))).toContain('V6 failure log.equivocation @ reports/000003.jws /log/root');
  });

  it('takes a new epoch that starts cleanly for a finding', () => {
    const restart = at(3, (payload) => {
      payload.epoch = 1;
      payload.log = { ...payload.log, size: 2, firstSeq: 0, lastSeq: 1 };
      payload.consistency = [];
    });
    expect(said({ changePayload: restart })).toEqual([
      'V6 finding epoch.started @ reports/000003.jws /epoch',
      'V6 finding epoch.unexplained @ reports/000003.jws /epoch',
    ]);
    const unclean = at(3, (payload) => {
      payload.epoch = 1;
    });
    expect(said({ changePayload: unclean })).toContain('V6 failure log.range @ reports/000003.jws /log/firstSeq');
  });
});

describe('V6, a log that began anew', () => {
  const [, , before] = buildEvidence({ reportCount: 4 }).payloads;
  const stated = { prevSize: before?.log.size ?? 0, prevRoot: before?.log.root ?? '' };
  const beginAnew =
    (change: Partial<EpochStart> = {}, epoch = 1): Change =>
    (payload, reportSeq) => {
      if (reportSeq !== 3) return;
      payload.epoch = epoch;
      payload.log = { ...payload.log, size: 2, firstSeq: 0, lastSeq: 1 };
      payload.consistency = [];
      Object.assign(payload, { epochStart: epochStart({ ...stated, ...change }) });
    };

  it('is a finding that says what is lost, when it names the log of the report before', () => {
    expect(said({ changePayload: beginAnew() })).toEqual(['V6 finding epoch.started @ reports/000003.jws /epoch']);
    const fixture = buildEvidence({ reportCount: 4, changePayload: beginAnew({ lostReports: { unknown: 'missing' } }) });
    const [finding] = verifyEvidence({ ...fixture, ledgers: [], validateSchema: reportProblems }).findings;
    expect(finding?.text).toContain('databaseUnreadable (quick_check: a page is wrong); lost records: 4–6; lost reports: unknown');
  });

  it.each<[string, Partial<EpochStart>]>([
    ['root', { prevRoot: forgedHash }],
    ['size', { prevSize: 1 }],
    ['log at all', { prevSize: null, prevRoot: null }],
  ])('is a second finding when it does not name the %s of the report before', (_, change) => {
    expect(said({ changePayload: beginAnew(change) })).toEqual([
      'V6 finding epoch.started @ reports/000003.jws /epoch',
      'V6 finding epoch.contradiction @ reports/000003.jws /epochStart/prevRoot',
    ]);
  });

  it('may pass over an epoch that closed no report, only when it says so', () => {
    expect(said({ changePayload: beginAnew({ prevEpoch: 1 }, 2) })).toEqual(['V6 finding epoch.started @ reports/000003.jws /epoch']);
    expect(said({ changePayload: beginAnew({ prevEpoch: 0 }, 2) })).toContain(
      'V6 finding epoch.contradiction @ reports/000003.jws /epochStart/prevEpoch',
    );
  });

  it('is compared with nothing when the report before is missing', () => {
    expect(said({ changePayload: beginAnew({ prevRoot: forgedHash }) }, without(2))).toEqual([
      'V4 finding report.missing @ reports/000003.jws /reportSeq',
      'V6 finding epoch.started @ reports/000003.jws /epoch',
    ]);
  });
});
