import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { pictureText, storyPicture } from './risk-story-picture.ts';
import { storyRobots } from './risk-story-robots.ts';
import { repositoryRoot } from './source-tree.ts';

/** A report as far as a picture looks at it. */
function reportOf(index: number | null, classes: readonly string[] = []): ReportPayload {
  const value = (offset: number) => (index === null ? unknown('notRated') : index + offset);
  const risk = { riskIndex: value(0), p05Index: value(-5), p95Index: value(5), covers: { body: value(-1), thirdParty: value(1) } };
  return { risk, events: { countByClass: Object.fromEntries(classes.map((name) => [name, 1])) } } as unknown as ReportPayload;
}
const pathsOf = (picture: string, look: string): string[] =>
  picture
    .split('\n')
    .flatMap((line) =>
      line.includes(look) && line.startsWith('<path') && !line.includes('<text') ? [/d="([^"]*)"/.exec(line)?.[1] ?? ''] : [],
    );
const indexLook = 'stroke-width="2.5"';

describe('a picture of reports', () => {
  it('draws the index as one line through all of them, higher where it is higher', () => {
    const [track = ''] = pathsOf(
      storyPicture(
        'one',
        [50, 60, 40].map((index) => reportOf(index)),
      ),
      indexLook,
    );
    const [first = 0, second = 0, third = 0] = [...track.matchAll(/[\d.]+ ([\d.]+)/g)].map((match) => Number(match[1]));
    expect(second).toBeLessThan(first);
    expect(third).toBeGreaterThan(first);
  });

  it('breaks the line where there is no index, and says so in the hole', () => {
    const picture = storyPicture(
      'one',
      [50, 49, null, null, 51].map((index) => reportOf(index)),
    );
    expect(pathsOf(picture, indexLook)).toHaveLength(2);
    expect(picture.match(/url\(#none\)/g)).toHaveLength(1);
    expect(picture.match(/no index/g)).toHaveLength(1);
  });

  it('has a lane for each class that occurred, with a mark for each report it occurred in', () => {
    const picture = storyPicture('one', [reportOf(50, ['fall']), reportOf(50, ['fall', 'impact']), reportOf(50)]);
    expect(picture.match(/>fall<|>impact</g)).toHaveLength(2);
    expect(pathsOf(picture, 'stroke-width="3"').map((marks) => marks.match(/M/g)?.length)).toEqual([2, 1]);
  });

  it('has no legend where nothing is drawn by it', () => {
    expect(storyPicture('one', [reportOf(null)])).not.toContain('90 % interval');
  });

  it('keeps every point within its frame, whatever the index is (property)', () => {
    const value = fc.oneof(fc.constant(null), fc.double({ min: 0, max: 100, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 80 }), (values) => {
        const picture = storyPicture(
          'any',
          values.map((index) => reportOf(index)),
        );
        const points = pathsOf(picture, indexLook).flatMap((track) => [...track.matchAll(/([\d.-]+) ([\d.-]+)/g)]);
        expect(points).toHaveLength(values.filter((index) => index !== null).length);
        for (const [, x, y] of points) expect(Number(x) >= 112 && Number(x) <= 800 && Number(y) >= 44 && Number(y) <= 284).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('is told in words to who cannot see it', () => {
    expect(pictureText([50, 60, null, 55.04].map((index) => reportOf(index)))).toBe(
      'index from 50 to 55 in 4 reports, between 50 and 60, 1 of them without an index',
    );
    expect(pictureText([reportOf(null), reportOf(null)])).toBe('no index in any of 2 reports');
  });

  it('uses neither red nor green, and loads nothing from elsewhere', () => {
    for (const { picture } of storyRobots) {
      const svg = readFileSync(`${repositoryRoot}/docs/risk-index/${picture}.svg`, 'utf8');
      const colours = [...svg.matchAll(/#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})"/g)].map((match) =>
        match.slice(1).map((part) => Number.parseInt(part, 16)),
      );
      expect(colours.length).toBeGreaterThan(3);
      for (const [red = 0, green = 0, blue = 0] of colours) {
        expect(green - Math.max(red, blue)).toBeLessThan(30);
        expect(red - Math.max(green, blue)).toBeLessThan(90);
      }
      expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|<script|href/);
    }
  });
});
