import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyStatus, newbornStatus } from '../../tests/support/agent-status.ts';
import type { HealthCondition, HealthNote } from '../contract/health.ts';
import { unknown } from '../contract/unknown.ts';
import { drawHealth } from './draw-health.ts';

const { health: warm } = busyStatus;
if (warm === undefined) throw new Error('the fixture has a condition');
const draw = (change: Partial<HealthCondition>): string => drawHealth({ ...busyStatus, health: { ...warm, ...change } }).markup;
/** What one language reads. */
const read = (markup: string, other: 'en' | 'zh'): string =>
  markup
    .replaceAll(new RegExp(`<span lang="${other}">.*?</span>`, 'g'), '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('the condition of components on the page', () => {
  it('has the index, what sets it, the advice, and what is not evaluated with its reason', () => {
    expect(draw({})).toContain('<b id="healthIndex">30.0</b>');
    const text = read(draw({}), 'zh');
    expect(text).toContain('Joint left_knee_joint: motor temperature 84 °C, WARN, index 30');
    expect(text).toMatch(/Advice Joint left_knee_joint reached 84 °C .* not a safety function\./);
    expect(text).toContain(
      'Evaluated J1 motor temperature: known of 29 of 29 Not evaluated, and why J3 thermal load (I²t): known of 0 of 29',
    );
  });

  it('says the same in Chinese', () => {
    const text = read(draw({}), 'en');
    expect(text).toContain('关节left_knee_joint：电机温度 84 °C，WARN，指数 30');
    expect(text).toMatch(/建议 关节left_knee_joint温度达84℃/);
    expect(text).toContain('未评估及原因 J3 热负荷（I²t）：29中已知0；29 × 机型文件未给出额定值');
  });

  it('of a robot that was just switched on is unknown, with its reason and without an advice', () => {
    const text = read(drawHealth(newbornStatus).markup, 'zh');
    expect(text).toMatch(/^unknown \( learning \)/);
    expect(text).toContain('takes ten minutes of operation');
    expect(text).toMatch(/Advice No advice\.$/);
    expect(draw({ index: unknown('notReported') })).toContain('not reported');
  });

  it('says so where an agent of an earlier version says nothing', () => {
    const { health: _, ...earlier } = busyStatus;
    expect(read(drawHealth(earlier).markup, 'zh')).toBe('This version of the agent does not say.');
  });

  it('shows four of each at most, the worst first, and takes their words as text', () => {
    const note = fc.record({ component: fc.string(), textEn: fc.string({ minLength: 1 }), textZh: fc.string({ minLength: 1 }) });
    const notes = fc.array(note, { maxLength: 9 }).map((all) => all.map((one): HealthNote => ({ ...one, indicator: 'J1', level: 'WARN' })));
    fc.assert(
      fc.property(notes, (readings) => {
        const markup = draw({ readings, advice: [], indicators: [] });
        expect(markup.split('<li>').length - 1).toBe(Math.min(4, readings.length));
        expect(markup.replaceAll(/<\/?(?:div|p|b|span|ul|li)(?: (?:class|id|lang)="[\w ]*")?>/g, '')).not.toMatch(/[<>]/);
      }),
    );
  });

  it('shows an indicator once, also one that is known of a part of the robot', () => {
    const [first] = warm.indicators;
    if (first === undefined) throw new Error('the fixture has indicators');
    const partly = { ...first, evaluatedCount: 20, unknown: [{ reason: 'notReported', componentCount: 9 }] as const };
    expect(draw({ indicators: [partly] }).split(first.textEn).length - 1).toBe(1);
  });
});
