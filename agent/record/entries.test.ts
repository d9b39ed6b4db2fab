import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultSaid, everyEntry as rows } from '../../tests/support/every-entry.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { openingUsageMeter } from '../aggregate/usage-meter.ts';
import { unknown } from '../contract/unknown.ts';
import type { UsageCounters } from '../contract/usage.ts';
import * as entries from './entries.ts';

const { fault } = entries;

const at = timeAt(5000);
const zero = openingUsageMeter().counters;

describe('entries of the ledger', () => {
  it.each(rows.map(([entry, type, isUrgent, facts]) => ({ entry, type, isUrgent, facts })))(
    '$type: urgent $isUrgent, and says $facts',
    ({ entry, type, isUrgent, facts }) => {
      expect(entry).toMatchObject({ type, urgent: isUrgent });
      expect(entry?.data).toEqual(facts);
    },
  );

  it('have all a row above: a new entry needs its urgency stated', () => {
    const makers = Object.values(entries).filter((value) => typeof value === 'function');
    expect(rows).toHaveLength(makers.length);
    expect(new Set(rows.map(([, type]) => type)).size).toBe(makers.length);
  });

  it('have dotted camelCase types', () => {
    for (const [, type] of rows) expect(type).toMatch(/^[a-z]+\.[a-z][A-Za-z]*$/);
  });

  it('carry the moment of what happened: an event that of its start, everything else that of now', () => {
    for (const [entry, type] of rows) expect(entry?.time, type).toEqual(type.startsWith('event.') ? timeAt(1000) : at);
  });

  it('hold nothing that JSON loses', () => {
    for (const [entry, type] of rows) expect(JSON.parse(JSON.stringify(entry?.data)), type).toEqual(entry?.data);
  });
});

describe('a meter tick', () => {
  const vector = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat());
  const counters: fc.Arbitrary<UsageCounters> = fc.record({
    powerOnMs: fc.nat(3),
    readyMs: fc.nat(3),
    operatingMs: fc.nat(3),
    collaborativeMs: fc.nat(3),
    gapMs: fc.nat(3),
    operatingMsByE: vector,
    operatingMsByEPhys: vector,
    operatingMsByEPeople: vector,
    cycleCount: fc.nat(3),
    standingMs: fc.nat(3),
    loadMs: fc.nat(3),
    suspendedMs: fc.nat(3),
    unmeteredMs: fc.nat(3),
    distanceMm: fc.nat(3),
    energyMj: fc.nat(3),
  });

  it('says all counters when there was none before', () => {
    expect(entries.meterTick(at, null, zero)?.data).toEqual(zero);
  });

  it('is none when nothing changed', () => {
    expect(entries.meterTick(at, zero, structuredClone(zero))).toBeUndefined();
  });

  it('says a vector whole when one grade of it changed', () => {
    expect(entries.meterTick(at, zero, { ...zero, operatingMsByE: [0, 0, 5, 0, 0] })?.data).toEqual({ operatingMsByE: [0, 0, 5, 0, 0] });
  });

  it('laid over what was before gives what is now, and says no more than it must (property)', () => {
    fc.assert(
      fc.property(counters, counters, (before, now) => {
        const said = entries.meterTick(at, before, now)?.data ?? {};
        expect({ ...before, ...said }).toEqual(now);
        for (const [name, value] of Object.entries(said)) expect(value).not.toEqual(before[name as keyof UsageCounters]);
      }),
    );
  });
});

describe('fault records', () => {
  const said = faultSaid;

  it('carry code space and raw code, commit at once, and say how long a healed one stood', () => {
    const raised = fault({ what: 'raised', fault: said(), durationMs: null, suppressedCount: 0 });
    expect(raised).toMatchObject({
      type: 'fault.raised',
      urgent: true,
      data: { codeSpace: 'unitree.g1.motorstate', codeRaw: 'bit10', part: 'left_knee_joint' },
    });
    expect(raised.data).not.toHaveProperty('durationMs');
    expect(fault({ what: 'healed', fault: said({ active: false }), durationMs: 40, suppressedCount: 0 }).data).toMatchObject({
      durationMs: 40,
    });
  });

  it('keep unknown parts as unknown and long texts within their limit', () => {
    const { data } = fault({
      what: 'noted',
      fault: said({ part: unknown('notReported'), text: 'x'.repeat(5000), codeRaw: 'y'.repeat(5000) }),
      durationMs: null,
      suppressedCount: 0,
    });
    expect(data.part).toEqual({ unknown: 'notReported' });
    expect([String(data.text).length, String(data.codeRaw).length]).toEqual([200, 200]);
  });

  it('say how many were left out', () => {
    expect(fault({ what: 'suppressed', fault: said(), durationMs: null, suppressedCount: 12 })).toMatchObject({
      type: 'fault.suppressed',
      data: { sourceId: 'arm', suppressedCount: 12 },
    });
  });
});
