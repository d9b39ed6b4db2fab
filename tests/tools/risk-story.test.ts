import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { isUnknown } from '../../agent/contract/unknown.ts';
import { scriptedLife } from '../support/scripted-life.ts';
import { riskStory, storyPath, toldRobots } from './risk-story.ts';
import type { ToldRobot } from './risk-story-page.ts';
import { storyRobots } from './risk-story-robots.ts';
import { repositoryRoot } from './source-tree.ts';

const committed = (path: string): string =>
  existsSync(`${repositoryRoot}/${path}`) ? readFileSync(`${repositoryRoot}/${path}`, 'utf8') : '';
const page = committed(storyPath);
const pathOf = (reports: readonly ReportPayload[]): (number | string)[] =>
  reports.map(({ risk }) => (isUnknown(risk.riskIndex) ? risk.riskIndex.unknown : risk.riskIndex));
const chapterOf = (title: string): string => page.split(/^## /m).find((text) => text.startsWith(title)) ?? '';

/** Lived once for all tests: it is the slow part. */
let told: readonly ToldRobot[] = [];
beforeAll(async () => {
  told = await toldRobots();
}, 300_000);
const robotOf = (title: string): ToldRobot => {
  const found = told.find(({ robot }) => robot.title === title);
  if (found === undefined) throw new Error(`nobody in the story is ${title}`);
  return found;
};

describe('the story of the risk index', () => {
  it('is up to date, pictures too; npm run risk-story makes it', () => {
    const stale = Object.entries(riskStory(told)).filter(([path, text]) => text !== committed(path));
    expect(stale.map(([path]) => `${path} is stale: run npm run risk-story`)).toEqual([]);
  });

  it('tells of all five robots, each with how it ended', () => {
    expect(storyRobots).toHaveLength(5);
    for (const { title } of storyRobots) expect(chapterOf(title), title).toMatch(/^At the end: index /m);
  });

  it('speaks of a relative factor and never of money, safety grades or blame', () => {
    expect(page).toContain('not a safety rating');
    expect(page.toLowerCase()).not.toMatch(/[€$£¥]|\b(usd|eur|cny|dangerous|unsafe|guilty|negligen)/);
  });

  it('explains every jump by a driver, a reason or coverage', () => {
    const rows = page.split('\n').filter((line) => /^\| \d+ \|/.test(line));
    expect(rows.length).toBeGreaterThan(8);
    for (const row of rows) expect(row).toMatch(/alone 50 → |no index /);
  });
});

describe('what the story claims', () => {
  it('pressing the emergency stop moves nothing: the clean cobot has the same path without its presses', async () => {
    const { robot, reports } = robotOf('A clean cobot');
    expect(robot.script.events.length).toBeGreaterThan(0);
    expect(pathOf((await scriptedLife({ ...robot.script, events: [] })).reports)).toEqual(pathOf(reports));
  }, 60_000);

  it('a causal chain counts once: the hall’s last fall has swallowed its knock', () => {
    expect(chapterOf('A humanoid in a public hall')).toContain('1 × impact, 2 × fall');
  });

  it('below TRL 5 there is a reason instead of an index, and the falls are counted', () => {
    expect(chapterOf('A humanoid in the test stage')).toMatch(/unknown \(notRated\)[\s\S]*30 × fall/);
  });

  it('a new safety configuration takes earned credit back, and the page says that it was this', () => {
    const [row = ''] = chapterOf('A humanoid in a public hall').match(/^\| 45 \|.*$/m) ?? [];
    expect(row).toContain('safety configuration, limits, payload or tool changed');
    const [before = 0, after = 0] = (row.match(/[\d.]+ → [\d.]+/)?.[0] ?? '').split(' → ').map(Number);
    expect(after).toBeGreaterThan(before);
  });

  it('what a profile does not rate keeps a robot at E3; where all is declared and rated it is at E2', () => {
    expect(chapterOf('A robot with a month of silence')).toMatch(
      /E3 in stage commercial \(binding: D1b [^;]*unknown→E3; D6 [^;]*unknown→E3\)/,
    );
    expect(chapterOf('A clean cobot')).toContain('480 operating hours at E2');
  });

  it('covers and stages are told of every robot that has an index, each in both languages', () => {
    for (const { title } of storyRobots) {
      const chapter = chapterOf(title);
      expect(chapter, title).toMatch(/^- stage .*: [\d.]+ operating hours, .*\n {2}阶段：/m);
      expect(/^- Cover of the body: index \d.*\n {2}机身保障/m.test(chapter), title).toBe(!chapter.includes('unknown (notRated)'));
    }
  });

  it('silence does not help: the index is gone, and comes back no better than it was', async () => {
    const { robot, reports } = robotOf('A robot with a month of silence');
    const path = pathOf(reports);
    const lost = path.indexOf('insufficientData');
    const back = path.findIndex((value, index) => index > lost && typeof value === 'number');
    expect(lost).toBeGreaterThan(0);
    expect(Number(path[back])).toBeGreaterThanOrEqual(Number(path[lost - 1]));
    const without = pathOf((await scriptedLife({ ...robot.script, silence: { afterDay: 20, daysCount: 0 } })).reports);
    expect(Number(path.at(-1))).toBeGreaterThanOrEqual(Number(without.at(-2)));
  }, 60_000);
});
