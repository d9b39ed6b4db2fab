import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodedOf, joined, runs } from '../../../tests/support/serial-frames.ts';
import { decodeJsonLine } from './decode-json-line.ts';
import { type JsonLinesField, jsonLinesProblems, jsonLinesSchema } from './json-lines-schema.ts';
import { LineStream } from './line-stream.ts';

const volts: JsonLinesField = { path: 'pack.mv', component: 'battery', signal: 'voltageV', unit: 'mV' };
const degrees: JsonLinesField = { path: 't', component: 'ambient', signal: 'temperatureC', unit: 'F' };
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function linesOf(...chunks: readonly Uint8Array[]) {
  const stream = new LineStream(64);
  const lines: string[] = [];
  for (const chunk of chunks) {
    stream.push(chunk, (line) => lines.push(line));
    expect(stream.heldBytes).toBeLessThanOrEqual(64);
  }
  return { lines, counts: stream.counts };
}

describe('a line', () => {
  it('becomes values in house units, in the order of the fields', () => {
    expect(decodedOf(decodeJsonLine('{"pack":{"mv":48000},"t":32}', [volts, degrees]))).toEqual([48, expect.closeTo(0, 9)]);
  });

  it('without a value, with null, with a word or with an absurd value says which unknown it is', () => {
    const read = (line: string) => decodedOf(decodeJsonLine(line, [volts]))[0];
    expect(read('{"pack":{}}')).toEqual({ unknown: 'missing' });
    expect(read('{"pack":3}')).toEqual({ unknown: 'missing' });
    expect(read('{"pack":{"mv":null}}')).toEqual({ unknown: 'notReported' });
    expect(read('{"pack":{"mv":"48"}}')).toEqual({ unknown: 'outOfRange' });
    expect(read('{"pack":{"mv":1e999}}')).toEqual({ unknown: 'outOfRange' });
    expect(decodedOf(decodeJsonLine('{}', [{ ...volts, path: 'constructor.name' }]))).toEqual([{ unknown: 'missing' }]);
  });

  it('with a unit that cannot become the signal’s is never converted', () => {
    expect(decodedOf(decodeJsonLine('{"t":1}', [{ ...degrees, unit: 'A' }]))).toEqual([{ unknown: 'notReported' }]);
  });

  it.each(['', '[1]', '3', 'null', '{"a":', 'NaN', '"x"'])('that is no JSON object is rejected: %j', (line) => {
    expect(decodeJsonLine(line, [volts])).toEqual({ ok: false, reason: 'notJson' });
  });

  it('never throws, whatever it says (property)', () => {
    const line = fc.oneof(fc.json(), fc.string());
    fc.assert(
      fc.property(line, (text) => {
        expect(typeof decodeJsonLine(text, [volts, degrees]).ok).toBe('boolean');
      }),
      { numRuns: runs },
    );
  });
});

describe('the fields', () => {
  it('have a schema that refuses what is misspelled', () => {
    const validate = new Ajv().compile(jsonLinesSchema);
    expect(validate({ fields: [volts] })).toBe(true);
    expect(validate({ fields: [{ ...volts, units: 'mV' }] })).toBe(false);
    expect(validate({ fields: [] })).toBe(false);
  });

  it('must name signals that exist, in units that can become theirs; every problem at once', () => {
    expect(jsonLinesProblems([volts, degrees], 'serial.yaml')).toEqual([]);
    const problems = jsonLinesProblems(
      [
        { ...volts, unit: 'C' },
        { ...volts, signal: 'voltage' },
      ],
      'serial.yaml',
    );
    expect(problems).toEqual([
      { place: 'serial.yaml fields[0] "pack.mv"', value: 'unit "C" cannot become V', remedy: 'write one of V, mV' },
      { place: 'serial.yaml fields[1] "pack.mv"', value: 'signal "battery.voltage"', remedy: 'write a component and a signal of it' },
    ]);
  });
});

describe('a line stream', () => {
  it('delivers whole lines, whichever line end is used, and no empty ones', () => {
    expect(linesOf(bytesOf('{"a":1}\r\n\n{"b"'), bytesOf(':2}\n{"c"'))).toMatchObject({ lines: ['{"a":1}', '{"b":2}'] });
  });

  it('counts and discards a line that is too long, and finds the next', () => {
    const { lines, counts } = linesOf(bytesOf('x'.repeat(50)), bytesOf('x'.repeat(50)), bytesOf('\n{"a":1}\n'));
    expect(lines).toEqual(['{"a":1}']);
    expect(counts).toEqual({ lineCount: 1, overlongCount: 1, discardedBytes: 100 });
  });

  const noise = fc.uint8Array({ maxLength: 200 });

  it('gives the same lines however the bytes are split (property)', () => {
    fc.assert(
      fc.property(noise, fc.nat(200), fc.nat(200), (bytes, a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const split = linesOf(bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second));
        expect(split).toEqual(linesOf(bytes));
      }),
      { numRuns: runs },
    );
  });

  it('finds the good line behind any noise once a line has ended (property)', () => {
    fc.assert(
      fc.property(noise, (bytes) => {
        expect(linesOf(joined([bytes, bytesOf('\n{"a":1}\n')])).lines.at(-1)).toBe('{"a":1}');
      }),
      { numRuns: runs },
    );
  });
});
