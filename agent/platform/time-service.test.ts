import { describe, expect, it } from 'vitest';
import { TimeService } from './time-service.ts';

const hourMs = 3_600_000;

describe('the state of the wall clock', () => {
  it('is unsynced until a time service says otherwise', () => {
    expect(new TimeService(() => undefined).at({ monoMs: 0, wallMs: 5 })).toBe('unsynced');
  });

  it('is synced for three hours and more after the last answer, then in holdover', () => {
    const service = new TimeService(() => 1000);
    expect(service.at({ monoMs: 0, wallMs: 1000 + 3 * hourMs })).toBe('synced');
    expect(service.at({ monoMs: 0, wallMs: 1000 + 4 * hourMs })).toBe('holdover');
  });

  it('is asked of the system once in ten seconds, and at once when the clock has just been moved', () => {
    let askedCount = 0;
    const service = new TimeService(() => {
      askedCount++;
      return askedCount > 1 ? 0 : undefined;
    });
    expect([0, 5000, 9999].map((monoMs) => service.at({ monoMs, wallMs: 0 }))).toEqual(['unsynced', 'unsynced', 'unsynced']);
    expect(askedCount).toBe(1);
    service.forget();
    expect(service.at({ monoMs: 9999, wallMs: 0 })).toBe('synced');
    expect(askedCount).toBe(2);
    service.at({ monoMs: 19_999, wallMs: 0 });
    expect(askedCount).toBe(3);
  });
});
