import { describe, expect, it } from 'vitest';
import { openReplay } from '../../tests/support/open-replay.ts';
import { payloadOf } from '../../tests/support/report-folder.ts';
import type { Agent } from '../agent.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { unknown } from '../contract/unknown.ts';
import { type ReplaySummary, summarise, summaryLines } from './replay-summary.ts';

type Opened = Parameters<typeof summarise>[1];
const opened = { source: { identity: { descriptionName: 'synthetic-cobot', recordingSha256: 'sha256:00' } } } as unknown as Opened;

async function ranAgent(reportPeriodMs?: number): Promise<Agent> {
  const agent = await openReplay(':memory:', { reportPeriodMs });
  await agent.run(new AbortController().signal);
  return agent;
}

const whole = await ranAgent();
const summary = summarise(whole, opened);
const recordsOf = (agent: Agent, type: string): LedgerRecord[] =>
  [...agent.ledger.lines()].map((line) => JSON.parse(line) as LedgerRecord).filter((record) => record.type === type);
const lineOf = (changed: ReplaySummary, title: string): string => summaryLines(changed).find((line) => line.startsWith(title)) ?? '';

describe('the summary of a replay in several reports', () => {
  it('counts events, gaps and period over all of them, as one report of the whole would', async () => {
    const parts = summarise(await ranAgent(300_000), opened);
    expect(parts.reportCount).toBeGreaterThan(3);
    expect(summary.reportCount).toBe(1);
    expect(parts.events).toEqual(summary.events);
    expect(parts.gaps).toEqual(summary.gaps);
    expect(parts.period).toEqual(summary.period);
    expect(parts.exposure).toEqual(summary.exposure);
    expect(parts.risk).toEqual(summary.risk);
  });

  it('counts as many events as the ledger has', () => {
    const started = recordsOf(whole, 'event.started').map(({ data }) => String(data.eventClass));
    const counted = Object.entries(summary.events.countByClass).flatMap(([name, count]) => Array<string>(count).fill(name));
    expect(counted.sort()).toEqual(started.sort());
    expect(started.length).toBeGreaterThan(0);
  });

  it('speaks with the last report’s words and the index’s own explanation', () => {
    const last = payloadOf(whole.ledger.reports().at(-1)?.jws ?? '');
    expect(summary).toMatchObject({
      robot: last.robot,
      versions: last.versions,
      log: last.log,
      risk: last.risk,
      statement: last.statement,
    });
    expect((summary.explanation as { assessment: unknown }).assessment).toEqual(summary.risk);
    expect(summary.recording).toEqual(opened.source.identity);
  });

  it('of an agent that closed no report is a defect of ours', async () => {
    const agent = await openReplay(':memory:');
    expect(() => summarise(agent, opened)).toThrow('A finished replay has at least one report');
    agent.close();
  });
});

describe('the lines for people', () => {
  it('show everything in a fixed order', () => {
    const titles = summaryLines(summary).map((line) => line.split(/\s{2,}/)[0]);
    expect(titles.filter((title) => title !== '')).toEqual([
      'Recording',
      'Period',
      'Intake',
      'Hours',
      'By grade',
      'Grade',
      'Events',
      'Index',
      'Anomaly',
      'Ledger',
    ]);
  });

  it('show hours by grade that add up to the operating hours', () => {
    const secondsOf = (text: string): number => text.split(':').reduce((total, part) => total * 60 + Number(part), 0);
    const shown = [...lineOf(summary, 'By grade').matchAll(/E[1-5] (\S+)/g)].map((match) => secondsOf(match[1] ?? ''));
    expect(shown).toHaveLength(5);
    expect(shown.reduce((total, seconds) => total + seconds, 0)).toBe(Math.floor(summary.exposure.operatingMs / 1000));
  });

  it('name the drivers that move the index, and leave out those that do not', () => {
    const text = summaryLines(summary).join('\n');
    expect(text).toContain('Operating environment:');
    expect(text).toContain('Safety history:');
    expect(text).not.toContain('Condition of components');
  });

  it('always say what the index is not', () => {
    expect(summaryLines(summary).join('\n')).toContain('not a safety rating');
    expect(lineOf(summary, 'Index')).toMatch(/; illustrative reference$/);
  });

  it('say unknown with its reason where there is no index', () => {
    const risk = {
      ...summary.risk,
      riskIndex: unknown('notRated'),
      p05Index: unknown('notRated'),
      p95Index: unknown('notRated'),
      drivers: [],
    };
    expect(lineOf({ ...summary, risk }, 'Index')).toMatch(/^Index {6}unknown \(notRated\) \(90 % interval unknown \(notRated\) … unknown/);
  });

  it('say none where nothing happened and everything was observed', () => {
    const events = { countByClass: {}, notObserved: [] };
    expect(lineOf({ ...summary, events }, 'Events')).toBe('Events     none; not observed: none');
  });

  it('show every kind of flaw with its count, what was discarded, and the first place', () => {
    const counts = { frameCount: 9, messageCount: 2, cellOutOfRangeCount: 4 };
    const flaws = {
      'replay/row-malformed': { count: 3, discardedCount: 2, places: ['line 7: 2 cells', 'line 8: 2 cells'] },
      'replay/time-stands': { count: 1, discardedCount: 0, places: [] },
    };
    const lines = summaryLines({ ...summary, intake: { arm: { ...counts, flaws } } });
    expect(lines.slice(2, 5)).toEqual([
      'Intake     9 frames, 2 messages, 4 cells out of range',
      '           3 × replay/row-malformed, 2 discarded; first: line 7: 2 cells',
      '           1 × replay/time-stands; first: ',
    ]);
  });

  it('count one report in the singular and several in the plural', () => {
    expect(lineOf(summary, 'Ledger')).toContain(', 1 signed report, root sha256:');
    expect(lineOf({ ...summary, reportCount: 2 }, 'Ledger')).toContain(', 2 signed reports, ');
  });

  it('name no joint where no window was scored', () => {
    const anomaly = {
      ...{ phase: 'collect', levels: ['L0'], isShortCommissioning: false, lifetimeAlarmCount: 0 },
      ...{ scoredCount: 0, windowCount: 5, maxScore: 0, maxJoint: { unknown: 'notObserved' } },
    };
    expect(lineOf({ ...summary, anomaly }, 'Anomaly')).toBe('Anomaly    collect; 0 of 5 windows judged by L0; 0 alarms');
  });
});
