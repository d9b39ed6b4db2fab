import { describe, expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

describe('parse duration', () => {
  it.each([
    ['60s', 60_000],
    ['60', 60_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', 'soon', '-5s', '5d', '5 s'])('refuses "%s" with an example of what to write', (text) => {
    expect(() => parseDuration(text)).toThrow('write for example 60s or 5m');
  });
});
