import { describe, expect, it } from 'vitest';
import { newRun, quietMinute } from '../../tests/support/assessment-fixture.ts';
import { monoMs } from '../contract/time.ts';
import { type AssessmentInput, stepAssessment } from './assessment.ts';
import { closeExposureLog, type ExposureLog, openingExposureLog, stepExposureLog } from './exposure-stretch.ts';

/** A log of minutes that differ from a quiet one as given. */
function logOf(...changes: Partial<AssessmentInput>[]): ExposureLog {
  let [state, log] = [newRun().state, openingExposureLog];
  changes.forEach((change, index) => {
    const input = quietMinute({ observable: ['impact', 'gripLost'], ...change, nowMs: monoMs((index + 1) * 60_000) });
    const { state: after, output } = stepAssessment(state, input);
    const { observable, operatingMs, safetyConfigurationChanged: creditRestarted = false } = input;
    log = stepExposureLog(log, { ...output, before: state, after, observable, operatingMs, creditRestarted });
    state = after;
  });
  return log;
}

describe('stretches of exposure', () => {
  it('go on while grades and observable classes stay', () => {
    const { open, ended } = logOf({}, {}, {});
    expect(ended).toEqual([]);
    expect(open).toMatchObject({ operatingMs: 180_000, observable: ['impact'], e: 3, ePhys: 3, ePeople: 3, isAged: false });
  });

  it('end before the window in which a class becomes observable', () => {
    const { open, ended } = logOf({}, { observable: ['impact', 'fall'] });
    expect(ended).toMatchObject([{ observable: ['impact'], operatingMs: 60_000 }]);
    expect(open).toMatchObject({ observable: ['impact', 'fall'], operatingMs: 60_000 });
  });

  it('end before the window in which a grade changes, any of the three', () => {
    const { ended } = logOf({}, { declared: { humanExposure: 'H4' } }, { declared: { humanExposure: 'H4' } });
    expect(ended).toMatchObject([{ e: 3, ePeople: 3 }]);
  });

  it('end with the window that completes an operating hour, and say that the totals were aged there', () => {
    const { open, ended } = logOf(...Array.from({ length: 61 }, () => ({})));
    expect(ended).toMatchObject([{ operatingMs: 3_600_000, isAged: true }]);
    expect(open).toMatchObject({ operatingMs: 60_000, isAged: false });
  });

  it('carry events after the causal chain, and an event as the proof that its class is observed', () => {
    const { open, ended } = logOf({ eventCounts: { fall: 1, impact: 1 } }, {});
    expect(ended).toMatchObject([{ observable: ['impact'], chainCounts: {} }]);
    expect(open).toMatchObject({ observable: ['impact', 'fall'], chainCounts: { fall: 1 } });
  });

  it('carry load only for the time it was known', () => {
    expect(logOf({ loadRatio: 0.5 }, {}).open).toMatchObject({ loadMs: 30_000, ratedMs: 60_000, operatingMs: 120_000 });
  });

  it('B7: end where credit restarts, and the next says that it did', () => {
    const { open, ended } = logOf({}, { safetyConfigurationChanged: true }, {}, { safetyConfigurationChanged: true });
    expect(ended).toMatchObject([{ operatingMs: 60_000 }, { operatingMs: 120_000, creditRestarted: true }]);
    expect(ended[0]).not.toHaveProperty('creditRestarted');
    expect(open).toMatchObject({ operatingMs: 60_000, creditRestarted: true });
  });

  it('say once that credit restarted: what goes on behind a report does not', () => {
    const closed = closeExposureLog(logOf({ safetyConfigurationChanged: true }));
    expect(closed.ended).toMatchObject([{ creditRestarted: true }]);
    expect(closed.open).not.toHaveProperty('creditRestarted');
  });

  it('keep a restart of credit in a window that nothing else was taken from', () => {
    const { ended } = logOf({ operatingMs: 0, safetyConfigurationChanged: true }, { observable: ['fall'] });
    expect(ended).toMatchObject([{ operatingMs: 0, creditRestarted: true }]);
  });

  it('are not written where nothing was taken in', () => {
    expect(logOf({ operatingMs: 0 }, { operatingMs: 0, observable: ['fall'] }).ended).toEqual([]);
  });

  it('close with a report even when empty, and the next begins under the same conditions', () => {
    const closed = closeExposureLog(logOf({}));
    expect(closed.ended).toMatchObject([{ operatingMs: 60_000 }]);
    const again = closeExposureLog({ ...closed, ended: [] });
    expect(again.ended).toMatchObject([{ operatingMs: 0, observable: ['impact'], e: 3 }]);
    expect(closeExposureLog(openingExposureLog)).toEqual(openingExposureLog);
  });

  it('are small: one fits three to the kilobyte', () => {
    expect(JSON.stringify(logOf({}).open).length).toBeLessThan(340);
  });
});
