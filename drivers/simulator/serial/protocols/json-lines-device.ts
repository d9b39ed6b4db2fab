import type { FrameFormat } from '../../../serial-protocols/frame-stream.ts';
import { noise } from '../../../serial-protocols/frame-stream.ts';
import type { JsonLinesField } from '../../../serial-protocols/json-lines/json-lines-schema.ts';
import { LineStream } from '../../../serial-protocols/json-lines/line-stream.ts';
import type { PackCourse, PackMoment } from '../plant/pack-course.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** How often the board prints a line. */
export const JSON_LINE_PERIOD_MS = 1000;
const LINE_BYTES_MAX = 1024;

/** What the lines mean, in the words of the driver's options. */
export const simulatedJsonFields: readonly JsonLinesField[] = [
  { path: 'pack.volts', component: 'battery', part: 'pack', signal: 'voltageV', unit: 'V' },
  { path: 'pack.milliamps', component: 'battery', part: 'pack', signal: 'currentA', unit: 'mA' },
  { path: 'pack.percent', component: 'battery', part: 'pack', signal: 'stateOfChargeRatio', unit: 'percent' },
  { path: 'pack.kelvin', component: 'battery', part: 'pack', signal: 'temperatureC', unit: 'K' },
];

/** A board that takes no requests: whatever is sent to it, it does not listen. */
const nothingHeard: FrameFormat = { frameBytesMax: 1, startBytes: [], examine: () => noise };

/** A board that prints one JSON object a second about its pack, and nothing else. Source: facts/interfaces §3.6. */
export function jsonLinesDevice(course: PackCourse): SimulatedDevice {
  return {
    requestFormat: nothingHeard,
    answer: () => ({ kind: 'unknownRequest', frames: [] }),
    spoken: (fromMs, untilMs) => momentsBetween(fromMs, untilMs).map((atMs) => lineOf(course(atMs))),
    accepted: (_, bytes) => objectsIn(bytes),
    checkBytes: { fromEndBytes: 0, sizeBytes: 0 },
  };
}

function momentsBetween(fromMs: number, untilMs: number): number[] {
  const first = Math.floor(fromMs / JSON_LINE_PERIOD_MS) + 1;
  const last = Math.floor(untilMs / JSON_LINE_PERIOD_MS);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * JSON_LINE_PERIOD_MS);
}

function lineOf(pack: PackMoment): Uint8Array {
  const object = {
    pack: {
      volts: rounded(pack.voltageV, 1000),
      milliamps: Math.round(pack.currentA * 1000),
      percent: rounded(pack.chargeRatio * 100, 10),
      kelvin: rounded((pack.temperaturesC[0] ?? 0) + 273.15, 100),
    },
  };
  return new TextEncoder().encode(`${JSON.stringify(object)}\n`);
}

function rounded(value: number, perUnit: number): number {
  return Math.round(value * perUnit) / perUnit;
}

/** A line that parses is taken for the board's word: the protocol has no check. */
function objectsIn(bytes: Uint8Array): Uint8Array[] {
  const stream = new LineStream(LINE_BYTES_MAX);
  const lines: Uint8Array[] = [];
  stream.push(bytes, (line) => {
    if (isObject(line)) lines.push(new TextEncoder().encode(`${line}\n`));
  });
  return lines;
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
