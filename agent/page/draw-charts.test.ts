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
