import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cobot, illustrative } from '../../tests/support/assessment-fixture.ts';
import { type FakeStep, fakeSource, steadySteps } from '../../tests/support/fake-source.ts';
import { openReplay } from '../../tests/support/open-replay.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { payloadOf } from '../../tests/support/report-folder.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { readProfile } from '../configuration/product-files.ts';
import type { LedgerRecord } from '../contract/record.ts';
import type { ReportPayload } from '../contract/report.ts';
import { type Recomputation, recomputeReport } from './recompute-report.ts';

interface Evidence {
  readonly payload: ReportPayload;
  readonly records: readonly LedgerRecord[];
}

/** Steps with a protective stop of half a second at each of these seconds. */
function steps(fromS: number, toS: number, stopsAtS: readonly number[]): FakeStep[] {
  const said = (atS: number, protectiveStop: boolean) =>
    ({ kind: 'safety', sourceId: 'arm', time: timeAt(atS * 1000 + 200), protectiveStop }) as const;
  return steadySteps(fromS, toS).map((step) => {
    const atS = step.ms / 1000;
    return { ...step, message: said(atS, stopsAtS.includes(atS)) };
  });
}

/** Runs these stretches of steps one after another on one ledger; all but the last end with a crash. */
async function evidenceOf(...runs: readonly FakeStep[][]): Promise<Evidence> {
  const path = join(scratchDirectory('recomputed'), 'ledger.sqlite');
  let found: Evidence | undefined;
  for (const [index, run] of runs.entries()) {
    const source = fakeSource(run);
    const crashes = index < runs.length - 1;
    const crashing = {
      ...source,
      run: (...args: Parameters<typeof source.run>) => source.run(...args).then(() => Promise.reject(new Error('crash'))),
    };
    const sources = [{ sourceId: 'arm', driverName: 'fake', source: crashes ? crashing : source }];
    const agent = await openReplay(path, { sources, origin: 'live' });
    const ended = await agent.run(new AbortController().signal).then(
      () => 'ended',
      () => 'crashed',
    );
    expect(ended).toBe(crashes ? 'crashed' : 'ended');
    const jws = agent.ledger.reports().at(-1)?.jws;
    const records = [...agent.ledger.lines()].map((line) => JSON.parse(line) as LedgerRecord);
    if (jws !== undefined) found = { payload: payloadOf(jws), records };
    agent.close();
  }
  if (found === undefined) throw new Error('no report was closed');
  return found;
}

let profile = cobot;
beforeAll(async () => {
  profile = (await readProfile('ur3e')).value;
});
const recomputed = ({ payload, records }: Evidence): Recomputation =>
  recomputeReport({ payload, records, model: illustrative, profile, context: undefined });
const withBasis = ({ quantities }: Recomputation, basis: string): string[] =>
  quantities.flatMap((one) => (one.basis === basis ? [one.quantity] : []));

describe('a report', () => {
  it('is recomputed whole from its records', async () => {
    const evidence = await evidenceOf(steps(0, 300, [20, 21, 90]));
    const { verdict, quantities, risk } = recomputed(evidence);
    expect(quantities.filter(({ equal }) => !equal)).toEqual([]);
    expect(verdict).toBe('pass');
    expect(risk).toEqual(evidence.payload.risk);
    expect(quantities.find(({ quantity }) => quantity === 'events after causal chains')).toMatchObject({
      recomputed: { protectiveStop: 2 },
    });
  });

  it('of a robot whose agent crashed and began again is recomputed too; only what joined in the last seconds is taken from it', async () => {
    const evidence = await evidenceOf(steps(0, 200, [20, 199]), steps(230, 400, [230, 300]));
    const result = recomputed(evidence);
    expect(result.quantities.filter(({ equal }) => !equal)).toEqual([]);
    expect(withBasis(result, 'takenFromState')).toEqual(
      expect.arrayContaining(['events after causal chains', 'assessmentState.closing.chain']),
    );
    expect(evidence.payload.risk).toEqual(result.risk);
  });
});

describe('records that do not suffice', () => {
  it('are named: hours behind the last tick of a thinned ledger are not on record, and the rest stands', async () => {
    const { payload, records } = await evidenceOf(steps(0, 300, [20]));
    const lastTick = records.findLastIndex(({ type }) => type === 'meter.tick');
    const result = recomputed({ payload, records: records.filter((_, index) => index !== lastTick) });
    expect(result.verdict).toBe('fail');
    expect(withBasis(result, 'notRecorded')).toEqual(
      expect.arrayContaining(['exposure.closing.operatingMs', 'exposure.closing.powerOnMs']),
    );
    expect(result.quantities.find(({ quantity }) => quantity === 'risk.riskIndex')).toMatchObject({ equal: true, basis: 'records' });
    expect(result.quantities.find(({ quantity }) => quantity.startsWith('operating time assessed'))).toMatchObject({ equal: true });
  });

  it('are named: without assessment.exposure there is no history to be had', async () => {
    const { payload, records } = await evidenceOf(steps(0, 300, [20]));
    const result = recomputed({ payload, records: records.filter(({ type }) => type !== 'assessment.exposure') });
    expect(withBasis(result, 'notRecorded')).toEqual(['operating time assessed in this report']);
    expect(result.quantities.find(({ quantity }) => quantity === 'assessmentState.closing.history')).toMatchObject({ equal: false });
  });

  it.each(['event.started', 'usage.gap', 'anomaly.alarm', 'clock.step', 'environment.grade'])(
    'never make it throw without %s',
    async (missing) => {
      const { payload, records } = await evidenceOf(steps(0, 60, [20]));
      expect(() => recomputed({ payload, records: records.filter(({ type }) => type !== missing) })).not.toThrow();
    },
  );
});
