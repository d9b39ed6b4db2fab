import { describe, expect, it } from 'vitest';
import { busyStatus } from '../../tests/support/agent-status.ts';
import { type BrowserPage, chromiumPath, chromiumRemedy, openBrowser } from '../../tests/support/chromium.ts';
import { SteppedClock } from '../../tests/support/stepped-clock.ts';
import { startStatusPage } from './start-status-page.ts';
import { beatMs } from './status-stream.ts';

const deadlineMs = 60_000;

interface Opened {
  readonly browser: BrowserPage;
  readonly clock: SteppedClock;
  readonly url: string;
  readonly setIndex: (riskIndex: number) => void;
  readonly stopAgent: () => Promise<void>;
}

/** An agent's page in a real browser, for as long as `use` takes. */
async function withPage(path: string, use: (opened: Opened) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const clock = new SteppedClock();
  let status = busyStatus;
  const page = await startStatusPage({ port: 0, clock, signal: stopping.signal, status: () => status });
  const browser = await openBrowser(path, AbortSignal.timeout(deadlineMs));
  const setIndex = (riskIndex: number): void => {
    status = { ...status, riskIndex, uptimeMs: status.uptimeMs + beatMs, outbox: { closedCount: 13, receiptedCount: 13 } };
  };
  try {
    await browser.page.open(page.url);
    await use({ browser: browser.page, clock, url: page.url, setIndex, stopAgent: page.stop });
  } finally {
    await browser.close();
    stopping.abort();
    await page.stop();
  }
}

describe.skipIf(chromiumPath === undefined)(`the page in Chromium (${chromiumRemedy})`, () => {
  const path = chromiumPath ?? '';

  it('shows the numbers of the agent, follows it, speaks Chinese, and says when the agent is gone', { timeout: deadlineMs }, async () => {
    await withPage(path, async ({ browser, clock, setIndex, stopAgent }) => {
      const shown = ['#riskIndex', '#interval', '#powerOnMs', '#operatingMs', '#sentCount', '#receiptedCount', '#waitingCount'];
      expect(await Promise.all(shown.map((selector) => browser.textOf(selector)))).toEqual([
        '57.3',
        '51.8 – 63.4',
        '12.50 h',
        '8.60 h',
        '12',
        '11',
        '1',
      ]);
      expect(await browser.textOf('#origin')).toBe('SIMULATION: no real robot; nothing here is evidence');

      setIndex(61.2);
      await clock.slept();
      clock.advance(beatMs);
      await browser.until("document.getElementById('riskIndex').textContent === '61.2'");
      expect(await browser.textOf('#waitingCount')).toBe('0');
      await browser.until("document.querySelector('#path polyline')?.points.length === 2");

      await browser.evaluate("document.getElementById('language').click()");
      expect(await browser.textOf('#title-index')).toBe('风险指数');
      expect(await browser.evaluate('location.search')).toBe('?lang=zh');
      await browser.evaluate("document.getElementById('language').click()");

      expect(await browser.evaluate("document.getElementById('notice').hidden")).toBe(true);
      await stopAgent();
      await browser.until("!document.getElementById('notice').hidden");
      expect(await browser.textOf('#notice')).toContain('The agent does not answer');
      expect(await browser.textOf('#riskIndex')).toBe('61.2');
    });
  });

  it('breaks none of its own rules, which the browser keeps, and fits both widths', { timeout: deadlineMs }, async () => {
    await withPage(path, async ({ browser, url }) => {
      const lit = "getComputedStyle(document.querySelector('rect.operatingMs')).fill";
      expect(await browser.evaluate(lit)).not.toBe('rgb(0, 0, 0)');
      for (const width of [1280, 390]) {
        await browser.send('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: width < 500 });
        expect(await browser.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      }
      expect(await browser.evaluate('window.stopped')).toEqual([]);
      await browser.evaluate("document.body.setAttribute('style', 'color: red')");
      await browser.until('window.stopped.length > 0');
      expect(await browser.evaluate('window.stopped')).toEqual(['style-src-attr']);
      const foreign = `performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith(${JSON.stringify(url)})).length`;
      expect(await browser.evaluate(foreign)).toBe(0);
    });
  });

  it('can be worked by the keyboard, and keeps the focus while the agent draws', { timeout: deadlineMs }, async () => {
    await withPage(path, async ({ browser, clock, setIndex }) => {
      const key = (type: string) => browser.send('Input.dispatchKeyEvent', { type, key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 });
      await key('keyDown');
      await key('keyUp');
      expect(await browser.evaluate('document.activeElement.id')).toBe('language');
      setIndex(48.9);
      await clock.slept();
      clock.advance(beatMs);
      await browser.until("document.getElementById('riskIndex').textContent === '48.9'");
      expect(await browser.evaluate('document.activeElement.id')).toBe('language');
    });
  });
});
