import { describe, expect, it } from 'vitest';
import { timeAt } from '../../tests/support/telemetry.ts';
import { type TimePoint, wallMs } from '../contract/time.ts';
import { clockStepMs } from './clock-step.ts';

const stepped = (ms: number, byMs: number): TimePoint => ({ ...timeAt(ms), wallMs: wallMs(timeAt(ms).wallMs + byMs) });

describe('clock step', () => {
  it.each([3_600_000, -3_600_000, 2001, -2001])('sees a step of %i ms', (byMs) => {
    expect(clockStepMs(timeAt(0), stepped(1000, byMs))).toBe(byMs);
  });

  it('takes drift for no step: 2 s, and 200 ppm of what has passed', () => {
    expect(clockStepMs(timeAt(0), stepped(1000, 2000))).toBe(0);
    expect(clockStepMs(timeAt(0), stepped(86_400_000, 2000 + 17_000))).toBe(0);
    expect(clockStepMs(timeAt(0), stepped(86_400_000, 2000 + 18_000))).toBe(20_000);
  });

  it('knows nothing of how long the host was off between two boots', () => {
    expect(clockStepMs({ ...timeAt(0), bootId: 'other' }, stepped(1000, 3_600_000))).toBe(0);
  });

  it('sees across boots that the clock shows less than before: it was set back by at least that', () => {
    expect(clockStepMs({ ...timeAt(5000), bootId: 'other' }, stepped(1000, -3_600_000))).toBe(-3_604_000);
    expect(clockStepMs({ ...timeAt(5000), bootId: 'other' }, timeAt(5000))).toBe(0);
  });
});
