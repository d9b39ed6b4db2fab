import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReplay } from '../tests/support/open-replay.ts';
import { quickPlan } from '../tests/support/watched-life.ts';
import type { Agent } from './agent.ts';
import { readEventHeads } from './configuration/read-event-heads.ts';
import type { EventForecastStatus } from './contract/event-forecast.ts';
import { isUnknown } from './contract/unknown.ts';

/** Everything an agent hands on or keeps, as the bytes it keeps. */
function keptBy({ ledger, assessor }: Agent): Readonly<Record<string, string>> {
  return {
    records: [...ledger.lines()].join('\n'),
    reports: ledger
      .reports()
      .map(({ jws }) => jws)
      .join('\n'),
    savedState: JSON.stringify(ledger.savedState()),
    learned: JSON.stringify(assessor.learned.changes()),
    assessment: JSON.stringify([assessor.state, assessor.anomalyReport(), assessor.anomalyTotals(), assessor.assessmentState()]),
  };
}

interface Life {
  readonly agent: Agent;
  /** The early warning of every second. */
  readonly forecasts: readonly EventForecastStatus[];
}

async function live(eventForecast: 'off' | 'page'): Promise<Life> {
  const eventHeads = eventForecast === 'page' ? await readEventHeads() : undefined;
  const agent = await openReplay(':memory:', { commissioning: quickPlan, eventHeads });
  const forecasts: EventForecastStatus[] = [];
  await agent.run(new AbortController().signal, {
    onItem: ({ kind }) => {
      const { eventForecast: one } = agent.assessor.anomalyStatus();
      if (one !== undefined && kind === 'frame') forecasts.push(one);
    },
  });
  return { agent, forecasts };
}

describe('the early warning of the page', () => {
  let [off, page]: [Life | undefined, Life | undefined] = [undefined, undefined];
  beforeAll(async () => {
    [off, page] = [await live('off'), await live('page')];
  });
  afterAll(() => {
    for (const life of [off, page]) life?.agent.close();
  });

  it('is made once the robot is known, of the recording that ships', () => {
    const known = page?.forecasts.filter(({ nowRatio }) => !isUnknown(nowRatio)) ?? [];
    expect(known.length).toBeGreaterThan(100);
    for (const { nowRatio } of known) expect(Number(nowRatio) >= 0 && Number(nowRatio) <= 1).toBe(true);
    expect(page?.forecasts[0]).toMatchObject({ nowRatio: { unknown: 'learning' } });
    expect(off?.forecasts).toEqual([]);
  });

  it('leaves no byte in records, reports, saved state or what was learned', () => {
    const [without, beside] = [off && keptBy(off.agent), page && keptBy(page.agent)];
    expect(without?.reports).not.toBe('');
    expect(beside).toEqual(without);
    expect(Object.values(beside ?? {}).join()).not.toMatch(/forecast|within5s|within10s/i);
  });

  it('does not look ahead of a stop that is on, nor of a window without readings', () => {
    const ahead = page?.forecasts.map(({ within5sRatio }) => (isUnknown(within5sRatio) ? within5sRatio.unknown : 'known')) ?? [];
    expect(new Set(ahead)).toEqual(new Set(['learning', 'known', 'notRated', 'missing']));
  });

  it('is named by no word in the code that records and reports', () => {
    for (const path of ['./pipeline.ts', './period-closing.ts', './record/entries.ts', './report/close-report.ts'])
      expect(readFileSync(new URL(path, import.meta.url), 'utf8')).not.toMatch(/forecast/i);
  });
});
