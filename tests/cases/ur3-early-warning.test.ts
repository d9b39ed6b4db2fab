import { beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../agent/agent.ts';
import { readProfile, recordingDescriptions } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { readEventHeads } from '../../agent/configuration/read-event-heads.ts';
import type { EventForecastStatus } from '../../agent/contract/event-forecast.ts';
import { isKnown, isUnknown } from '../../agent/contract/unknown.ts';
import { loadDriver } from '../../agent/ingest/load-driver.ts';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import { auroc } from '../evaluation/ranking.ts';
import { sharedPath } from '../support/cli.ts';
import { openReplay } from '../support/open-replay.ts';
import { quickPlan } from '../support/watched-life.ts';

const recording = sharedPath('data/ur3-cobotops/ur3-cobotops-session-1.csv');
const minuteMs = 60_000;

interface Second {
  readonly endMs: number;
  readonly isStop: boolean;
  readonly forecast: EventForecastStatus;
}

async function openUr3(path: string, collectMs: number): Promise<Agent> {
  const { value: profile } = await readProfile('ur3e');
  const options = { recording: path, descriptions: await recordingDescriptions(), speedRatio: 0 };
  const driver = await loadDriver('replay');
  const source = await driver.open(options, { sourceId: 'recording', profile, clock: createSystemClock(), readDocument });
  return openReplay(':memory:', {
    sources: [{ sourceId: 'recording', driverName: 'replay', source }],
    commissioning: { ...quickPlan, collectMs, collectMsMax: collectMs },
    eventHeads: await readEventHeads(),
  });
}

/** Every window of the session as the assessor sees it, with what the page would show after it. */
async function live(path: string, collectMs: number): Promise<readonly Second[]> {
  const agent = await openUr3(path, collectMs);
  const { assessor } = agent;
  const step = assessor.step.bind(assessor);
  const seconds: Second[] = [];
  assessor.step = (window, seen) => {
    const outcome = step(window, seen);
    const { eventForecast } = assessor.anomalyStatus();
    const isStop = seen.ongoing?.includes('protectiveStop') === true || (seen.eventCounts.protectiveStop ?? 0) > 0;
    if (eventForecast !== undefined) seconds.push({ endMs: window.endMs, isStop, forecast: eventForecast });
    return outcome;
  };
  await agent.run(new AbortController().signal);
  agent.close();
  return seconds;
}

/** The heads have seen this session: this shows that the agent asks them what they were taught, not how good they are elsewhere. */
describe.skipIf(recording === undefined)('the early warning on UR3 CobotOps (../shared/data)', () => {
  let seconds: readonly Second[] = [];
  beforeAll(async () => {
    seconds = recording === undefined ? [] : await live(recording, 20 * minuteMs);
  });

  it('ranks seconds of a stop and those before one above the others', () => {
    const known = seconds.filter(({ forecast }) => isKnown(forecast.nowRatio));
    expect(known.length).toBeGreaterThan(1000);
    const rank = (ratio: 'nowRatio' | 'within5sRatio', isEvent: (one: Second) => boolean): number => {
      const ranked = known.flatMap((one) => (isKnown(one.forecast[ratio]) ? [{ one, score: one.forecast[ratio] }] : []));
      return auroc({
        scores: Float64Array.from(ranked, ({ score }) => score),
        labels: Uint8Array.from(ranked, ({ one }) => Number(isEvent(one))),
      });
    };
    const stopsMs = seconds.filter(({ isStop }) => isStop).map(({ endMs }) => endMs);
    expect(rank('nowRatio', ({ isStop }) => isStop)).toBeGreaterThan(0.85);
    expect(rank('within5sRatio', ({ endMs }) => stopsMs.some((atMs) => atMs > endMs && atMs <= endMs + 5200))).toBeGreaterThan(0.72);
  });

  it('does not look ahead while a stop is on', () => {
    const stopped = seconds.filter(({ isStop, forecast }) => isStop && isKnown(forecast.nowRatio));
    expect(stopped.length).toBeGreaterThan(20);
    for (const { forecast } of stopped) expect(forecast.within5sRatio).toEqual({ unknown: 'notRated' });
  });

  it('says that it knows too little after five minutes between so many stops', async () => {
    const short = recording === undefined ? [] : await live(recording, 5 * minuteMs);
    const reasons = short.map(({ forecast }) => (isUnknown(forecast.nowRatio) ? forecast.nowRatio.unknown : 'known'));
    expect(new Set(reasons)).toEqual(new Set(['learning', 'insufficientData', 'missing']));
  });
});
