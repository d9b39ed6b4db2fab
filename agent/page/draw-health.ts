import type { HealthNote, IndicatorStanding } from '../contract/health.ts';
import type { AgentStatus } from '../contract/status.ts';
import { html, type Markup } from './markup.ts';
import { knowableText } from './number-text.ts';
import { say, type Words, words } from './page-words.ts';

/** Readings and advices shown of each; the agent lists the worst first. */
const notesShownMax = 4;

/** Condition of the components: the index and what sets it, the advice that stands, and what nobody can know of this robot and why. */
export function drawHealth({ health }: AgentStatus): Markup {
  if (health === undefined) return html`<p class="muted">${say(words.healthNotSaid)}</p>`;
  const { index, textEn, textZh, readings, advice, indicators } = health;
  const known = indicators.filter(({ evaluatedCount }) => evaluatedCount > 0);
  const unknown = indicators.filter(({ evaluatedCount }) => evaluatedCount === 0);
  return html`<div class="columns"><div><p class="figure"><b id="healthIndex">${knowableText(index, 1)}</b> <span class="muted">${say(words.healthScale)}</span></p>
<p id="healthText">${say([textEn, textZh])}</p>${drawNotes(readings)}</div>
<div><p class="muted">${say(words.advice)}</p>${advice.length === 0 ? html`<p>${say(words.adviceNone)}</p>` : drawNotes(advice)}</div>
<div>${drawStandings(words.evaluated, known)}${drawStandings(words.notEvaluated, unknown)}</div></div>`;
}

function drawNotes(notes: readonly HealthNote[]): Markup {
  const rows = notes.slice(0, notesShownMax).map(({ textEn, textZh }) => html`<li>${say([textEn, textZh])}</li>`);
  return rows.length === 0 ? html`` : html`<ul class="warnings">${rows}</ul>`;
}

function drawStandings(name: Words, standings: readonly IndicatorStanding[]): Markup {
  const rows = standings.map(({ textEn, textZh }) => html`<li>${say([textEn, textZh])}</li>`);
  return rows.length === 0 ? html`` : html`<p class="muted">${say(name)}</p><ul class="warnings fine">${rows}</ul>`;
}
