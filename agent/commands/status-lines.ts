import { riskStatementZh } from '../assess/risk-messages.ts';
import type { AnomalyStatus } from '../contract/anomaly.ts';
import type { EventForecastStatus } from '../contract/event-forecast.ts';
import type { HealthCondition } from '../contract/health.ts';
import type { AgentStatus } from '../contract/status.ts';
import type { SampleCounts, StorageStatus } from '../contract/storage-status.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';
import type { UsageCounters } from '../contract/usage.ts';
import { distanceText, energyText } from '../contract/usage-text.ts';
import { documentsText } from '../evidence/documents-text.ts';
import { clockText } from './clock-text.ts';
import { flashLife, type StatusLanguage, type StatusWords, statusWords } from './status-words.ts';

/** Width of the names at the left, in columns of the terminal. */
const nameWidthCount = 11;
/** Drivers of the index that are shown. */
const driversShownMax = 3;
/** Readings and advices that are shown; `--json` has them all. */
const notesShownMax = 5;

/** A running agent for people: one screen, in one language. */
export function statusLines(status: AgentStatus, lang: StatusLanguage): string[] {
  const say = statusWords[lang];
  const { outbox } = status;
  const events = Object.entries(status.eventCounts).map(([eventClass, count]) => `${count} ${eventClass}`);
  return [
    row(say.agent, `${status.agentId}, ${status.robot}, ${say.origin} ${status.origin}, ${say.up} ${clockText(status.uptimeMs)}`),
    row(say.hours, hoursText(status.counters, say)),
    row(say.use, useText(status.counters, say)),
    row(say.grade, status.gradeText),
    ...(status.health === undefined ? [] : healthLines(status.health, lang)),
    row(
      say.index,
      `${isUnknown(status.riskIndex) ? `${say.unknown} (${status.riskIndex.unknown})` : status.riskIndex.toFixed(1)}; ${say.illustrative}`,
    ),
    ...topDrivers(status, lang).map((text) => row('', text)),
    row(say.events, `${events.join(', ') || say.none}; ${say.notObserved}: ${status.notObserved.join(', ') || say.none}`),
    ...(status.documents === undefined ? [] : [row(say.documents, documentsText(status.documents))]),
    ...anomalyLines(status.anomaly, lang),
    ...forecastLines(status.anomaly.eventForecast, lang),
    ...sourceLines(status, say),
    row(
      say.outbox,
      `${outbox.closedCount} ${say.closed}, ${outbox.receiptedCount} ${say.receipted}; ${say.ledger} ${status.ledgerSize} ${say.records}`,
    ),
    ...(status.storage === undefined ? [] : storageLines(status.storage, lang)),
    ...channelLines(status, say),
    ...status.warnings.map((warning) => row(say.warning, warning)),
    lang === 'zh' ? riskStatementZh : status.statement,
  ];
}

/** A Chinese character takes two columns of a terminal. */
function row(name: string, text: string): string {
  const columns = [...name].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0);
  return `${name}${' '.repeat(Math.max(1, nameWidthCount - columns))}${text}`;
}

/** Where the watch stands, and why there was the latest alarm. */
function anomalyLines({ status, phase, levels = [], alarmCount, alarm, ...texts }: AnomalyStatus, lang: StatusLanguage): string[] {
  const say = statusWords[lang];
  const [standing, latest] = lang === 'zh' ? [texts.textZh, alarm?.textZh] : [texts.textEn, alarm?.textEn];
  const by = levels.length === 0 ? '' : ` (${levels.join(', ')})`;
  return [
    row(say.anomaly, `${phase ?? status}${by}, ${alarmCount} ${say.alarms}`),
    ...(standing === undefined ? [] : [row('', standing)]),
    ...(alarm === undefined || latest === undefined ? [] : [row('', `${alarm.alarmIndex}, ${alarm.wall}: ${latest}`)]),
  ];
}

/** The early warning and what it is worth; nothing unless the owner asked for it. */
function forecastLines(forecast: EventForecastStatus | undefined, lang: StatusLanguage): string[] {
  if (forecast === undefined) return [];
  const say = statusWords[lang];
  const { nowRatio, within5sRatio, within10sRatio, textEn, textZh } = forecast;
  const of = (ratio: Knowable<number>): string => (isUnknown(ratio) ? `${say.unknown} (${ratio.unknown})` : ratio.toFixed(3));
  const ratios = `${say.stopNow} ${of(nowRatio)}, ${say.stopWithin5s} ${of(within5sRatio)}, ${say.stopWithin10s} ${of(within10sRatio)}`;
  return [row(say.forecast, ratios), row('', lang === 'zh' ? textZh : textEn)];
}

/** The index of the condition, what sets it, what is advised, and what is unknown and why. */
function healthLines(health: HealthCondition, lang: StatusLanguage): string[] {
  const say = statusWords[lang];
  const textOf = ({ textEn, textZh }: { readonly textEn: string; readonly textZh: string }): string => (lang === 'zh' ? textZh : textEn);
  const unknown = health.indicators.filter((standing) => standing.unknown.length > 0);
  return [
    row(say.health, textOf(health)),
    ...health.readings.slice(0, notesShownMax).map((reading) => row('', textOf(reading))),
    ...unknown.map((standing) => row('', textOf(standing))),
    ...health.advice.slice(0, notesShownMax).map((advice) => row(say.advice, textOf(advice))),
  ];
}

function hoursText({ powerOnMs, readyMs, operatingMs, collaborativeMs, gapMs }: UsageCounters, say: StatusWords): string {
  const nested = `${say.powered} ${clockText(powerOnMs)}, ${say.ready} ${clockText(readyMs)}, ${say.operating} ${clockText(operatingMs)}`;
  return `${nested}, ${say.collaborative} ${clockText(collaborativeMs)}, ${say.gaps} ${clockText(gapMs)}`;
}

/** Load and amounts, and what stands in no hour counter. */
function useText({ loadMs, standingMs, distanceMm, energyMj, suspendedMs, unmeteredMs }: UsageCounters, say: StatusWords): string {
  const amounts = `${say.loadWeighted} ${clockText(loadMs)}, ${say.standing} ${clockText(standingMs)}, ${distanceText(distanceMm)}, ${energyText(energyMj)}`;
  return `${amounts}, ${say.asleep} ${clockText(suspendedMs)}, ${say.notMetered} ${clockText(unmeteredMs)}`;
}

function sourceLines({ sources }: AgentStatus, say: StatusWords): string[] {
  return sources.map(({ sourceId, driver, state, frameCount, flawCount, restartCount }) => {
    const counts = `${frameCount} ${say.frames}, ${flawCount} ${say.flaws}, ${restartCount} ${say.restarts}`;
    return row(say.source, `${sourceId} (${driver}): ${state}, ${counts}`);
  });
}

function channelLines({ channels }: AgentStatus, say: StatusWords): string[] {
  return channels.map(({ recipientId, url, state, reason, sentCount, receiptedCount }) => {
    const why = reason === '' ? '' : ` (${reason})`;
    return row(
      say.recipient,
      `${recipientId} ${say.at} ${url}: ${state}${why}, ${sentCount} ${say.sent}, ${receiptedCount} ${say.receipted}`,
    );
  });
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function storageLines({ lanes, tickMs, lossBoundMs, flash, hasBallast, samples }: StorageStatus, lang: StatusLanguage): string[] {
  const say = statusWords[lang];
  const sizes = lanes.map(({ lane, sizeBytes, bytesMax }) => {
    const limit = bytesMax === undefined ? '' : ` ${say.of} ${megabytes(bytesMax)}`;
    return `${lane} ${megabytes(sizeBytes)}${limit}`;
  });
  const ballast = hasBallast ? '' : `, ${say.noBallast}`;
  return [
    row(say.storage, `${sizes.join(', ')}; ${say.tickEvery} ${tickMs / 1000} s, ${say.powerCut} ${lossBoundMs / 1000} s${ballast}`),
    ...(samples === undefined ? [] : [row(say.samples, samplesText(samples, say))]),
    row(say.flash, flashText(flash, lang)),
  ];
}

function samplesText(counts: SampleCounts, say: StatusWords): string {
  const { batchCount, evictedBatchCount, evictedBytes, evictedToWallMs, droppedBatchCount } = counts;
  const until = evictedToWallMs === null ? '' : `, ${say.upTo} ${new Date(evictedToWallMs).toISOString()}`;
  const dropped = droppedBatchCount === 0 ? '' : `; ${droppedBatchCount} ${say.lost}`;
  return `${batchCount} ${say.kept}, ${evictedBatchCount} ${say.older} (${megabytes(evictedBytes)}) ${say.gaveWay}${until}${dropped}`;
}

function flashText(flash: StorageStatus['flash'], lang: StatusLanguage): string {
  const say = statusWords[lang];
  if (isUnknown(flash)) return `${say.unknown} (${flash.unknown})`;
  const { enduranceTb, amplificationRatio } = flash.assumed;
  const years = flash.lifeYears >= 100 ? say.moreThan100Years : `${flash.lifeYears.toFixed(1)} ${say.years}`;
  return `${megabytes(flash.bytesPerDay)} ${say.aDay}: ${flashLife[lang](years, enduranceTb, amplificationRatio)}`;
}

/** The drivers that move the index, strongest first. */
function topDrivers({ drivers }: AgentStatus, lang: StatusLanguage): string[] {
  return drivers
    .filter(({ ln }) => ln !== 0)
    .sort((a, b) => Math.abs(b.ln) - Math.abs(a.ln))
    .slice(0, driversShownMax)
    .map(({ textEn, textZh }) => (lang === 'zh' ? textZh : textEn));
}
