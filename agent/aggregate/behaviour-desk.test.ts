import { describe, expect, it } from 'vitest';
import { behaviourAt, hashOf, missing, modeAt, newStates, quietWindow } from '../../tests/support/desk-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { LedgerEntry } from '../contract/record.ts';
import { BehaviourDesk } from './behaviour-desk.ts';
import { type DeskStates, restartDesks } from './desk-states.ts';

const open = (states: DeskStates = newStates()) => ({ states, desk: new BehaviourDesk({ states, hashOf }) });
const said = (entries: readonly LedgerEntry[]) => entries.map(({ type, data }) => [type, data.what, data.from, data.to]);
const hourMs = 3_600_000;

describe('B6: behaviour on record', () => {
  it('says who is in control and in which mode, when it changes and not before', () => {
    const { desk } = open();
    const first = desk.message(modeAt(0, { controlSource: 'autonomous', operationalMode: 'automatic', executionState: 'running' }));
    expect(said(first.entries)).toEqual([
      ['behaviour.changed', 'controlSource', null, 'autonomous'],
      ['behaviour.changed', 'operationalMode', null, 'automatic'],
      ['behaviour.changed', 'executionState', null, 'running'],
    ]);
    expect(desk.message(modeAt(1000, { controlSource: 'autonomous' })).entries).toEqual([]);
    expect(said(desk.message(modeAt(2000, { controlSource: 'handGuided' })).entries)).toEqual([
      ['behaviour.changed', 'controlSource', 'autonomous', 'handGuided'],
    ]);
  });

  it('keeps the name of a task on the robot: only its hash is on record and in the state', () => {
    const { desk, states } = open();
    const { entries } = desk.message(behaviourAt(0, { task: 'weld door of customer A' }));
    expect(said(entries)).toEqual([['behaviour.changed', 'task', null, 'sha256:(23)']]);
    expect(JSON.stringify(states)).not.toContain('customer');
  });

  it('says the speed override in tenths, and not each time a value between two of them trembles', () => {
    const { desk } = open();
    const ratios = [1, 0.97, 0.94, 0.96, 0.84, 0.86, 0.84, 0.2];
    const steps = ratios.flatMap((speedOverrideRatio, second) => desk.message(behaviourAt(second * 1000, { speedOverrideRatio })).entries);
    expect(steps.map(({ data }) => data.to)).toEqual([1, 0.8, 0.2]);
  });

  it('says link quality in three bands with a dead band between them', () => {
    const { desk } = open();
    const ratios = [0.9, 0.69, 0.71, 0.66, 0.64, 0.31, 0.2, 0.33, 0.36];
    const bands = ratios.flatMap((linkQualityRatio, second) => desk.message(behaviourAt(second * 1000, { linkQualityRatio })).entries);
    expect(bands.map(({ data }) => data.to)).toEqual(['good', 'fair', 'poor', 'fair']);
  });

  it('says charging and supply', () => {
    const { desk } = open();
    desk.message(behaviourAt(0, { charging: false, supply: 'battery' }));
    expect(said(desk.message(behaviourAt(1000, { charging: true, supply: 'mains' })).entries)).toEqual([
      ['behaviour.changed', 'charging', false, true],
      ['behaviour.changed', 'supply', 'battery', 'mains'],
    ]);
  });

  it('goes on with what was when a value is unknown', () => {
    const { desk } = open();
    desk.message(modeAt(0, { controlSource: 'pendant' }));
    expect(desk.message(modeAt(1000, { controlSource: missing })).entries).toEqual([]);
    expect(desk.message(modeAt(2000, { controlSource: 'pendant' })).entries).toEqual([]);
  });

  it('is bounded: what exceeds an hour is counted and owned up to', () => {
    const { desk } = open();
    const flicker = Array.from({ length: 300 }, (_, index) => desk.message(behaviourAt(index, { charging: index % 2 === 0 })));
    expect(flicker.flatMap(({ entries }) => entries)).toHaveLength(120);
    const { entries } = desk.message(behaviourAt(hourMs, { charging: true }));
    expect(entries.map(({ type, data }) => [type, data.suppressedCount])).toEqual([
      ['behaviour.suppressed', 180],
      ['behaviour.changed', undefined],
    ]);
  });

  it('follows a bounded number of facts, however many sources there are', () => {
    const { desk, states } = open();
    for (let source = 0; source < 100; source++) desk.message({ ...behaviourAt(source, { charging: true }), sourceId: `source ${source}` });
    expect(Object.keys(states.behaviour.words)).toHaveLength(64);
  });

  it('meters operating time by control source and mode, and says it once an hour', () => {
    const { desk } = open();
    expect(desk.window(quietWindow(1000, 1000), timeAt(1000)).entries).toEqual([]);
    desk.message(modeAt(1000, { controlSource: 'autonomous', operationalMode: 'automatic' }));
    desk.window(quietWindow(61_000, 60_000), timeAt(61_000));
    desk.message(modeAt(61_000, { controlSource: 'teleoperated' }));
    const { entries } = desk.window(quietWindow(hourMs + 1000, 5000), timeAt(hourMs + 1000));
    const operatingMs = { 'unknown/unknown': 1000, 'autonomous/automatic': 60_000, 'teleoperated/automatic': 5000 };
    expect(entries).toMatchObject([{ type: 'behaviour.hours', urgent: false, data: { operatingMs } }]);
    expect(desk.stop(timeAt(hourMs + 2000)).entries).toEqual([]);
  });

  it('meters nothing for a robot that never says how it is used', () => {
    const { desk } = open();
    desk.window(quietWindow(1000, 1000), timeAt(1000));
    expect(desk.stop(timeAt(2000)).entries).toEqual([]);
  });

  it('knows nothing of control after a restart until it is said again, and keeps the totals', () => {
    const { desk, states } = open();
    desk.message(modeAt(0, { controlSource: 'autonomous', operationalMode: 'automatic' }));
    desk.window(quietWindow(1000, 1000), timeAt(1000));
    const again = open(restartDesks(states));
    again.desk.window(quietWindow(1000, 700), timeAt(1000));
    const [entry] = again.desk.stop(timeAt(2000)).entries;
    expect(entry?.data.operatingMs).toEqual({ 'autonomous/automatic': 1000, 'unknown/unknown': 700 });
  });
});

describe('B7: a changed safety configuration', () => {
  const configuration = ['safetyConfiguration', 'limits', 'payload', 'toolCentrePoint'] as const;

  it.each(configuration)('restarts credit for %s, at once and urgently', (what) => {
    const { desk } = open();
    expect(desk.message(behaviourAt(0, { [what]: 'A' }))).not.toHaveProperty('safetyConfigurationChanged');
    const changed = desk.message(behaviourAt(1000, { [what]: 'B' }));
    expect(changed.safetyConfigurationChanged).toBe(true);
    expect(changed.entries).toMatchObject([{ type: 'safetyConfiguration.changed', urgent: true, data: { what, from: 'A', to: 'B' } }]);
  });

  it.each(['safetyConfiguration', 'limits'] as const)('restarts it for every change of %s, also back', (what) => {
    const { desk } = open();
    const restarts = ['A', 'B', 'A', 'B'].map(
      (word, second) => desk.message(behaviourAt(second, { [what]: word })).safetyConfigurationChanged,
    );
    expect(restarts).toEqual([undefined, true, true, true]);
  });

  it.each(['payload', 'toolCentrePoint'] as const)('restarts it once for each %s: a pick and place states two all day', (what) => {
    const { desk } = open();
    const words = ['empty', 'box', 'empty', 'box', 'crate', 'box'];
    const outputs = words.map((word, second) => desk.message(behaviourAt(second, { [what]: word })));
    expect(outputs.map(({ safetyConfigurationChanged }) => safetyConfigurationChanged ?? false)).toEqual([
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(outputs.map(({ entries }) => entries[0]?.type)).toEqual([
      'behaviour.changed',
      'safetyConfiguration.changed',
      'behaviour.changed',
      'behaviour.changed',
      'safetyConfiguration.changed',
      'behaviour.changed',
    ]);
  });

  it('is seen when it was made while nobody looked', () => {
    const { desk, states } = open();
    desk.message(behaviourAt(0, { safetyConfiguration: 'crc 1' }));
    const again = open(restartDesks(states));
    expect(again.desk.message(behaviourAt(0, { safetyConfiguration: 'crc 2' })).safetyConfigurationChanged).toBe(true);
  });

  it('is compared whole, however long the robot states it', () => {
    const { desk } = open();
    desk.message(behaviourAt(0, { limits: 'x'.repeat(500) }));
    expect(desk.message(behaviourAt(1, { limits: 'x'.repeat(501) })).entries[0]?.data).toMatchObject({ to: 'sha256:(501)' });
  });

  it('of one source is nothing to another', () => {
    const { desk } = open();
    desk.message(behaviourAt(0, { payload: '1 kg' }));
    expect(desk.message({ ...behaviourAt(1, { payload: 'm=1000' }), sourceId: 'other' })).not.toHaveProperty('safetyConfigurationChanged');
  });

  it('restarts credit even when the hour has no room for its record', () => {
    const { desk } = open();
    const outputs = Array.from({ length: 200 }, (_, index) => desk.message(behaviourAt(index, { limits: `${index}` })));
    expect(outputs.at(-1)).toMatchObject({ entries: [], safetyConfigurationChanged: true });
  });
});
