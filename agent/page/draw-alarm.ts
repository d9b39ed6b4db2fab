import type { AlarmTrace, ShownAlarm } from '../contract/anomaly.ts';
import { html, type Markup } from './markup.ts';
import { type PageLanguage, say, type Words, words } from './page-words.ts';

/** Size of the plot in its own units; the page stretches it to its card. */
const plot = { widthUnits: 320, heightUnits: 96, leftUnits: 52, bottomUnits: 16, topUnits: 6 } as const;
const valueDigitCount = 3;
/** A channel that does not move at all is drawn in the middle of this. */
const flatSpanValue = 1;
/** On the page degrees of a rise are kelvin. */
const unitText: Readonly<Record<string, string>> = { C: 'K', 'N.m': 'N·m', ratio: '' };

interface Scale {
  readonly lowestValue: number;
  readonly highestValue: number;
  readonly firstS: number;
}

/** Expected beside observed over the last seconds before an alarm; nothing where nothing was followed. */
export function drawAlarmTrace({ points, unit }: AlarmTrace): Markup {
  const scale = scaleOf(points);
  const { widthUnits, heightUnits, leftUnits, bottomUnits, topUnits } = plot;
  const floor = heightUnits - bottomUnits;
  const label = (value: number): string => `${Number(value.toPrecision(valueDigitCount))} ${unitText[unit] ?? unit}`.trim();
  const line = (place: 1 | 2): string => points.map((point) => `${placeX(point[0], scale)},${placeY(point[place], scale)}`).join(' ');
  return html`<svg class="trace" viewBox="0 0 ${widthUnits} ${heightUnits}" aria-hidden="true"><line class="level" x1="${leftUnits}" x2="${widthUnits}" y1="${topUnits}" y2="${topUnits}"/><line class="level" x1="${leftUnits}" x2="${widthUnits}" y1="${floor}" y2="${floor}"/><text class="axisText" x="${leftUnits - 4}" y="${topUnits + 4}" text-anchor="end">${label(scale.highestValue)}</text><text class="axisText" x="${leftUnits - 4}" y="${floor + 3}" text-anchor="end">${label(scale.lowestValue)}</text><text class="axisText" x="${leftUnits}" y="${heightUnits - 2}">${scale.firstS} s</text><text class="axisText" x="${widthUnits}" y="${heightUnits - 2}" text-anchor="end">0 s</text><polyline class="expected" points="${line(1)}"/><polyline class="observed" points="${line(2)}"/></svg>`;
}

function scaleOf(points: AlarmTrace['points']): Scale {
  const values = points.flatMap(([, expected, observed]) => [expected, observed]);
  const [low, high] = values.length === 0 ? [0, 0] : [Math.min(...values), Math.max(...values)];
  const middle = (low + high) / 2;
  const half = high > low ? (high - low) / 2 : flatSpanValue / 2;
  return { lowestValue: middle - half, highestValue: middle + half, firstS: points[0]?.[0] ?? 0 };
}

function placeX(secondS: number, { firstS }: Scale): string {
  const shareRatio = firstS === 0 ? 1 : 1 - secondS / firstS;
  return (plot.leftUnits + shareRatio * (plot.widthUnits - plot.leftUnits)).toFixed(1);
}

function placeY(value: number, { lowestValue, highestValue }: Scale): string {
  const floor = plot.heightUnits - plot.bottomUnits;
  return (floor - ((value - lowestValue) / (highestValue - lowestValue)) * (floor - plot.topUnits)).toFixed(1);
}

/** The latest alarm: what spoke, in a sentence; a plot; and the alarms most like it. */
export function drawAlarm({ alarmIndex, wall, textEn, textZh, trace, similar }: ShownAlarm): Markup {
  const figure = trace === null ? html`` : html`<figure>${drawAlarmTrace(trace)}<figcaption class="fine">${legend()}</figcaption></figure>`;
  const alike = similar.map(({ alarmIndex: number, joint, wall: when }) => html`<li>${number} (${joint}, ${when.slice(0, 10)})</li>`);
  const nearest = alike.length === 0 ? html`` : html`<div class="inline fine">${say(words.similar)}: <ul>${alike}</ul></div>`;
  return html`<div class="alarm"><p><b>${say(words.alarm)} ${alarmIndex}</b> <span class="muted">${wall.slice(0, 19).replace('T', ' ')} UTC</span></p><p>${say([textEn, textZh])}</p>${figure}${nearest}</div>`;
}

const legend = (): Markup =>
  html`<span class="key expectedKey"></span>${say(words.expected)} <span class="key observedKey"></span>${say(words.observed)}`;

const style =
  'text{font:9px system-ui,sans-serif;fill:#5b6673}.level{stroke:#dde1e6}.expected,.observed{fill:none;stroke-width:1.6}.expected{stroke:#2f5d8a;stroke-dasharray:4 3}.observed{stroke:#a8681a}.title{font-size:10px;fill:#1c2530}';

/** The same as a file of its own; undefined where the alarm has no trace. */
export function alarmSvg(
  { alarmIndex, joint, trace }: Pick<ShownAlarm, 'alarmIndex' | 'joint' | 'trace'>,
  language: PageLanguage,
): string | undefined {
  if (trace === null) return undefined;
  const of = (both: Words): string => both[language === 'zh' ? 1 : 0];
  const title = `${of(words.alarm)} ${alarmIndex}, ${joint}: ${of(words.expected)} – –, ${of(words.observed)} —`;
  const { markup } =
    html`<text class="title" x="4" y="12">${title}</text><svg y="18" width="${plot.widthUnits}" height="${plot.heightUnits}">${drawAlarmTrace(trace)}</svg>`;
  const [width, height] = [plot.widthUnits + 8, plot.heightUnits + 24];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${2 * width}" height="${2 * height}"><style>${style}</style><rect width="${width}" height="${height}" fill="#fff"/>${markup}</svg>\n`;
}
