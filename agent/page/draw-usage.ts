import type { AgentStatus } from '../contract/status.ts';
import type { MsByGrade } from '../contract/usage.ts';
import { distanceText, energyText } from '../contract/usage-text.ts';
import { drawBar, drawStack } from './draw-charts.ts';
import { html, type Markup } from './markup.ts';
import { countText, hoursText } from './number-text.ts';
import { say, type Words, words } from './page-words.ts';

/** powered ⊇ ready ⊇ operating ⊇ collaborative: each bar lies within the one above it. */
export function drawHours({ counters }: AgentStatus): Markup {
  const { powerOnMs, readyMs, operatingMs, collaborativeMs, gapMs, cycleCount, standingMs, loadMs } = counters;
  const { distanceMm, energyMj, suspendedMs, unmeteredMs } = counters;
  const amounts = [
    drawAmount(words.cycles, countText(cycleCount)),
    drawAmount(words.loadWeighted, hoursText(loadMs)),
    ...(standingMs > 0 ? [drawAmount(words.standing, hoursText(standingMs))] : []),
    ...(distanceMm > 0 ? [drawAmount(words.distance, distanceText(distanceMm))] : []),
    ...(energyMj > 0 ? [drawAmount(words.energy, energyText(energyMj))] : []),
    drawAmount(words.gap, hoursText(gapMs)),
    ...(suspendedMs > 0 ? [drawAmount(words.suspended, hoursText(suspendedMs))] : []),
    ...(unmeteredMs > 0 ? [drawAmount(words.unmetered, hoursText(unmeteredMs))] : []),
  ];
  const rows = [
    drawHoursRow(words.powerOn, 'powerOnMs', [powerOnMs, powerOnMs]),
    drawHoursRow(words.ready, 'readyMs', [readyMs, powerOnMs]),
    drawHoursRow(words.operating, 'operatingMs', [operatingMs, powerOnMs]),
    drawHoursRow(words.collaborative, 'collaborativeMs', [collaborativeMs, powerOnMs]),
  ];
  return html`<dl class="hours">${rows}</dl>
<p class="muted">${amounts.map((amount, place) => (place === 0 ? amount : html` · ${amount}`))}</p>`;
}

function drawAmount(name: Words, text: string): Markup {
  return html`${say(name)} <b>${text}</b>`;
}

function drawHoursRow(name: Words, id: string, [ms, wholeMs]: readonly [number, number]): Markup {
  return html`<div><dt>${say(name)}</dt><dd id="${id}">${hoursText(ms)}</dd>${drawBar(wholeMs === 0 ? 0 : ms / wholeMs, id)}</div>`;
}

/** The three vectors that each sum to the operating hours (decisions B3), and the grade now in words. */
export function drawGrades({ counters, gradeText }: AgentStatus): Markup {
  const { operatingMsByE, operatingMsByEPhys, operatingMsByEPeople } = counters;
  const legend = operatingMsByE.map(
    (ms, index) => html`<li><i class="swatch e${index + 1}"></i>E${index + 1} <b>${hoursText(ms)}</b></li>`,
  );
  return html`<ul class="legend">${legend}</ul>
<dl class="hours">${drawGradeRow(words.gradeAll, operatingMsByE)}${drawGradeRow(words.gradePhysical, operatingMsByEPhys)}${drawGradeRow(words.gradePeople, operatingMsByEPeople)}</dl>
<p class="fine">${say(words.gradeNow)}: <span id="gradeText">${gradeText}</span></p>`;
}

function drawGradeRow(name: Words, msByGrade: MsByGrade): Markup {
  return html`<div class="thin"><dt>${say(name)}</dt>${drawStack(msByGrade)}</div>`;
}
