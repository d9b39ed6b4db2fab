import { createHash } from 'node:crypto';
import type { AgentStatus } from '../contract/status.ts';
import { drawHead, drawRecipients, drawSources, drawStatement, drawWarnings } from './draw-delivery.ts';
import { drawHealth } from './draw-health.ts';
import { drawAnomaly, drawDrivers, drawEvents, drawIndex } from './draw-risk.ts';
import { drawGrades, drawHours } from './draw-usage.ts';
import { html, type Markup } from './markup.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import { type PageLanguage, say, words } from './page-words.ts';

/** The parts of the page that change, in the order they are read. */
const views = {
  head: drawHead,
  index: drawIndex,
  hours: drawHours,
  drivers: drawDrivers,
  grades: drawGrades,
  sources: drawSources,
  recipients: drawRecipients,
  events: drawEvents,
  anomaly: drawAnomaly,
  health: drawHealth,
  warnings: drawWarnings,
  statement: drawStatement,
} as const satisfies Record<string, (status: AgentStatus) => Markup>;

type ViewName = keyof typeof views;
/** Parts with a heading of their own. */
type CardName = ViewName & keyof typeof words;

/** The HTML of every part that changes, by name: what the browser swaps. */
export function drawViews(status: AgentStatus): Record<ViewName, string> {
  const drawn = Object.entries(views).map(([name, draw]) => [name, draw(status).markup]);
  return Object.fromEntries(drawn) as Record<ViewName, string>;
}

/** The whole page, complete without its script: the agent draws, the browser only swaps what has changed. */
export function drawPage(status: AgentStatus, language: PageLanguage): string {
  const view = (name: ViewName): Markup => html`<div data-view="${name}">${views[name](status)}</div>`;
  const card = (name: CardName, extra: Markup = html``): Markup =>
    html`<section class="card" id="card-${name}" aria-labelledby="title-${name}"><h2 id="title-${name}">${say(words[name])}</h2>${view(name)}${extra}</section>`;
  const path = html`<figure><svg id="path" aria-hidden="true"></svg><figcaption class="fine">${say(words.path)}</figcaption></figure>`;
  const body = html`<header><button id="language" type="button"><span lang="en">中文</span><span lang="zh">English</span></button>${view('head')}</header>
<p id="notice" role="status" hidden>${say(words.lost)} <time></time>.</p>
<main>${card('index', path)}${card('hours')}${card('sources')}${card('drivers')}${card('grades')}${card('recipients')}${card('events')}${card('anomaly')}${card('warnings')}${card('health')}</main>
<footer>${view('statement')}</footer>`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
${html`<title>${status.robot} · robot-risk</title>`.markup}
<style>${pageStyle}</style></head>
<body>${body.markup}
<script>${pageScript}</script></body></html>
`;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but the page's own script and style runs, and it speaks to nobody but its agent. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src ${hashOf(pageScript)}`,
  `style-src ${hashOf(pageStyle)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
