import { describe, expect, it } from 'vitest';
import { mayCoalesce, mayDropEvents, mayDropReports, type Stretch } from './retention.ts';

const dayMs = 86_400_000;
const nowMs = 3000 * dayMs;
/** A stretch that ended so many days ago. */
const stretch = (days: number, change: Partial<Stretch> = {}): Stretch => ({
  nowMs,
  lastMs: nowMs - days * dayMs,
  fillRatio: 0.3,
  isBound: false,
  receiptedMs: undefined,
  ...change,
});
const receipted = (days: number) => ({ isBound: true, receiptedMs: nowMs - days * dayMs });

describe('periodic rows', () => {
  it.each<[string, Stretch, boolean]>([
    ['stay 90 days where nobody receipts', stretch(89.9), false],
    ['may go after that', stretch(90), true],
    ['stay 30 days after the receipt', stretch(400, receipted(29.9)), false],
    ['may go after that, however young they are', stretch(31, receipted(30)), true],
    ['wait for the receipt of a required recipient, however long', stretch(1800, { isBound: true }), false],
    ['with a receipt from the future stay', stretch(100, receipted(-5)), false],
    ['go at once above the byte cap', stretch(0, { isBound: true, fillRatio: 0.98 }), true],
    ['stay just below it', stretch(0, { isBound: true, fillRatio: 0.979 }), false],
  ])('%s', (_, given, expected) => {
    expect(mayCoalesce(given)).toBe(expected);
  });
});

describe('events', () => {
  it.each<[string, Stretch, boolean]>([
    ['stay 24 months', stretch(730), false],
    ['may go after that', stretch(731), true],
    ['wait for the receipt even then', stretch(1000, { isBound: true }), false],
    ['stay above the cap of periodic rows', stretch(0, { fillRatio: 0.99 }), false],
    ['go when the lane is at its limit: byte caps stand above all', stretch(0, { fillRatio: 1 }), true],
  ])('%s', (_, given, expected) => {
    expect(mayDropEvents(given)).toBe(expected);
  });
});

describe('reports', () => {
  it.each<[string, Stretch, boolean]>([
    ['go with their day', stretch(90), true],
    ['stay with their day', stretch(89), false],
    ['go above the cap once they are receipted', stretch(0, { ...receipted(0), fillRatio: 1 }), true],
    ['stay above the cap while a required recipient has not receipted them', stretch(0, { isBound: true, fillRatio: 1 }), false],
    ['go above the cap where nobody waits for them', stretch(0, { fillRatio: 1 }), true],
  ])('%s', (_, given, expected) => {
    expect(mayDropReports(given)).toBe(expected);
  });
});
