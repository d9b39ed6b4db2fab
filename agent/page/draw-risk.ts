import type { RiskDriver } from '../contract/assessment.ts';
import type { AgentStatus } from '../contract/status.ts';
import { isUnknown, unknown } from '../contract/unknown.ts';
import { drawAlarm } from './draw-alarm.ts';
import { drawDiverging, drawIndexScale } from './draw-charts.ts';
import { drawForecast } from './draw-forecast.ts';
import { html, type Markup } from './markup.ts';
import { countText, knowableText, signedText } from './number-text.ts';
import { anomalyStatusWords, dimensionWords, eventClassWords, levelWords, say, words } from './page-words.ts';

/** Bars of the drivers never stretch less than ±10 %, so that a trifle does not look like the world. */
const extentLnMin = 0.1;
const driversShownMax = 6;

/** The index on its scale, with its interval where one is given. */
export function drawIndex({ riskIndex, p05Index = unknown('notReported'), p95Index = unknown('notReported') }: AgentStatus): Markup {
  const interval =
    isUnknown(p05Index) || isUnknown(p95Index)
      ? html``
      : html`<span class="muted">${say(words.interval)} <b id="interval">${p05Index.toFixed(1)} – ${p95Index.toFixed(1)}</b></span>`;
  return html`<p class="reading"><strong id="riskIndex">${knowableText(riskIndex, 1)}</strong> ${interval}</p>
${drawIndexScale({ riskIndex, p05Index, p95Index })}
<p class="axis"><span>0 ${say(words.lower)}</span> <span>${say(words.reference)}</span> <span>${say(words.higher)} 100</span></p>`;
}

/** What moves the index, strongest first; what stands at the reference in one line. */
export function drawDrivers({ drivers, riskIndex }: AgentStatus): Markup {
  if (isUnknown(riskIndex)) return html`<p>${knowableText(riskIndex, 1)}</p>`;
  const moving = drivers.filter(({ ln }) => ln !== 0).sort((a, b) => Math.abs(b.ln) - Math.abs(a.ln));
  const resting = drivers.filter(({ ln }) => ln === 0);
  const extentLn = Math.max(extentLnMin, ...moving.map(({ ln }) => Math.abs(ln)));
  const rows = moving.slice(0, driversShownMax).map((driver) => drawDriver(driver, extentLn));
  const names = resting.map(({ dimension }) => html`<li>${say(dimensionWords[dimension])}</li>`);
  return html`${rows.length === 0 ? html`<p class="muted">${say(words.driversNone)}</p>` : html`<ul class="drivers">${rows}</ul>`}
${names.length === 0 ? html`` : html`<div class="inline muted">${say(words.atReference)}: <ul>${names}</ul></div>`}`;
}

function drawDriver({ ln, textEn, textZh }: RiskDriver, extentLn: number): Markup {
  return html`<li><p>${say([textEn, textZh])}</p>${drawDiverging(ln, extentLn)}<b>ln ${signedText(ln)}</b></li>`;
}

/** Counts by class, and the classes nobody can see. */
export function drawEvents({ eventCounts, notObserved }: AgentStatus): Markup {
  const rows = Object.entries(eventCounts)
    .filter(([, count]) => count > 0)
    .map(([eventClass, count]) => html`<div><dt>${say(eventClassWords(eventClass))}</dt><dd>${countText(count)}</dd></div>`);
  const hidden = notObserved.map((eventClass) => html`<li>${say(eventClassWords(eventClass))}</li>`);
  return html`${rows.length === 0 ? html`<p class="muted">${say(words.eventsNone)}</p>` : html`<dl class="counts">${rows}</dl>`}
${hidden.length === 0 ? html`` : html`<div class="inline muted"><b>${say(words.notObserved)}:</b> <ul>${hidden}</ul> <p>(${say(words.notObservedMeaning)})</p></div>`}`;
}

/** What the watch makes of the robot: where its learning stands, the last window, alarms, and why there was the latest one. */
export function drawAnomaly({ anomaly }: AgentStatus): Markup {
  const { status, phase = status, score, joint, alarmCount, textEn, textZh, levels = [], alarm, eventForecast } = anomaly;
  const worst = isUnknown(joint) ? knowableText(joint, 0) : html`${joint}`;
  const standing = textEn === undefined || textZh === undefined ? html`` : html`<p class="fine">${say([textEn, textZh])}</p>`;
  const judged = levels.map((level) => html`<li>${say(levelWords(level))}</li>`);
  const by = judged.length === 0 ? html`` : html`<div><dt>${say(words.levels)}</dt><dd class="inline"><ul>${judged}</ul></dd></div>`;
  return html`<p><b id="anomalyStatus">${say(anomalyStatusWords(phase))}</b></p>${standing}
<dl class="counts"><div><dt>${say(words.alarms)}</dt><dd>${countText(alarmCount)}</dd></div><div><dt>${say(words.score)}</dt><dd>${knowableText(score, 2)}</dd></div><div><dt>${say(words.joint)}</dt><dd>${worst}</dd></div>${by}</dl>${alarm === undefined ? html`` : drawAlarm(alarm)}${eventForecast === undefined ? html`` : drawForecast(eventForecast)}`;
}
