import { isUnknown, type Knowable } from '../contract/unknown.ts';
import type { MsByGrade } from '../contract/usage.ts';
import { html, type Markup } from './markup.ts';

/** Every chart repeats numbers that stand beside it as text, so that all are hidden from screen readers. */
const percent = (ratio: number): string => `${(Math.min(1, Math.max(0, ratio)) * 100).toFixed(2)}%`;

/** One bar over its whole: a share of 0…1. */
export function drawBar(shareRatio: number, className: string): Markup {
  return html`<svg class="bar" aria-hidden="true"><rect class="track" width="100%" height="100%"/><rect class="${className}" width="${percent(shareRatio)}" height="100%"/></svg>`;
}

/** Hours at E1…E5 side by side; an empty track where there are none. */
export function drawStack(msByGrade: MsByGrade): Markup {
  const totalMs = msByGrade.reduce((sum, ms) => sum + ms, 0);
  let beforeMs = 0;
  const rects = msByGrade.map((ms, index) => {
    const at = totalMs === 0 ? 0 : beforeMs / totalMs;
    beforeMs += ms;
    return html`<rect class="e${index + 1}" x="${percent(at)}" width="${percent(totalMs === 0 ? 0 : ms / totalMs)}" height="100%"/>`;
  });
  return html`<svg class="bar" aria-hidden="true"><rect class="track" width="100%" height="100%"/>${rects}</svg>`;
}

/** A driver in ln space: to the right of the middle it raises the index, to the left it lowers it. `extentLn` is the half width. */
export function drawDiverging(ln: number, extentLn: number): Markup {
  const half = Math.min(1, Math.abs(ln) / extentLn) / 2;
  const className = ln > 0 ? 'raises' : 'lowers';
  return html`<svg class="diverging" aria-hidden="true"><rect class="track" width="100%" height="100%"/><rect class="${className}" x="${percent(ln > 0 ? 0.5 : 0.5 - half)}" width="${percent(half)}" height="100%"/><line class="middle" x1="50%" x2="50%" y1="0" y2="100%"/></svg>`;
}

export interface IndexScale {
  readonly riskIndex: Knowable<number>;
  readonly p05Index: Knowable<number>;
  readonly p95Index: Knowable<number>;
}

/** 0…100 with the reference marked at 50, the interval as a band and the index as a needle. */
export function drawIndexScale({ riskIndex, p05Index, p95Index }: IndexScale): Markup {
  const interval =
    isUnknown(p05Index) || isUnknown(p95Index)
      ? html``
      : html`<rect class="interval" x="${percent(p05Index / 100)}" y="10" width="${percent((p95Index - p05Index) / 100)}" height="12"/>`;
  const needle = isUnknown(riskIndex)
    ? html``
    : html`<line class="needle" x1="${percent(riskIndex / 100)}" x2="${percent(riskIndex / 100)}" y1="3" y2="29"/><circle class="needleHead" cx="${percent(riskIndex / 100)}" cy="16" r="7"/>`;
  const ticks = [0, 25, 75, 100].map(
    (tick) => html`<line class="tick" x1="${percent(tick / 100)}" x2="${percent(tick / 100)}" y1="12" y2="20"/>`,
  );
  return html`<svg class="scale" aria-hidden="true"><rect class="track" y="13" width="100%" height="6" rx="3"/>${interval}${ticks}<line class="middle" x1="50%" x2="50%" y1="3" y2="29"/>${needle}</svg>`;
}
