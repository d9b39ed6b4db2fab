import { describe, expect, it } from 'vitest';
import { busyStatus } from '../../tests/support/agent-status.ts';
import type { EventForecastStatus } from '../contract/event-forecast.ts';
import { unknown } from '../contract/unknown.ts';
import { drawForecast } from './draw-forecast.ts';
import { drawAnomaly } from './draw-risk.ts';

const forecast: EventForecastStatus = {
  ...{ nowRatio: 0.01249, within5sRatio: unknown('notObserved'), within10sRatio: 0.5 },
  ...{ textEn: 'Not a <safety> function.', textZh: '非安全功能。' },
};

describe('the early warning on the page', () => {
  it('shows three probabilities to three digits, or the reason why one is unknown', () => {
    const { markup } = drawForecast(forecast);
    const shown = [...markup.matchAll(/<dd>(.*?)<\/dd>/g)].map(([, text = '']) => text);
    expect([shown[0], shown[2]]).toEqual(['0.012', '0.500']);
    expect(shown[1]).toContain('<span lang="en">not observed</span>');
    expect(shown[1]).not.toMatch(/\d/);
  });

  it('is followed by what it is worth, in both languages and as text', () => {
    const { markup } = drawForecast(forecast);
    expect(markup).toContain('<span lang="en">Not a &lt;safety&gt; function.</span><span lang="zh">非安全功能。</span>');
    expect(markup).toContain('预警：保护性停止的概率');
  });

  it('is there only where the agent makes one', () => {
    const { anomaly } = busyStatus;
    expect(drawAnomaly(busyStatus).markup).not.toContain('eventForecast');
    expect(drawAnomaly({ ...busyStatus, anomaly: { ...anomaly, eventForecast: forecast } }).markup).toContain('id="eventForecast"');
  });
});
