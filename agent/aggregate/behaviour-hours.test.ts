import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missing, modeAt } from '../../tests/support/desk-fixture.ts';
import { type BehaviourHours, hoursDue, meterHours, openingBehaviourHours, restartBehaviourHours, seeUse } from './behaviour-hours.ts';

const hourMs = 3_600_000;
const inUse = (controlSource: string, operationalMode: string): BehaviourHours => ({
  ...openingBehaviourHours,
  controlSource,
  operationalMode,
});

describe('the use a robot is in', () => {
  it('is what was said last of each word; one left out or unknown says nothing', () => {
    const first = seeUse(openingBehaviourHours, modeAt(0, { controlSource: 'pendant', operationalMode: 'automatic' }));
    expect([first.controlSource, first.operationalMode]).toEqual(['pendant', 'automatic']);
    const then = seeUse(first, modeAt(1, { controlSource: missing, operationalMode: 'manualHighSpeed' }));
    expect([then.controlSource, then.operationalMode]).toEqual(['pendant', 'manualHighSpeed']);
    expect(seeUse(then, modeAt(2, { robotMode: 'running' }))).toEqual(then);
  });
});

describe('operating time by use', () => {
  it('goes to the use it was spent in', () => {
    const moved = meterHours(meterHours(inUse('autonomous', 'automatic'), 500), 250);
    const led = meterHours({ ...moved, controlSource: 'handGuided' }, 40);
    expect(led.operatingMs).toEqual({ 'autonomous/automatic': 750, 'handGuided/automatic': 40 });
    expect(led.unrecordedMs).toBe(790);
  });

  it('is unchanged by no time', () => {
    const hours = inUse('pendant', 'automatic');
    expect(meterHours(hours, 0)).toBe(hours);
  });

  it('of the sixty-fifth use counts as unknown, and that of known uses goes on', () => {
    let full = openingBehaviourHours;
    for (let index = 0; index < 64; index++) full = meterHours({ ...full, operationalMode: `mode ${index}` }, 1);
    const more = meterHours(meterHours({ ...full, operationalMode: 'mode 64' }, 7), 7);
    expect(more.operatingMs['unknown/unknown']).toBe(14);
    expect(more.operatingMs['unknown/mode 64']).toBeUndefined();
    expect(meterHours({ ...more, operationalMode: 'mode 3' }, 5).operatingMs['unknown/mode 3']).toBe(6);
  });

  it('adds up to all of it, whatever the uses are (property)', () => {
    const stretch = fc.record({ use: fc.nat({ max: 90 }), ms: fc.nat({ max: 5000 }) });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 200 }), (stretches) => {
        let hours = openingBehaviourHours;
        for (const { use, ms } of stretches) hours = meterHours({ ...hours, controlSource: `s${use}` }, ms);
        const total = Object.values(hours.operatingMs).reduce((sum, ms) => sum + ms, 0);
        expect(total).toBe(stretches.reduce((sum, { ms }) => sum + ms, 0));
        expect(Object.keys(hours.operatingMs).length).toBeLessThanOrEqual(65);
      }),
    );
  });
});

describe('the record of it', () => {
  const used = meterHours(inUse('autonomous', 'automatic'), 1000);

  it('is due an hour after the first moment, not before, and again an hour later', () => {
    const begun = hoursDue(used, 5000, false);
    expect(begun).toEqual({ hours: { ...used, recordedMs: 5000 } });
    expect(hoursDue(begun.hours, 5000 + hourMs - 1, false)).not.toHaveProperty('data');
    const due = hoursDue(begun.hours, 5000 + hourMs, false);
    expect(due).toMatchObject({
      data: { operatingMs: { 'autonomous/automatic': 1000 } },
      hours: { recordedMs: 5000 + hourMs, unrecordedMs: 0 },
    });
    expect(hoursDue(meterHours(due.hours, 1), 5000 + 2 * hourMs - 1, false)).not.toHaveProperty('data');
  });

  it('is due at a stop, and when the clock ran backwards', () => {
    expect(hoursDue(used, 5000, true)).toHaveProperty('data');
    expect(hoursDue({ ...used, recordedMs: 9000 }, 8999, false)).toHaveProperty('data');
  });

  it('is none without new operating time, and none of a robot that never said how it is used', () => {
    const said = hoursDue(used, 0, true).hours;
    expect(hoursDue(said, 0, true)).not.toHaveProperty('data');
    expect(hoursDue(meterHours(openingBehaviourHours, 1000), 0, true)).not.toHaveProperty('data');
  });

  it('keeps what was not on record yet through a restart, and neither the use nor the clock', () => {
    const restarted = restartBehaviourHours({ ...used, recordedMs: 77 });
    expect(restarted).toEqual({ ...openingBehaviourHours, operatingMs: used.operatingMs, unrecordedMs: 1000 });
    expect(hoursDue(restarted, 3, true)).toHaveProperty('data');
  });
});
