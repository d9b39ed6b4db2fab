import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyStatus, newbornStatus } from '../../tests/support/agent-status.ts';
import type { MsByGrade, UsageCounters } from '../contract/usage.ts';
import { drawGrades, drawHours } from './draw-usage.ts';

const hourMs = 3_600_000;
const rows = ['powerOnMs', 'readyMs', 'operatingMs', 'collaborativeMs'] as const;
const hoursOf = (counters: Partial<UsageCounters>): string =>
  drawHours({ ...busyStatus, counters: { ...busyStatus.counters, ...counters } }).markup;
const textOf = (markup: string, id: string): string => new RegExp(`<dd id="${id}">([^<]*)</dd>`).exec(markup)?.[1] ?? 'none';
const widthOf = (markup: string, id: string): number =>
  Number(new RegExp(`<rect class="${id}" width="([\\d.]+)%"`).exec(markup)?.[1] ?? 'NaN');

describe('the hours', () => {
  it('are shown row by row, each as a share of the time powered on', () => {
    const markup = hoursOf({ powerOnMs: 10 * hourMs, readyMs: 7.5 * hourMs, operatingMs: 5 * hourMs, collaborativeMs: hourMs });
    expect(rows.map((id) => textOf(markup, id))).toEqual(['10.00 h', '7.50 h', '5.00 h', '1.00 h']);
    expect(rows.map((id) => widthOf(markup, id))).toEqual([100, 75, 50, 10]);
  });

  it('nest: no bar is longer than the one above it', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e13 }), fc.tuple(share, share, share), (powerOnMs, [a, b, c]) => {
        const readyMs = Math.floor(powerOnMs * a);
        const operatingMs = Math.floor(readyMs * b);
        const markup = hoursOf({ powerOnMs, readyMs, operatingMs, collaborativeMs: Math.floor(operatingMs * c) });
        const widths = rows.map((id) => widthOf(markup, id));
        expect(widths.toSorted((x, y) => y - x)).toEqual(widths);
        expect(widths[0]).toBe(100);
      }),
    );
  });

  it('have no length before anything was counted', () => {
    const { markup } = drawHours(newbornStatus);
    expect(rows.map((id) => widthOf(markup, id))).toEqual([0, 0, 0, 0]);
    expect(rows.map((id) => textOf(markup, id))).toEqual(new Array(4).fill('0.000 h'));
  });

  it('of a century fit as well', () => {
    const markup = hoursOf({ powerOnMs: 876_000 * hourMs, readyMs: 876_000 * hourMs });
    expect(textOf(markup, 'powerOnMs')).toBe('876000.0 h');
    expect(markup).not.toContain('NaN');
  });

  it('come with cycles, and with the time that counts nowhere', () => {
    const markup = hoursOf({ cycleCount: 1_234_567, gapMs: 90_000 });
    expect(markup).toContain('<b>1 234 567</b>');
    expect(markup).toContain('<b>0.025 h</b>');
  });
});

describe('the grades', () => {
  const gradesOf = (operatingMsByE: MsByGrade, others: { phys?: MsByGrade; people?: MsByGrade } = {}): string =>
    drawGrades({
      ...busyStatus,
      counters: {
        ...busyStatus.counters,
        operatingMsByE,
        operatingMsByEPhys: others.phys ?? operatingMsByE,
        operatingMsByEPeople: others.people ?? operatingMsByE,
      },
    }).markup;
  const stacksOf = (markup: string): number[][] =>
    markup
      .split('<svg')
      .slice(1)
      .map((svg) => [...svg.matchAll(/<rect class="e\d" x="[\d.]+%" width="([\d.]+)%"/g)].map(([, width]) => Number(width)));

  it('are five, with their hours in the legend', () => {
    const markup = gradesOf([hourMs, 0, 250 * hourMs, 36_000, 2 * hourMs]);
    const legend = [...markup.matchAll(/<\/i>(E\d) <b>([^<]*)<\/b>/g)].map(([, grade, hours]) => `${grade} ${hours}`);
    expect(legend).toEqual(['E1 1.00 h', 'E2 0.000 h', 'E3 250.0 h', 'E4 0.010 h', 'E5 2.00 h']);
  });

  it('have three rows, of their own vector each: overall, physical, people', () => {
    const markup = gradesOf([hourMs, 0, 0, 0, 0], { phys: [0, hourMs, 0, 0, 0], people: [0, 0, hourMs, hourMs, 0] });
    expect(stacksOf(markup)).toEqual([
      [100, 0, 0, 0, 0],
      [0, 100, 0, 0, 0],
      [0, 0, 50, 50, 0],
    ]);
    expect([...markup.matchAll(/<dt><span lang="en">(\w+)</g)].map(([, name]) => name)).toEqual(['Overall', 'Physical', 'People']);
  });

  it('are an empty track before anything was counted', () => {
    expect(stacksOf(gradesOf([0, 0, 0, 0, 0]))).toEqual(new Array(3).fill([0, 0, 0, 0, 0]));
  });

  it('say the grade of now in the words they were given', () => {
    expect(drawGrades({ ...busyStatus, gradeText: 'E5 (binding: D1 < 0 °C)' }).markup).toContain(
      '<span id="gradeText">E5 (binding: D1 &lt; 0 °C)</span>',
    );
  });
});
