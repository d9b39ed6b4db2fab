import { expect } from 'vitest';
import { auditDelivery } from './audit-delivery.ts';
import type { LiveSystem } from './live-system.ts';

/** A report that overtook another says so in its receipt; that is all a receipt may say here. */
const harmless = ['report.missing'];

/** Nothing lost, nothing doubled: what the robot closed is what the receiver keeps, byte for byte, and every report has its receipt. */
export function expectAllOnce(system: LiveSystem, atLeastCount: number): void {
  const { closed, kept, receiptFindings, ...rest } = auditDelivery(system);
  expect(closed.length).toBeGreaterThanOrEqual(atLeastCount);
  expect(closed.map(({ reportSeq }) => reportSeq)).toEqual(closed.map((_, index) => index));
  expect(kept).toEqual(closed);
  expect(receiptFindings.filter((code) => !harmless.includes(code))).toEqual([]);
  expect(rest).toEqual({
    unreceipted: [],
    storedAgain: [],
    forkCount: 0,
    missing: [],
    refusals: [],
    verdict: 'pass',
    findings: [],
    operatingOutsideReportsMs: 0,
  });
}
