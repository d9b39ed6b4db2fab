import { describe, expect, it } from 'vitest';
import { fixtureKey, liveAgent } from '../tests/support/damaged-ledger.ts';
import { sha256Prefixed } from './evidence/hash.ts';
import { carryPipeline, type PipelineState } from './pipeline-state.ts';
import { type KnownReport, ownReport } from './record/recovery/own-report.ts';

/** What an agent saved and reported after so many seconds. */
async function livedFor(seconds: number) {
  const agent = await liveAgent(':memory:', [0, seconds]);
  await agent.run(new AbortController().signal);
  const [state, reports] = [agent.ledger.savedState(), agent.ledger.reports()];
  agent.close();
  const read = ownReport(fixtureKey, 'live');
  const known = reports.flatMap(({ jws }): KnownReport[] => {
    const payload = read(jws);
    return payload === undefined ? [] : [{ payload, sha256: sha256Prefixed(jws) }];
  });
  return { state, known };
}
const { state, known } = await livedFor(700);
const carried = (left: Parameters<typeof carryPipeline>[0]) => carryPipeline(left).state as unknown as PipelineState;

describe('what a new epoch starts with', () => {
  it('is the saved state with its open period, on a log that begins anew', () => {
    const newest = known.at(-1);
    expect(carryPipeline({ state, newest }).totalsFrom).toBe('state');
    const saved = state as unknown as PipelineState;
    const { period, ...rest } = carried({ state, newest });
    expect(rest).toEqual({ ...saved, period: undefined });
    expect(period).toEqual({ ...saved.period, logSize: 0, logPeaks: [] });
    expect(saved.period?.logSize).toBeGreaterThan(0);
  });

  it('is the newest report’s closing when no state is left, or only an older one', async () => {
    const newest = known.at(-1);
    const older = (await livedFor(400)).state;
    expect(carryPipeline({ state: undefined, newest }).totalsFrom).toBe('report');
    expect(carryPipeline({ state: older, newest })).toEqual(carryPipeline({ state: undefined, newest }));
    const { period, aggregate, assessor, intake } = carried({ state: undefined, newest });
    const payload = newest?.payload;
    expect(aggregate.meter.counters).toEqual(payload?.exposure.closing);
    expect(assessor.assessment).toEqual(payload?.assessmentState.closing);
    expect(intake).toEqual(payload?.intake);
    expect(period).toMatchObject({
      reportSeq: (payload?.reportSeq ?? 0) + 1,
      prevReport: newest?.sha256,
      opening: payload?.exposure.closing,
      openingAssessment: payload?.assessmentState.closing,
      logSize: 0,
      logPeaks: [],
    });
  });

  it('counts the events a report knows of, by class', () => {
    const newest = known.at(-1);
    if (newest === undefined) throw new Error('the fixture has reports');
    const history = { ...(newest.payload.assessmentState.closing as { history: object }).history, fall: { eventCount: 2 } };
    const closing = { ...(newest.payload.assessmentState.closing as object), history } as never;
    const assessmentState = { ...newest.payload.assessmentState, closing };
    const fallen = { ...newest, payload: { ...newest.payload, assessmentState } };
    expect(carried({ state: undefined, newest: fallen }).eventCounts).toEqual({ fall: 2 });
  });

  it('is nothing when nothing is left, and that is said', () => {
    expect(carryPipeline({ state: undefined, newest: undefined })).toEqual({ state: undefined, totalsFrom: 'zero' });
  });

  it('is a state without a report, before the first one', () => {
    const opening = { ...(state as object), period: null } as never;
    expect(carryPipeline({ state: opening, newest: undefined })).toEqual({ state: opening, totalsFrom: 'state' });
  });
});
