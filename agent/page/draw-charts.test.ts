import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../contract/unknown.ts';
import type { MsByGrade } from '../contract/usage.ts';
import { drawBar, drawDiverging, drawIndexScale, drawStack } from './draw-charts.ts';

/** Position and width of the rectangle of a class, in percent. */
function rectOf(markup: string, className: string): [x: number, width: number] | undefined {
  const found = new RegExp(`<rect class="${className}"(?: x="([\\d.]+)%")?(?: y="[\\d.]+")? width="([\\d.]+)%"`).exec(markup);
  return found === null ? undefined : [Number(found[1] ?? 0), Number(found[2])];
}

describe('a bar', () => {
  it('is a share of its track and never longer', () => {
    expect(rectOf(drawBar(0.25, 'readyMs').markup, 'readyMs')).toEqual([0, 25]);
    expect(rectOf(drawBar(7, 'readyMs').markup, 'readyMs')).toEqual([0, 100]);
    expect(rectOf(drawBar(-1, 'readyMs').markup, 'readyMs')).toEqual([0, 0]);
  });
});

describe('the stack of grades', () => {
  it('fills its track exactly, one grade beginning where the other ends', () => {
    const hours = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(hours, (msByGrade: MsByGrade) => {
        const { markup } = drawStack(msByGrade);
        const rects = [1, 2, 3, 4, 5].map((grade) => rectOf(markup, `e${grade}`) ?? [-1, -1]);
        const hasHours = msByGrade.some((ms) => ms > 0);
        rects.forEach(([x = -1, width = -1], index) => {
          const end = rects[index + 1]?.[0] ?? (hasHours ? 100 : 0);
          expect(Math.abs(x + width - end)).toBeLessThan(0.02);
        });
      }),
    );
  });
});

describe('a driver in ln space', () => {
  it('goes to the right when it raises the index, to the left when it lowers it, equally far', () => {
    expect(rectOf(drawDiverging(0.1, 0.2).markup, 'raises')).toEqual([50, 25]);
    expect(rectOf(drawDiverging(-0.1, 0.2).markup, 'lowers')).toEqual([25, 25]);
    expect(rectOf(drawDiverging(-9, 0.2).markup, 'lowers')).toEqual([0, 50]);
  });
});

describe('the scale of the index', () => {
  it('marks the reference at 50 and the index where it is', () => {
    const { markup } = drawIndexScale({ riskIndex: 57.3, p05Index: 51.8, p95Index: 63.4 });
    expect(markup).toContain('class="middle" x1="50%"');
    expect(markup).toContain('cx="57.30%"');
    expect(rectOf(markup, 'interval')).toEqual([51.8, 11.6]);
  });

  it('has no needle for an unknown index and no band for an unknown interval', () => {
    const none = unknown('insufficientData');
    expect(drawIndexScale({ riskIndex: none, p05Index: 1, p95Index: 2 }).markup).not.toContain('needle');
    expect(drawIndexScale({ riskIndex: 50, p05Index: none, p95Index: 2 }).markup).not.toContain('interval');
  });
});

/** Every position and width of a chart, in percent. */
const percentsOf = (markup: string): number[] => [...markup.matchAll(/="([^"]*)%"/g)].map(([, value]) => Number(value));

describe('charts of extreme values', () => {
  const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });

  it('stay in their frame and say no nonsense, whatever they are given', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, anyNumber, (a, b, c) => {
        const charts = [drawBar(a, 'x'), drawDiverging(b, 0.1), drawIndexScale({ riskIndex: a, p05Index: b, p95Index: c })];
        for (const { markup } of charts) {
          expect(percentsOf(markup).every((value) => value >= 0 && value <= 100)).toBe(true);
        }
      }),
    );
  });

  it.each([
    [0, '0.00'],
    [100, '100.00'],
    [-3, '0.00'],
    [250, '100.00'],
    [33.333, '33.33'],
  ])('put an index of %f at %s %% of the scale, needle and head together', (riskIndex, at) => {
    const { markup } = drawIndexScale({ riskIndex, p05Index: 0, p95Index: 100 });
    expect(markup).toContain(`class="needle" x1="${at}%" x2="${at}%"`);
    expect(markup).toContain(`class="needleHead" cx="${at}%"`);
  });

  it('give an interval that is turned round no width, and one of a point a place', () => {
    expect(rectOf(drawIndexScale({ riskIndex: 50, p05Index: 60, p95Index: 40 }).markup, 'interval')).toEqual([60, 0]);
    expect(rectOf(drawIndexScale({ riskIndex: 50, p05Index: 50, p95Index: 50 }).markup, 'interval')).toEqual([50, 0]);
  });

  it('keep the scale whole where nothing is known: track, ticks at quarters, the reference', () => {
    const none = unknown('insufficientData');
    const { markup } = drawIndexScale({ riskIndex: none, p05Index: none, p95Index: none });
    const ticks = [...markup.matchAll(/class="tick" x1="([\d.]+)%" x2="([\d.]+)%"/g)].map(([, from, to]) => [Number(from), Number(to)]);
    expect(ticks).toEqual([0, 25, 75, 100].map((at) => [at, at]));
    expect(markup).toContain('class="middle" x1="50%"');
  });

  it('stack hours of any size, and a single grade fills the track', () => {
    expect(rectOf(drawStack([0, 0, 1e18, 0, 0]).markup, 'e3')).toEqual([0, 100]);
    expect(rectOf(drawStack([1e18, 0, 0, 0, 1e18]).markup, 'e5')).toEqual([50, 50]);
    expect(rectOf(drawStack([0, 0, 0, 0, 1]).markup, 'e1')).toEqual([0, 0]);
  });

  it('draw a driver of nothing as nothing', () => {
    expect(rectOf(drawDiverging(0, 0.1).markup, 'lowers')).toEqual([50, 0]);
  });
});
