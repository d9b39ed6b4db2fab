import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyStatus } from '../../tests/support/agent-status.ts';
import { type RiskDriver, riskDimensions } from '../contract/assessment.ts';
import type { AgentStatus } from '../contract/status.ts';
import { type UnknownReason, unknown } from '../contract/unknown.ts';
import { ratedEventClasses } from '../contract/usage.ts';
import { drawAnomaly, drawDrivers, drawEvents, drawIndex } from './draw-risk.ts';

const driverOf = (ln: number, index: number): RiskDriver => ({
  dimension: riskDimensions[index % riskDimensions.length] ?? 'use',
  ln,
  factorRatio: Math.exp(ln),
  aloneIndex: 50,
  shareRatio: 0,
  textEn: `reason ${index}`,
  textZh: `原因 ${index}`,
});
const driversOf = (...lns: number[]): string => drawDrivers({ ...busyStatus, drivers: lns.map(driverOf) }).markup;
const shownLns = (markup: string): string[] => [...markup.matchAll(/<b>ln ([^<]*)<\/b>/g)].map(([, ln = '']) => ln);
const barsOf = (markup: string): [className: string, width: number][] =>
  [...markup.matchAll(/<rect class="(raises|lowers)" x="[\d.]+%" width="([\d.]+)%"/g)].map(([, name = '', width]) => [name, Number(width)]);

describe('the index', () => {
  const index = (change: Partial<AgentStatus>) => drawIndex({ ...busyStatus, ...change }).markup;

  it.each([
    [0, '0.0'],
    [100, '100.0'],
    [49.95, '50.0'],
    [57.349, '57.3'],
  ])('of %f is shown as %s', (riskIndex, shown) => {
    expect(index({ riskIndex })).toContain(`<strong id="riskIndex">${shown}</strong>`);
  });

  const reasons: readonly UnknownReason[] = ['insufficientData', 'notRated', 'learning', 'notObserved', 'stale'];
  it.each(reasons)('that is unknown (%s) is told by its reason and by no digit but those of the scale', (reason) => {
    const markup = index({ riskIndex: unknown(reason), p05Index: unknown(reason), p95Index: unknown(reason) });
    expect(markup).toMatch(/<strong id="riskIndex"><span class="unknown">/);
    expect(markup.slice(0, markup.indexOf('<svg'))).not.toMatch(/\d/);
    expect(markup).not.toContain('needle');
  });

  it('has its interval only where both ends are known', () => {
    expect(index({ p05Index: 1, p95Index: 99.04 })).toContain('<b id="interval">1.0 – 99.0</b>');
    expect(index({ p05Index: unknown('notReported'), p95Index: 60 })).not.toContain('id="interval"');
    const { p05Index: _low, p95Index: _high, ...without } = busyStatus;
    expect(drawIndex(without).markup).not.toContain('id="interval"');
    expect(drawIndex(without).markup).toContain('57.3');
  });
});

describe('the drivers', () => {
  it('come strongest first, whichever way they push, and six at most', () => {
    const markup = driversOf(0.01, -0.5, 0.3, -0.02, 0.04, 0.2, -0.1, 0.06);
    expect(shownLns(markup)).toEqual(['−0.500', '+0.300', '+0.200', '−0.100', '+0.060', '+0.040']);
  });

  it('are as long as they are strong against the strongest, and none leaves its half', () => {
    const strength = fc.double({ min: -3, max: 3, noNaN: true }).filter((ln) => Math.abs(ln) > 1e-6);
    fc.assert(
      fc.property(fc.array(strength, { minLength: 1, maxLength: 6 }), (lns) => {
        const bars = barsOf(driversOf(...lns));
        const sorted = lns.toSorted((a, b) => Math.abs(b) - Math.abs(a));
        const extent = Math.max(0.1, Math.abs(sorted[0] ?? 0));
        expect(bars.map(([name]) => name)).toEqual(sorted.map((ln) => (ln > 0 ? 'raises' : 'lowers')));
        bars.forEach(([, width], k) => {
          expect(Math.abs(width - (50 * Math.abs(sorted[k] ?? 0)) / extent)).toBeLessThan(0.006);
        });
      }),
    );
  });

  it('that are trifles look like trifles: the scale is never narrower than ±10 %', () => {
    expect(barsOf(driversOf(0.01))).toEqual([['raises', 5]]);
  });

  it('at the reference are named once, and not as rows', () => {
    const markup = driversOf(0, 0.2, 0);
    expect(shownLns(markup)).toEqual(['+0.200']);
    expect(markup).toMatch(/At the reference.*operating environment.*safety history/s);
    expect(driversOf(0.1)).not.toContain('At the reference');
    expect(driversOf(0)).toContain('Nothing moves the index away from the reference.');
  });

  it('are not shown beside an index that is unknown', () => {
    const { markup } = drawDrivers({ ...busyStatus, riskIndex: unknown('notRated') });
    expect(shownLns(markup)).toEqual([]);
    expect(markup).toContain('not rated');
  });

  it('leave the status as it was: sorting is for the page', () => {
    const drivers = [driverOf(0.1, 0), driverOf(0.5, 1)];
    drawDrivers({ ...busyStatus, drivers });
    expect(drivers.map(({ ln }) => ln)).toEqual([0.1, 0.5]);
  });
});

describe('the events', () => {
  it('show every class that happened with its count, in both languages', () => {
    const eventCounts = Object.fromEntries(ratedEventClasses.map((eventClass, index) => [eventClass, 1000 * (index + 1)]));
    const { markup } = drawEvents({ ...busyStatus, eventCounts, notObserved: [] });
    expect([...markup.matchAll(/<dd>([^<]*)<\/dd>/g)].map(([, count]) => count)).toEqual([
      '1 000',
      '2 000',
      '3 000',
      '4 000',
      '5 000',
      '6 000',
    ]);
    for (const word of ['急停', '保护性停止', '碰撞', '跌倒', '限值触发', '重大故障']) expect(markup).toContain(word);
    expect(markup).not.toContain('Not observed');
  });

  it('leave out what did not happen', () => {
    expect(drawEvents({ ...busyStatus, eventCounts: { fall: 0, impact: 0 }, notObserved: [] }).markup).toContain('No events so far.');
  });

  it('list what nobody can see, and what that means', () => {
    const { markup } = drawEvents({ ...busyStatus, eventCounts: {}, notObserved: ['fall', 'odd'] });
    expect(markup).toContain('<li><span lang="en">fall</span><span lang="zh">跌倒</span></li>');
    expect(markup).toContain('<li><span lang="en">odd</span><span lang="zh">odd</span></li>');
    expect(markup).toContain('they count as the reference and earn no credit');
  });
});

describe('the anomaly', () => {
  const anomaly = (change: Partial<AgentStatus['anomaly']>) =>
    drawAnomaly({ ...busyStatus, anomaly: { ...busyStatus.anomaly, ...change } }).markup;

  it('shows score, joint and alarms where there are any', () => {
    const markup = anomaly({ status: 'active', score: 2.71499, joint: 'left_knee_joint', alarmCount: 1234 });
    expect([...markup.matchAll(/<dd>([^<]*)<\/dd>/g)].map(([, text]) => text)).toEqual(['1 234', '2.71', 'left_knee_joint']);
    expect(markup).toContain('watching');
  });

  it('says why there is no score or no joint', () => {
    const markup = anomaly({ score: unknown('notObserved'), joint: unknown('stale') });
    expect(markup).toContain('<span lang="en">not observed</span>');
    expect(markup).toContain('<span lang="en">stale</span>');
  });
});
