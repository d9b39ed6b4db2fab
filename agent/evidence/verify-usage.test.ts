import { describe, expect, it } from 'vitest';
import { buildEvidence, type EvidenceOptions, fixturePeriodMs } from '../../tests/support/evidence-fixture.ts';
import { reportProblems } from '../commands/report-problems.ts';
import { verifyEvidence } from './verify-evidence.ts';
import { wallSlackMs } from './verify-usage.ts';

type Change = NonNullable<EvidenceOptions['changePayload']>;

/** What is said when report `seq` is changed; `leaveOut` takes away the report before it. */
function said(seq: number, change: Change, leaveOut?: number): string[] {
  const fixture = buildEvidence({ changePayload: (payload, reportSeq) => (reportSeq === seq ? change(payload, reportSeq) : undefined) });
  const reports = fixture.reports.filter((_, place) => place !== leaveOut);
  const { findings } = verifyEvidence({ ...fixture, reports, ledgers: [], validateSchema: reportProblems });
  return findings.filter(({ check }) => check === 'V5').map(({ severity, code, place }) => `${severity} ${code} @ ${place}`);
}

const last = 'reports/000002.jws';

describe('V5, the usage counters', () => {
  it('fail when a report does not open where the one before closed', () => {
    const change: Change = ({ exposure: { opening } }) => {
      opening.gapMs -= 1;
      opening.cycleCount += 1;
    };
    expect(said(2, change)).toEqual([
      `failure usage.opening @ ${last} /exposure/opening/cycleCount`,
      `failure usage.opening @ ${last} /exposure/opening/gapMs`,
    ]);
  });

  it('fail when they open lower than before a missing report, and pass when they open higher', () => {
    const lower: Change = ({ exposure: { opening } }) => {
      opening.cycleCount = 0;
    };
    expect(said(2, lower, 1)).toEqual([`failure usage.fell @ ${last} /exposure/opening/cycleCount`]);
    expect(said(2, () => undefined, 1)).toEqual([]);
  });

  it('fail when one falls within a report', () => {
    const cycles: Change = ({ exposure: { closing } }) => {
      closing.cycleCount = 3;
    };
    expect(said(2, cycles)).toEqual([`failure usage.fell @ ${last} /exposure/closing/cycleCount`]);
    const shifted: Change = ({ exposure: { closing } }) => {
      closing.operatingMsByE = [2_000_000, 4_000_000, 0, 0, 0];
    };
    expect(said(2, shifted)).toEqual([`failure usage.fell @ ${last} /exposure/closing/operatingMsByE/0`]);
  });

  it.each<[string, Change]>([
    [
      'readyMs',
      ({ exposure: { closing } }) => {
        closing.readyMs = closing.powerOnMs + 1;
      },
    ],
    [
      'collaborativeMs',
      ({ exposure: { closing } }) => {
        closing.collaborativeMs = closing.operatingMs + 1;
      },
    ],
    [
      'standingMs',
      ({ exposure: { closing } }) => {
        closing.standingMs = closing.operatingMs + 1;
      },
    ],
  ])('fail when %s is more than what contains it', (counter, change) => {
    expect(said(2, change)).toEqual([`failure usage.nesting @ ${last} /exposure/closing/${counter}`]);
  });

  it('fail for every new counter that falls or does not continue', () => {
    for (const name of ['standingMs', 'loadMs', 'suspendedMs', 'unmeteredMs', 'distanceMm', 'energyMj'] as const) {
      const opens: Change = ({ exposure: { opening, closing } }) => {
        opening[name] = 5;
        closing[name] = 4;
      };
      expect(said(2, opens).map((line) => line.split(' @ ')[1])).toEqual([
        `${last} /exposure/closing/${name}`,
        `${last} /exposure/opening/${name}`,
      ]);
    }
  });

  it('fail when operating time is more than ready time, and then the grades do not add up either', () => {
    const change: Change = ({ exposure: { closing } }) => {
      closing.operatingMs = closing.readyMs + 1;
    };
    expect(said(2, change).map((line) => line.split(' ')[1])).toEqual([
      'usage.nesting',
      'usage.gradeSum',
      'usage.gradeSum',
      'usage.gradeSum',
    ]);
  });

  it.each(['operatingMsByE', 'operatingMsByEPhys', 'operatingMsByEPeople'] as const)(
    'fail when %s misses the operating time by 1 ms',
    (grades) => {
      for (const end of ['opening', 'closing'] as const) {
        const change: Change = ({ exposure }) => {
          exposure[end][grades][4] += 1;
        };
        expect(said(0, change)).toContain(`failure usage.gradeSum @ reports/000000.jws /exposure/${end}/${grades}`);
      }
    },
  );

  it('are a finding when the first report does not open at zero', () => {
    const change: Change = ({ exposure: { opening } }) => {
      opening.gapMs = 5;
    };
    expect(said(0, change)).toEqual(['finding usage.openingNotZero @ reports/000000.jws /exposure/opening/gapMs']);
  });
});

describe('V5, the state of the assessment', () => {
  it('fails when it does not open as it closed, and names where they differ', () => {
    const change: Change = ({ assessmentState }) => {
      assessmentState.opening = { version: 1, hours: [9] };
    };
    expect(said(2, change)).toEqual([`failure state.opening @ ${last} /assessmentState/opening/hours/0`]);
    const other: Change = ({ assessmentState }) => {
      assessmentState.opening = null;
    };
    expect(said(2, other)).toEqual([`failure state.opening @ ${last} /assessmentState/opening`]);
  });

  it('compares values, not the order of their keys', () => {
    const change: Change = ({ assessmentState }) => {
      assessmentState.opening = { hours: [2], version: 1 };
    };
    expect(said(2, change)).toEqual([]);
  });
});

describe('V5, power-on time against wall time', () => {
  /** The last report's period is shortened by so much at its end, so that power-on time outruns it. */
  const shortened =
    (byMs: number, maxStepMs = 0): Change =>
    (payload) => {
      payload.period.to = new Date(Date.parse(payload.period.to) - byMs).toISOString();
      payload.time.maxStepMs = maxStepMs;
    };
  it('is the whole time of the host: silence and sleep belong to it (conservation)', () => {
    for (const name of ['gapMs', 'suspendedMs'] as const) {
      const slept: Change = ({ exposure: { closing } }) => {
        closing[name] += 60_000;
      };
      expect(said(2, slept)).toEqual([`failure usage.wallSpan @ ${last} /exposure/closing/powerOnMs`]);
    }
  });

  const allowedMs = wallSlackMs + Math.floor((fixturePeriodMs - wallSlackMs) * 200e-6);

  it('may run 200 ppm and a second ahead, and no more', () => {
    expect(said(2, shortened(allowedMs))).toEqual([]);
    expect(said(2, shortened(allowedMs + 2))).toEqual([`failure usage.wallSpan @ ${last} /exposure/closing/powerOnMs`]);
  });

  it('is a finding when the report itself tells of a clock step that explains it', () => {
    expect(said(2, shortened(60_000, 60_000))).toEqual([`finding period.clockStep @ ${last} /period`]);
    expect(said(2, shortened(70_000, 60_000))).toEqual([`failure usage.wallSpan @ ${last} /exposure/closing/powerOnMs`]);
  });

  it('fails for a period that ends before it begins', () => {
    expect(said(2, shortened(2 * fixturePeriodMs))).toEqual([`failure usage.wallSpan @ ${last} /exposure/closing/powerOnMs`]);
  });

  it('fails for labels that are no time', () => {
    const change: Change = ({ period }) => {
      period.to = '2026-13-01T00:00:00.000Z';
    };
    expect(said(2, change)).toEqual([`failure period.notTime @ ${last} /period`]);
  });

  it('is a finding when a period begins before the last one ended', () => {
    const change: Change = ({ period }) => {
      period.from = new Date(Date.parse(period.from) - wallSlackMs - 1).toISOString();
    };
    expect(said(2, change)).toEqual([`finding period.overlap @ ${last} /period/from`]);
  });
});
