import { isUnknown, type Knowable } from '../contract/unknown.ts';
import { html, type Markup } from './markup.ts';
import { reasonWords, say, words } from './page-words.ts';

const msPerH = 3_600_000;
const msPerMinute = 60_000;

/** Hours with the digits that still change while one looks, truncated (M-10): `0.016 h`, `12.34 h`, `8760.0 h`. */
export function hoursText(ms: number): string {
  const hours = ms / msPerH;
  const decimals = hours < 1 ? 3 : hours < 100 ? 2 : 1;
  return `${(Math.floor(ms / (msPerH / 10 ** decimals)) / 10 ** decimals).toFixed(decimals)} h`;
}

/** `48 s`, `3 min 20 s`, `5 h 02 min`. */
export function durationText(ms: number): string {
  const minutes = Math.floor(ms / msPerMinute);
  if (minutes < 1) return `${Math.floor(ms / 1000)} s`;
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % msPerMinute) / 1000)} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Digits in groups of three, as no language misreads them. */
export function countText(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}

/** `+0.405`, `−0.105`: a minus as wide as the plus. */
export function signedText(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}

/** A number to so many decimals, or the reason why there is none. */
export function knowableText(value: Knowable<number>, decimals: number): Markup {
  if (!isUnknown(value)) return html`${value.toFixed(decimals)}`;
  return html`<span class="unknown">${say(words.unknown)} (${say(reasonWords[value.unknown])})</span>`;
}
