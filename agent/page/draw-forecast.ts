import type { EventForecastStatus } from '../contract/event-forecast.ts';
import type { Knowable } from '../contract/unknown.ts';
import { html, type Markup } from './markup.ts';
import { knowableText } from './number-text.ts';
import { say, type Words, words } from './page-words.ts';

const probabilityDigitCount = 3;

/** The early warning: three probabilities or the reasons why there are none, and under them what they were learned on. */
export function drawForecast({ nowRatio, within5sRatio, within10sRatio, textEn, textZh }: EventForecastStatus): Markup {
  const row = (name: Words, ratio: Knowable<number>): Markup =>
    html`<div><dt>${say(name)}</dt><dd>${knowableText(ratio, probabilityDigitCount)}</dd></div>`;
  return html`<div id="eventForecast"><p><b>${say(words.eventForecast)}</b></p>
<dl class="counts">${row(words.stopNow, nowRatio)}${row(words.stopWithin5s, within5sRatio)}${row(words.stopWithin10s, within10sRatio)}</dl>
<p class="fine">${say([textEn, textZh])}</p></div>`;
}
