import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { day } from '../../tests/support/tariff-fixture.ts';
import { confirmedRatioAt, type Inspection, readInspections } from './inspections.ts';
import { openInspections } from './open-inspections.ts';

const inspection = (change: Partial<Inspection> = {}): Inspection => ({
  ...{ agentId: 'a', inspectedOn: '2026-02-10', inspectedBy: 'engineer', inspectedAlarmCount: 4, confirmedAlarmCount: 1 },
  ...change,
});
const read = (value: unknown) => readInspections('i', JSON.stringify(value));

describe('the share of alarms that inspections confirmed', () => {
  const two = [inspection(), inspection({ inspectedOn: '2026-03-05', confirmedAlarmCount: 4 })];

  it.each([
    ['2026-02-10', 0],
    ['2026-02-11', 0.25],
    ['2026-03-06', 0.625],
  ])('by %s is %f', (text, ratio) => {
    expect(confirmedRatioAt(two, day(text))).toBe(ratio);
  });
});

describe('a list of inspections', () => {
  it('is read from YAML, and an empty document is an empty list', () => {
    expect(read([inspection()])).toEqual([inspection()]);
    expect(readInspections('i', '')).toEqual([]);
  });

  it.each([
    ['no list', {}],
    ['more confirmed than inspected', [inspection({ confirmedAlarmCount: 5 })]],
    ['a day that is none', [inspection({ inspectedOn: '2026-02-30' })]],
    ['an unknown member', [{ ...inspection(), verdict: 'fault' }]],
  ])('is refused with %s', (_, value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code: 'receiver/inspections' }));
  });

  it('is refused when it is no YAML', () => {
    expect(() => readInspections('i', '[')).toThrow(expect.objectContaining({ code: 'receiver/inspections' }));
  });

  it('is opened from a file, none without one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inspections-'));
    const path = join(folder, 'inspections.yaml');
    await writeFile(path, JSON.stringify([inspection()]));
    expect(await openInspections(path)).toEqual([inspection()]);
    expect(await openInspections(undefined)).toEqual([]);
    await rm(folder, { recursive: true });
    await expect(openInspections(path)).rejects.toThrow('does not exist');
  });
});
