import type { Description } from './table-description.ts';

export type TimeFormat = Description['time']['format'];

/** The latest time that is believed, ms since 1970 (year 5138); a time beyond it, or negative, is unreadable. */
export const stampMsMax = 1e14;

const iso = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?$/;
const dayMonthName = /^(\d{1,2})-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d)$/;
const decimal = /^\+?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const dayMs = 86_400_000;

/** A time cell as ms since 1970, or ms elapsed for number columns with a start; undefined when unreadable. No zone means UTC. */
export function readTime(cell: string, format: TimeFormat): number | undefined {
  const stampMs = readers[format](unquoted(cell.trim()));
  return stampMs !== undefined && stampMs >= 0 && stampMs <= stampMsMax ? stampMs : undefined;
}

const readers: Readonly<Record<TimeFormat, (text: string) => number | undefined>> = {
  iso8601: readIso,
  seconds: (text) => (decimal.test(text) ? Number(text) * 1000 : undefined),
  milliseconds: (text) => (decimal.test(text) ? Number(text) : undefined),
  'dd-MMM-yyyy HH:mm:ss': readDayMonthName,
};

/** Some exports quote a cell twice, so that quotes remain in it (UR3 CobotOps, lines 2091 and 2239). */
function unquoted(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

function readIso(text: string): number | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const startMs = civilMs([Number(year), Number(month), Number(day)], [Number(hour), Number(minute), Number(second ?? 0)]);
  if (startMs === undefined) return undefined;
  const zoneMs = zone === undefined || zone === 'Z' ? 0 : zoneOffsetMs(zone);
  return startMs + (fraction === undefined ? 0 : Number(fraction) / 10 ** (fraction.length - 3)) - zoneMs;
}

function readDayMonthName(text: string): number | undefined {
  const match = dayMonthName.exec(text);
  if (match === null) return undefined;
  const [, day, name, year, hour, minute, second] = match;
  return civilMs([Number(year), months.indexOf(name ?? '') + 1, Number(day)], [Number(hour), Number(minute), Number(second)]);
}

function zoneOffsetMs(zone: string): number {
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}

/** Ms since 1970 of a UTC date and time of day, or undefined when there is no such moment. */
function civilMs([year, month, day]: [number, number, number], [hour, minute, second]: [number, number, number]): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > (monthDays[month - 1] ?? 0)) return undefined;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  return daysSince1970(year, month, day) * dayMs + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"). */
function daysSince1970(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}
