import { shortIndex } from '../../agent/assess/risk-messages.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { isKnown, type Knowable } from '../../agent/contract/unknown.ts';

/*
 * One robot's reports as a picture:
 *   index, its 90 % interval and both covers over the days ─┐
 *   days without an index ─ a hatched field ────────────────┼─▶ SVG, the same bytes every time
 *   a lane of marks for each class of event ────────────────┘
 */
type Risk = ReportPayload['risk'];
/** A known value at a report, counted from 0. */
type Point = readonly [report: number, value: number];

const [left, right, top, plotBottom] = [112, 800, 44, 284];
const [lowIndex, highIndex] = [20, 80];
const lanePx = 20;
const [ink, pale, line, body, third, mark] = ['#24292f', '#d0d7de', '#1f4e8c', '#7a5195', '#b5651d', '#24292f'];

/** The picture of these reports, one per day. */
export function storyPicture(title: string, reports: readonly ReportPayload[]): string {
  const classes = [
    ...new Set(reports.flatMap(({ events }) => Object.entries(events.countByClass).flatMap(([name, count]) => (count > 0 ? [name] : [])))),
  ];
  const heightPx = plotBottom + 48 + lanePx * classes.length;
  const at: Scale = {
    xOf: (report) => left + ((report + 0.5) * (right - left)) / reports.length,
    widthPx: (right - left) / reports.length,
  };
  const risks = reports.map(({ risk }) => risk);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 816 ${heightPx}" font-family="sans-serif" font-size="12" fill="${ink}">`,
    `<title>${title}: risk index by day</title>`,
    `<defs><pattern id="none" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" stroke="${pale}" stroke-width="3"/></pattern></defs>`,
    `<rect width="816" height="${heightPx}" fill="#ffffff"/>`,
    ...grid(reports.length, at),
    ...withoutIndex(risks, at),
    ...paths(risks, at),
    ...classes.flatMap((name, lane) => laneOf(name, { reports, at, yPx: plotBottom + 46 + lanePx * lane })),
    ...(risks.some(({ riskIndex }) => isKnown(riskIndex)) ? legend : []),
    '</svg>',
    '',
  ].join('\n');
}

interface Scale {
  readonly xOf: (report: number) => number;
  readonly widthPx: number;
}

const short = (value: number): string => String(Number(value.toFixed(1)));
const yOf = (index: number): number => plotBottom - ((index - lowIndex) * (plotBottom - top)) / (highIndex - lowIndex);
const text = ([xPx, yPx]: readonly [number, number], said: string, more = ''): string =>
  `<text x="${short(xPx)}" y="${short(yPx)}"${more}>${said}</text>`;

function grid(dayCount: number, { xOf }: Scale): string[] {
  const levels = [20, 30, 40, 50, 60, 70, 80].flatMap((index) => [
    `<path d="M${left} ${short(yOf(index))}H${right}" stroke="${index === 50 ? ink : pale}"/>`,
    text([left - 8, yOf(index) + 4], index === 50 ? 'reference 50' : String(index), ' text-anchor="end"'),
  ]);
  const days = Array.from({ length: Math.floor(dayCount / 10) }, (_, tenth) => 10 * (tenth + 1));
  return [
    ...levels,
    ...days.map((day) => text([xOf(day - 1), plotBottom + 20], String(day), ' text-anchor="middle"')),
    text([left - 8, plotBottom + 20], 'day', ' text-anchor="end"'),
  ];
}

/** Consecutive days whose index is unknown. */
function withoutIndex(risks: readonly Risk[], { xOf, widthPx }: Scale): string[] {
  const runs = runsOf(risks.map(({ riskIndex }, report) => (isKnown(riskIndex) ? undefined : ([report, 0] as const))));
  return runs.flatMap((run) => {
    const [first, last] = [run[0]?.[0] ?? 0, run.at(-1)?.[0] ?? 0];
    const [fromPx, toPx] = [xOf(first) - widthPx / 2, xOf(last) + widthPx / 2];
    return [
      `<rect x="${short(fromPx)}" y="${top}" width="${short(toPx - fromPx)}" height="${plotBottom - top}" fill="url(#none)"/>`,
      text(
        [(fromPx + toPx) / 2, yOf(60) + 4],
        'no index',
        ' text-anchor="middle" font-weight="bold" stroke="#ffffff" stroke-width="4" paint-order="stroke"',
      ),
    ];
  });
}

function paths(risks: readonly Risk[], at: Scale): string[] {
  const series = (of: (risk: Risk) => Knowable<number>): Point[][] => runsOf(risks.map((risk, report) => pointOf(report, of(risk))));
  const drawn = (runs: readonly Point[][], look: string): string[] =>
    runs.map((run) => `<path d="${trackOf(run, at)}" fill="none" ${look}/>`);
  const [low, high] = [series(({ p05Index }) => p05Index), series(({ p95Index }) => p95Index)];
  const bands = low.map(
    (run, place) => `<path d="${trackOf([...run, ...(high[place] ?? []).toReversed()], at)}Z" fill="${line}" fill-opacity="0.13"/>`,
  );
  return [
    ...bands,
    ...drawn(
      series(({ covers }) => covers.body),
      `stroke="${body}" stroke-width="1.5" stroke-dasharray="6 3"`,
    ),
    ...drawn(
      series(({ covers }) => covers.thirdParty),
      `stroke="${third}" stroke-width="1.5" stroke-dasharray="2 3"`,
    ),
    ...drawn(
      series(({ riskIndex }) => riskIndex),
      `stroke="${line}" stroke-width="2.5"`,
    ),
  ];
}

const pointOf = (report: number, value: Knowable<number>): Point | undefined => (isKnown(value) ? [report, value] : undefined);

function trackOf(points: readonly Point[], { xOf }: Scale): string {
  const held = (index: number): number => Math.min(highIndex, Math.max(lowIndex, index));
  return `M${points.map(([report, index]) => `${short(xOf(report))} ${short(yOf(held(index)))}`).join('L')}`;
}

/** Points that follow one another without a hole. */
function runsOf(points: readonly (Point | undefined)[]): Point[][] {
  const runs: Point[][] = [];
  points.forEach((point, place) => {
    if (point === undefined) return;
    const last = runs.at(-1);
    if (last === undefined || points[place - 1] === undefined) runs.push([point]);
    else last.push(point);
  });
  return runs;
}

interface Lane {
  readonly reports: readonly ReportPayload[];
  readonly at: Scale;
  readonly yPx: number;
}

/** One mark a day, however many happened on it: the page counts them. */
function laneOf(name: string, { reports, at, yPx }: Lane): string[] {
  const days = reports.flatMap(({ events }, report) => ((events.countByClass[name] ?? 0) > 0 ? [report] : []));
  const marks = days.map((report) => `M${short(at.xOf(report))} ${yPx - 11}v12`).join('');
  return [text([left - 8, yPx], name, ' text-anchor="end"'), `<path d="${marks}" stroke="${mark}" stroke-width="3"/>`];
}

/** What is drawn how, above the plot. */
const legend: readonly string[] = [
  `<path d="M${left} 20h24" stroke="${line}" stroke-width="2.5"/>${text([left + 30, 24], 'index')}`,
  `<rect x="${left + 84}" y="13" width="24" height="14" fill="${line}" fill-opacity="0.13"/>${text([left + 114, 24], '90 % interval')}`,
  `<path d="M${left + 216} 20h24" stroke="${body}" stroke-width="1.5" stroke-dasharray="6 3"/>${text([left + 246, 24], 'cover of the body')}`,
  `<path d="M${left + 372} 20h24" stroke="${third}" stroke-width="1.5" stroke-dasharray="2 3"/>${text([left + 402, 24], 'cover of third parties')}`,
];

/** What the picture shows, for who cannot see it. */
export function pictureText(reports: readonly ReportPayload[]): string {
  const values = reports.flatMap(({ risk }, report) => (isKnown(risk.riskIndex) ? [[report, risk.riskIndex] as const] : []));
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined) return `no index in any of ${reports.length} reports`;
  const extremes = [Math.min(...values.map(([, index]) => index)), Math.max(...values.map(([, index]) => index))].map(shortIndex);
  const unknownCount = reports.length - values.length;
  const hole = unknownCount === 0 ? '' : `, ${unknownCount} of them without an index`;
  return `index from ${shortIndex(first[1])} to ${shortIndex(last[1])} in ${reports.length} reports, between ${extremes.join(' and ')}${hole}`;
}
