import type { AgentStatus, ChannelStatus, SourceStatus } from '../contract/status.ts';
import { isUnknown } from '../contract/unknown.ts';
import { html, type Markup } from './markup.ts';
import { countText, durationText } from './number-text.ts';
import { channelWords, originWords, say, sourceWords, statementZh, words } from './page-words.ts';

/** Who this is and when; a band across the page when it is not live (decisions A5). */
export function drawHead({ robot, origin, agentId, wall, uptimeMs }: AgentStatus): Markup {
  const band = origin === 'live' ? html`` : html`<p class="band" id="origin">${say(originWords[origin])}</p>`;
  const chip = origin === 'live' ? html`<span class="chip" id="origin">${say(originWords.live)}</span>` : html``;
  return html`${band}<div class="title"><h1>${robot}</h1>${chip}<p class="muted">${say(words.asOf)} <time>${wall.replace(/\.\d+Z$/, 'Z')}</time> · ${say(words.uptime)} ${durationText(uptimeMs)} · ${say(words.agent)} <code>${agentId.slice(0, 12)}</code></p></div>`;
}

export function drawSources({ sources }: AgentStatus): Markup {
  if (sources.length === 0) return html`<p class="muted">${say(words.sourcesNone)}</p>`;
  return html`<ul class="rows">${sources.map(drawSource)}</ul>`;
}

/** A source that collects nothing must be seen at once: every state but running and ended stands out. */
function drawSource({ sourceId, driver, state, reason, frameCount, flawCount, restartCount }: SourceStatus): Markup {
  const isQuiet = state === 'running' || state === 'ended';
  const why = isQuiet || reason === '' ? html`` : html`<p class="fine">${reason}</p>`;
  return html`<li><p><b>${sourceId}</b> <span class="muted">${driver}</span> <span class="chip ${isQuiet ? '' : 'attention'}" data-state="${state}">${say(sourceWords[state])}</span></p>${why}<p class="fine">${countText(frameCount)} ${say(words.frames)} · ${countText(flawCount)} ${say(words.flaws)} · ${countText(restartCount)} ${say(words.restarts)}</p></li>`;
}

/** Reports: what is closed here, and what each recipient has. */
export function drawRecipients({ outbox, channels, ledgerSize }: AgentStatus): Markup {
  const waitingCount = Math.max(0, outbox.closedCount - outbox.receiptedCount);
  const rows =
    channels.length === 0
      ? html`<p class="muted">${say(words.recipientsNone)}</p>`
      : html`<ul class="rows">${channels.map((channel) => drawChannel(channel))}</ul>`;
  const sentCount = channels.reduce((sum, channel) => Math.max(sum, channel.sentCount), 0);
  return html`<dl class="tally"><div><dt>${say(words.sent)}</dt><dd id="sentCount">${countText(sentCount)}</dd></div><div><dt>${say(words.receipted)}</dt><dd id="receiptedCount">${countText(outbox.receiptedCount)}</dd></div><div><dt>${say(words.waiting)}</dt><dd id="waitingCount">${countText(waitingCount)}</dd></div></dl>
${rows}<p class="fine">${countText(ledgerSize)} ${say(words.ledger)}</p>`;
}

function drawChannel({ recipientId, state, reason, url, protocolVersion, sentCount, receiptedCount }: ChannelStatus): Markup {
  const protocol = isUnknown(protocolVersion) ? '' : ` · MQTT ${protocolVersion === 4 ? '3.1.1' : protocolVersion}`;
  const isConnected = state === 'connected';
  const why = isConnected || reason === '' ? html`` : html`<p class="fine">${reason}</p>`;
  return html`<li><p><b>${recipientId}</b> <span class="chip ${isConnected ? '' : 'attention'}" data-state="${state}">${say(channelWords[state])}</span></p>${why}<p class="fine">${url}${protocol} · ${countText(sentCount)} ${say(words.sent)}, ${countText(receiptedCount)} ${say(words.receipted)}</p></li>`;
}

export function drawWarnings({ warnings }: AgentStatus): Markup {
  if (warnings.length === 0) return html`<p class="muted">${say(words.warningsNone)}</p>`;
  return html`<ul class="warnings">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`;
}

/** The sentence that stands with every index; in Chinese the agent's own one stays beside it. */
export function drawStatement({ statement }: AgentStatus): Markup {
  return html`<span lang="en">${statement}</span><span lang="zh">${statementZh} <small>${statement}</small></span>`;
}
