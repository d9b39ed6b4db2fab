import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodedOf, joined } from '../../../../tests/support/serial-frames.ts';
import { askAll } from '../../../../tests/support/simulated-device.ts';
import { decodeJsonLine } from '../../../serial-protocols/json-lines/decode-json-line.ts';
import { jsonLinesProblems } from '../../../serial-protocols/json-lines/json-lines-schema.ts';
import { LineStream } from '../../../serial-protocols/json-lines/line-stream.ts';
import { packCourse, packDefaults } from '../plant/pack-course.ts';
import { jsonLinesDevice, simulatedJsonFields } from './json-lines-device.ts';

const device = jsonLinesDevice(packCourse(packDefaults));

function linesOf(frames: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  new LineStream().push(joined(frames), (line) => lines.push(line));
  return lines;
}

describe('a simulated board that prints JSON', () => {
  it('prints what its pack is, in its own units (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xff_ff_ff_ff }), fc.integer({ min: 1, max: 86_400 }), (seed, atS) => {
        const course = packCourse({ ...packDefaults, seed });
        const [line = '', ...more] = linesOf(jsonLinesDevice(course).spoken(atS * 1000 - 1, atS * 1000));
        const [volts, amperes, ratio, celsius] = decodedOf(decodeJsonLine(line, simulatedJsonFields)).map(Number);
        const truth = course(atS * 1000);
        expect(more).toEqual([]);
        expect(volts).toBeCloseTo(truth.voltageV, 2);
        expect(amperes).toBeCloseTo(truth.currentA, 2);
        expect(ratio).toBeCloseTo(truth.chargeRatio, 2);
        expect(celsius).toBeCloseTo(truth.temperaturesC[0] ?? 0, 1);
      }),
    );
  });

  it('names fields that a configuration may name', () => {
    expect(jsonLinesProblems(simulatedJsonFields, 'here')).toEqual([]);
  });

  it('prints once a second, whoever looks how often (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }), (stepsMs) => {
        let atMs = 0;
        let lineCount = 0;
        for (const stepMs of stepsMs) {
          lineCount += device.spoken(atMs, atMs + stepMs).length;
          atMs += stepMs;
        }
        expect(lineCount).toBe(Math.floor(atMs / 1000));
      }),
    );
  });

  it('listens to nothing', () => {
    expect(askAll(device, new TextEncoder().encode('{"set":{"volts":5}}\n'))).toEqual([]);
  });
});
