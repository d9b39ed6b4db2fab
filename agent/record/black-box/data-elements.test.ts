import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packLayout } from '../../../tests/support/sample-windows.ts';
import { velocityLayout } from '../../../tests/support/telemetry.ts';
import { signals } from '../../contract/signal.ts';
import { dataElements, dataElementsVersion, namedStreams } from './data-elements.ts';

const page = readFileSync(new URL('../../../docs/black-box.md', import.meta.url), 'utf8');

describe('the table of data elements', () => {
  it('has every canonical signal once, recorded or not', () => {
    const all = Object.values(signals).flatMap((group) => Object.keys(group));
    const elements = dataElements(namedStreams([velocityLayout, packLayout]));
    expect(elements).toHaveLength(all.length);
    expect(elements.filter(({ recorded }) => recorded).map(({ element }) => element)).toEqual([
      'joint.velocityRadPerS',
      'battery.voltageV',
      'battery.stateOfChargeRatio',
      'battery.remainingAh',
    ]);
    for (const { recorded, streams } of elements) expect(streams.length > 0).toBe(recorded);
  });

  it('says stream, period, parts and number format of what was recorded', () => {
    const streams = namedStreams([velocityLayout, packLayout]);
    const of = (name: string) => dataElements(streams).find(({ element }) => element === name);
    expect(of('joint.velocityRadPerS')).toEqual({
      element: 'joint.velocityRadPerS',
      field: 'velocity_rad_per_s',
      unit: 'rad/s',
      recorded: true,
      streams: [{ topic: '/arm/joint', periodMs: 1000, partCount: 2, format: 'float32' }],
    });
    expect(of('battery.remainingAh')?.streams).toMatchObject([{ topic: '/robot/battery', format: 'float64' }]);
  });

  it('keeps several streams of one component apart', () => {
    expect(namedStreams([velocityLayout, velocityLayout, packLayout]).map(({ topic }) => topic)).toEqual([
      '/arm/joint',
      '/arm/joint2',
      '/robot/battery',
    ]);
  });

  it('stands in the documents, row by row, under its version', () => {
    expect(page).toContain(`## Data elements, version ${dataElementsVersion}`);
    const rows = dataElements([]).map(({ element, field, unit }) => `| \`${element}\` | \`${field}\` | ${unit} |`);
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
    const ofSignals = page.split('\n').filter((line) => /^\| `[a-z]+\.[a-zA-Z0-9]+` \|/.test(line));
    expect(ofSignals).toEqual(rows);
  });
});
