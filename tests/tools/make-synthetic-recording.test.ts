import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeSyntheticRecording } from './make-synthetic-recording.ts';

const committed = new URL('../../config/recordings/synthetic-cobot.csv', import.meta.url);
const bytesMax = 250_000;

describe('the bundled synthetic recording', () => {
  it('is what the generator makes, byte for byte', () => {
    expect(readFileSync(committed, 'utf8')).toBe(makeSyntheticRecording());
  });

  it('is small and lasts 20 to 25 minutes at 1 Hz', () => {
    const text = makeSyntheticRecording();
    expect(text.length).toBeLessThanOrEqual(bytesMax);
    const rowCount = text.trimEnd().split('\n').length - 1;
    expect(rowCount).toBeGreaterThanOrEqual(20 * 60);
    expect(rowCount).toBeLessThanOrEqual(25 * 60);
  });

  it('has joints that warm up and a speed within what the arm can do', () => {
    const [header = '', ...rows] = makeSyntheticRecording().trimEnd().split('\n');
    const names = header.split(',');
    const column = (name: string): number[] =>
      rows.map((row) => row.split(',')[names.indexOf(name)] ?? '').flatMap((cell) => (cell === '' ? [] : [Number(cell)]));
    for (let joint = 0; joint < 6; joint++) {
      const temperatures = column(`temperatureJ${joint}`);
      expect(temperatures.at(-1)).toBeGreaterThan((temperatures[0] ?? 0) + 1);
      expect(Math.max(...temperatures)).toBeLessThan(60);
      expect(Math.max(...column(`speedJ${joint}`).map(Math.abs))).toBeLessThan(Math.PI);
    }
    const cycles = column('cycle');
    expect(cycles).toEqual([...cycles].sort((a, b) => a - b));
    expect(cycles.at(-1)).toBeGreaterThan(40);
  });
});
