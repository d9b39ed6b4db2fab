import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { behaviourAt, eventAt, hashOf, modeAt, newStates, quietWindow } from '../../tests/support/desk-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { Message } from '../contract/message.ts';
import type { LedgerEntry } from '../contract/record.ts';
import { BehaviourDesk } from './behaviour-desk.ts';
import { type DeskStates, restartDesks } from './desk-states.ts';
import { EventDesk } from './event-desk.ts';
import { evidenceCharsMax, type PerilIndicator } from './peril-indicators.ts';
import { hearRecord, recordsOf, type SaidRecord, toldCountMax } from './told-evidence.ts';

const record = (seq: number, type: string, data: SaidRecord['data']): SaidRecord => ({ epoch: 0, seq, type, data });

describe('the record that says a fact', () => {
  it.each<[string, SaidRecord['data'], string]>([
    ['fault.raised', { codeSpace: 'ur', codeRaw: 'C153', component: 'joint', part: 'elbow' }, 'fault ur:C153 joint elbow'],
    ['fault.raised', { codeSpace: 'ur', codeRaw: 'C4', component: 'controller', part: { unknown: 'missing' } }, 'fault ur:C4 controller'],
    ['event.started', { eventClass: 'impact' }, 'event impact nearby'],
    ['event.coldStart', { eventClass: 'protectiveStop', part: 'wrist' }, 'cold joint wrist'],
    ['event.coldStart', { eventClass: 'protectiveStop', part: 'wrist' }, 'event protectiveStop nearby'],
    ['version.changed', { what: 'firmware' }, 'version of firmware changed'],
    ['model.changed', { what: 'riskModel' }, 'version of riskModel changed'],
    ['safetyConfiguration.changed', { what: 'payload', to: '2 kg' }, 'payload changed'],
    ['behaviour.changed', { what: 'linkQuality', to: 'poor' }, 'linkQuality poor'],
    ['behaviour.changed', { what: 'controlSource', to: 'pendant' }, 'in control: pendant'],
  ])('%s %j: “%s”', (type, data, evidence) => {
    expect(recordsOf(hearRecord([], { ...record(17, type, data), epoch: 2 }), [evidence])).toEqual(['2:17']);
  });

  it('is none of another type or another fact', () => {
    const told = hearRecord(
      hearRecord([], record(1, 'fault.healed', { codeSpace: 'a', codeRaw: '1', component: 'joint' })),
      record(2, 'meter.boot', {}),
    );
    expect(told).toEqual([]);
    expect(recordsOf(hearRecord([], record(3, 'event.started', { eventClass: 'fall' })), ['event impact nearby'])).toEqual([]);
  });

  it('is the newest one, named once for everything it says', () => {
    const changed = (seq: number) => record(seq, 'behaviour.changed', { what: 'controlSource', to: 'pendant' });
    const told = hearRecord(hearRecord([], changed(5)), changed(9));
    expect(recordsOf(told, ['controlSource changed', 'in control: pendant'])).toEqual(['0:9']);
  });

  it('is found by evidence that was cut short', () => {
    const told = hearRecord([], record(1, 'fault.raised', { codeSpace: 'x', codeRaw: 'y'.repeat(200), component: 'joint' }));
    expect(recordsOf(told, [`fault x:${'y'.repeat(200)}`.slice(0, evidenceCharsMax)])).toEqual(['0:1']);
  });

  it('is one of a bounded number: the fact told longest ago makes room (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { minLength: 1, maxLength: 300 }), (classes) => {
        const told = classes.reduce(
          (all, name, seq) => hearRecord(all, record(seq, 'event.started', { eventClass: `c${name}` })),
          [] as ReturnType<typeof hearRecord>,
        );
        const newest = [...new Set([...classes].reverse())].slice(0, toldCountMax);
        expect(told).toHaveLength(newest.length);
        for (const name of newest) expect(recordsOf(told, [`event c${name} nearby`])).toEqual([`0:${classes.lastIndexOf(name)}`]);
      }),
    );
  });
});

describe('B6: the evidence of an indicator', () => {
  /** Both desks on a ledger that numbers what they say; the indicators of a fall at ten seconds. */
  function indicatorsOf(states: DeskStates, messages: readonly Message[]): readonly PerilIndicator[] {
    const [desk, behaviour] = [new EventDesk({ states, profile: {}, hashOf }), new BehaviourDesk({ states, hashOf })];
    let seq = 0;
    const write = (entries: readonly LedgerEntry[]): void => {
      for (const { type, data } of entries) desk.record(record(seq++, type, data));
    };
    for (const message of messages) for (const one of [desk, behaviour]) write(one.message(message).entries);
    write(desk.event(eventAt(10_000, 'fall')).entries);
    const [entry] = desk.window(quietWindow(15_000, 0), timeAt(15_000)).entries;
    return entry?.data.perilIndicators as unknown as readonly PerilIndicator[];
  }

  it('names the records that say it, in the words of the desk that wrote them', () => {
    const said = [
      modeAt(0, { controlSource: 'pendant' }),
      behaviourAt(1000, { supply: 'mains' }),
      behaviourAt(9000, { supply: 'battery', linkQualityRatio: 0.1 }),
    ];
    expect(indicatorsOf(newStates(), said)).toEqual([
      { indicator: 'electrical', evidence: ['supply changed'], records: ['0:2'] },
      { indicator: 'network', evidence: ['linkQuality poor'], records: ['0:3'] },
      { indicator: 'operatorAction', evidence: ['in control: pendant'], records: ['0:0'] },
    ]);
  });

  it('goes on being named after a restart, and by a state that an older version saved it has none', () => {
    const states = newStates();
    new EventDesk({ states, profile: {}, hashOf }).record({ ...record(7, 'version.changed', { what: 'firmware' }), epoch: 1 });
    states.versions = { known: {}, operatedSinceMs: { firmware: 0 } };
    const found = [{ indicator: 'softwareChange', evidence: ['version of firmware changed'], records: ['1:7'] }];
    expect(indicatorsOf(restartDesks(states), [])).toEqual(found);
    const { told, ...older } = states.events;
    expect(told).toHaveLength(1);
    expect(indicatorsOf({ ...states, events: older }, [])).toEqual([{ ...found[0], records: [] }]);
  });
});
