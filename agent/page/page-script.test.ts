import { describe, expect, it } from 'vitest';
import { FakeSource, openFakeBrowser } from '../../tests/support/fake-browser.ts';
import { pageScript } from './page-script.ts';

const openBrowser = () => openFakeBrowser(pageScript);

/** The corners of the drawn path. */
function pointsOf(browser: ReturnType<typeof openBrowser>): [x: number, y: number][] {
  const text = String(browser.line()?.attributes.points ?? '');
  return text === '' ? [] : text.split(' ').map((point) => point.split(',').map(Number) as [number, number]);
}

describe('the parts of the page', () => {
  it('are swapped when they have changed, and left alone when not, so that focus and selection stay', () => {
    const { views, view } = openBrowser();
    view({ index: '<b>1</b>', hours: '<i>1</i>' });
    view({ index: '<b>2</b>', hours: '<i>1</i>' });
    expect(views.map(({ innerHTML, swapCount }) => [innerHTML, swapCount])).toEqual([
      ['<b>2</b>', 2],
      ['<i>1</i>', 1],
    ]);
  });

  it('that the agent does not draw keep what they show', () => {
    const { views, view } = openBrowser();
    view({ index: '<b>1</b>', another: 'x' });
    view({});
    expect(views.map(({ innerHTML }) => innerHTML)).toEqual(['<b>1</b>', '']);
  });
});

describe('the path of the index', () => {
  it('begins with its second point and spans the width, 0 at the bottom and 100 at the top', () => {
    const browser = openBrowser();
    browser.status(0, 1000);
    expect(browser.path.children).toEqual([]);
    browser.status(50, 2000);
    browser.status(100, 5000);
    expect(pointsOf(browser)).toEqual([
      [0, 106],
      [100, 56],
      [400, 6],
    ]);
  });

  it('has its levels at 0, 50 and 100, with the reference apart', () => {
    const browser = openBrowser();
    browser.status(10, 0);
    browser.status(20, 1000);
    const lines = browser.path.children.filter(({ tag }) => tag === 'line').map(({ attributes }) => [attributes.class, attributes.y1]);
    expect(lines).toEqual([
      ['level', '106.0'],
      ['levelMiddle', '56.0'],
      ['level', '6.0'],
    ]);
    expect(browser.path.children.filter(({ tag }) => tag === 'text').map(({ textContent }) => textContent)).toEqual([0, 50, 100]);
  });

  it('skips what is unknown, and begins anew when the agent has', () => {
    const browser = openBrowser();
    browser.status(40, 1000);
    browser.status({ unknown: 'learning' }, 2000);
    browser.status(60, 3000);
    expect(pointsOf(browser)).toHaveLength(2);
    browser.status(70, 100);
    browser.status(80, 200);
    expect(pointsOf(browser).map(([, y]) => y)).toEqual([36, 26]);
  });

  it('thins out beyond 600 points, keeps its ends, and stays in order', () => {
    const browser = openBrowser();
    for (let second = 0; second <= 2000; second++) browser.status(second / 20, second * 1000);
    const points = pointsOf(browser);
    expect(points.length).toBeGreaterThan(300);
    expect(points.length).toBeLessThanOrEqual(600);
    expect([points[0], points.at(-1)]).toEqual([
      [0, 106],
      [400, 6],
    ]);
    expect(points.every(([x, y], k) => k === 0 || (x >= (points[k - 1]?.[0] ?? 0) && y <= (points[k - 1]?.[1] ?? 0)))).toBe(true);
  });

  it('drops every other point when it thins out, never the last', () => {
    const browser = openBrowser();
    for (let second = 0; second <= 600; second++) browser.status(50, second * 1000);
    expect(pointsOf(browser)).toHaveLength(301);
  });

  it('is drawn again when the window changes, and only if there is one', () => {
    const browser = openBrowser();
    browser.resize();
    expect(browser.path.children).toEqual([]);
    browser.status(1, 0);
    browser.status(2, 1000);
    const before = browser.line();
    browser.resize();
    expect(browser.line()).not.toBe(before);
  });
});

describe('an agent that is gone', () => {
  it('is told after five seconds of silence, with when it was heard last, until it is heard again', () => {
    const browser = openBrowser();
    browser.status(50, 0);
    browser.second(6000);
    expect(browser.notice.hidden).toBe(true);
    browser.second(6001);
    expect([browser.notice.hidden, browser.notice.children[0]?.textContent]).toEqual([false, 'at 1000']);
    browser.second(9000);
    expect(browser.notice.children[0]?.textContent).toBe('at 1000');
    browser.status(50, 10_000);
    expect(browser.notice.hidden).toBe(true);
  });

  it('is looked for once a second', () => {
    expect(openBrowser().periodsMs).toEqual([1000]);
  });

  it('is told at once when the connection breaks; the browser mends what it can', () => {
    const browser = openBrowser();
    browser.error(0);
    expect([browser.notice.hidden, browser.later.length, browser.sources.length]).toEqual([false, 0, 1]);
  });

  it('is asked again after three seconds once the browser has given up', () => {
    const browser = openBrowser();
    browser.error(FakeSource.CLOSED);
    expect(browser.later.map(({ afterMs }) => afterMs)).toEqual([3000]);
    browser.later[0]?.run();
    expect(browser.sources.map(({ url }) => url)).toEqual(['events', 'events']);
    browser.status(50, 0);
    expect(browser.notice.hidden).toBe(true);
  });
});

describe('the language', () => {
  it('changes with its button, in the page and in its address, to and fro', () => {
    const { language, root, addresses } = openBrowser();
    const languages = [1, 2, 3].map(() => {
      language.fire('click');
      return root.lang;
    });
    expect(languages).toEqual(['zh', 'en', 'zh']);
    expect(addresses).toEqual(['?lang=zh', './', '?lang=zh']);
  });
});
